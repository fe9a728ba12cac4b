/** Linear algebra in plain TypeScript: the oracle, and what runs where WebAssembly has no SIMD. Sums as src/numerics/assembly does. */
import type { LinearAlgebra, NormalEquations } from "./linearAlgebra.ts";

const BLOCK = 256; // rows that are summed from zero before they are added to what is there

/** The sum of products of `count` numbers at two places: eight lanes in turn, then the lanes together, then the rest. */
function dot(count: number, a: Float64Array, from: number, b: Float64Array, start: number): number {
  const lanes = new Float64Array(8);
  let k = 0;
  for (; k + 8 <= count; k += 8)
    for (let lane = 0; lane < 8; lane++) lanes[lane]! += a[from + k + lane]! * b[start + k + lane]!;
  const [even, odd] = [0, 1].map((i) => lanes[i]! + lanes[i + 2]! + (lanes[i + 4]! + lanes[i + 6]!));
  let sum = even! + odd!;
  for (; k < count; k++) sum += a[from + k]! * b[start + k]!;
  return sum;
}

/** Factors the lower triangle in place; the row whose pivot is not above 0, or -1. */
function factor(l: Float64Array, n: number): number {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      l[i * n + j] = (l[i * n + j]! - dot(j, l, i * n, l, j * n)) / l[j * n + j]!;
    }
    const pivot = l[i * n + i]! - dot(i, l, i * n, l, i * n);
    if (!(pivot > 0) || pivot === Infinity) return i;
    l[i * n + i] = Math.sqrt(pivot);
  }
  return -1;
}

/** Adds rows times weights to the lower triangle and the cross products, block by block. */
function addRows({ inputs, outputs, gram, cross }: NormalEquations, rows: Float64Array, weights: Float64Array): void {
  const width = inputs + outputs;
  for (let from = 0; from < weights.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, weights.length);
    const sumOf = (i: number, j: number): number => {
      let sum = 0;
      for (let r = from; r < to; r++) sum += rows[r * width + i]! * weights[r]! * rows[r * width + j]!;
      return sum;
    };
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j <= i; j++) gram[i * inputs + j]! += sumOf(i, j);
      for (let j = 0; j < outputs; j++) cross[i * outputs + j]! += sumOf(i, inputs + j);
    }
  }
}

/** The plain implementation. */
export const referenceAlgebra: LinearAlgebra = {
  multiply(a, b, { rows, inner, columns, stride = inner }) {
    const c = new Float64Array(rows * columns);
    for (let from = 0; from < inner; from += BLOCK) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let k = from; k < Math.min(from + BLOCK, inner); k++) sum += a[i * stride + k]! * b[k * columns + j]!;
          c[i * columns + j]! += sum;
        }
      }
    }
    return c;
  },

  addRows,

  solve(a, b, n) {
    const l = a.slice();
    const failed = factor(l, n);
    if (failed >= 0) return failed;
    const x = b.slice();
    const q = n === 0 ? 0 : b.length / n;
    for (let column = 0; column < q; column++) {
      const substitute = (i: number, from: number, to: number, factorOf: (j: number) => number): void => {
        let sum = 0;
        for (let j = from; j < to; j++) sum += factorOf(j) * x[j * q + column]!;
        x[i * q + column] = (x[i * q + column]! - sum) / l[i * n + i]!;
      };
      for (let i = 0; i < n; i++) substitute(i, 0, i, (j) => l[i * n + j]!);
      for (let i = n - 1; i >= 0; i--) substitute(i, i + 1, n, (j) => l[j * n + i]!);
    }
    return x;
  },
};
