/** Elementwise functions, reductions and strided copies of the reference backend. */
import { cos, exp, log, sigmoid, sin, tanh } from "../../elementary.ts";
import type { Arena } from "../arena.ts";
import type { Binary, BinaryKind, BlockCopy, Kernels, UnaryKind } from "../kernels.ts";

const binaries: Record<BinaryKind, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
};

/** The elementwise functions of one operand. */
export const unaries: Record<UnaryKind, (x: number) => number> = {
  tanh,
  sigmoid,
  exp,
  log,
  relu: (x) => (x > 0 ? x : x === x ? 0 : x),
  absolute: (x) => (x < 0 ? -x : x),
  square: (x) => x * x,
  sin,
  cos,
};

/** Derivatives from x and y = f(x). */
const derivatives: Record<UnaryKind, (x: number, y: number) => number> = {
  tanh: (_, y) => 1 - y * y,
  sigmoid: (_, y) => y * (1 - y),
  exp: (_, y) => y,
  log: (x) => 1 / x,
  relu: (x) => (x > 0 ? 1 : 0),
  absolute: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  square: (x) => 2 * x,
  sin: (x) => cos(x),
  cos: (x) => -sin(x),
};

/** Calls `visit` with the offsets of each element of `shape` in two strided arrays, in row-major order. */
function walk(
  shape: readonly number[],
  first: readonly number[],
  second: readonly number[],
  visit: (i: number, f: number, s: number) => void,
): void {
  const index = shape.map(() => 0);
  const count = shape.reduce((product, size) => product * size, 1);
  let f = 0;
  let s = 0;
  for (let i = 0; i < count; i++) {
    visit(i, f, s);
    for (let d = shape.length - 1; d >= 0; d--) {
      index[d]!++;
      f += first[d]!;
      s += second[d]!;
      if (index[d]! < shape[d]!) break;
      f -= first[d]! * shape[d]!;
      s -= second[d]! * shape[d]!;
      index[d] = 0;
    }
  }
}

type Elementwise = Pick<
  Kernels,
  | "fill"
  | "addScaled"
  | "scale"
  | "copyBlock"
  | "binary"
  | "sumTo"
  | "unary"
  | "unaryBackward"
  | "sum"
  | "sumOfSquares"
  | "columnSums"
>;

/** The elementwise part of the reference backend. */
export function elementwiseKernels(arena: Arena): Elementwise {
  return {
    fill: (out, count, value) => void arena.values.fill(value, out, out + count),
    addScaled(x, y, count, scale) {
      const values = arena.values;
      for (let i = 0; i < count; i++) values[y + i]! += scale * values[x + i]!;
    },
    scale(x, y, count, scale) {
      const values = arena.values;
      for (let i = 0; i < count; i++) values[y + i] = scale * values[x + i]!;
    },
    copyBlock: (copy) => copyBlock(arena, copy),
    binary: (operation) => binary(arena, operation),
    sumTo(x, shape, out, strides) {
      const values = arena.values;
      walk(shape, strides, strides, (i, to) => void (values[out + to]! += values[x + i]!));
    },
    unary(kind, x, y, count) {
      const values = arena.values;
      const f = unaries[kind];
      for (let i = 0; i < count; i++) values[y + i] = f(values[x + i]!);
    },
    unaryBackward(kind, x, y, dy, dx, count) {
      const values = arena.values;
      const f = derivatives[kind];
      for (let i = 0; i < count; i++) values[dx + i]! += values[dy + i]! * f(values[x + i]!, values[y + i]!);
    },
    sum(x, count) {
      const values = arena.values;
      let total = 0;
      for (let i = x; i < x + count; i++) total += values[i]!;
      return total;
    },
    sumOfSquares(x, count) {
      const values = arena.values;
      let total = 0;
      for (let i = x; i < x + count; i++) total += values[i]! * values[i]!;
      return total;
    },
    columnSums(x, m, n, out) {
      const values = arena.values;
      for (let i = 0, at = x; i < m; i++) for (let j = 0; j < n; j++, at++) values[out + j]! += values[at]!;
    },
  };
}

function binary({ values }: Arena, { kind, shape, a, aStrides, b, bStrides, out }: Binary): void {
  const f = binaries[kind];
  walk(shape, aStrides, bStrides, (i, at, bt) => void (values[out + i] = f(values[a + at]!, values[b + bt]!)));
}

function copyBlock({ values }: Arena, { outer, inner, from, fromStride, to, toStride, accumulate }: BlockCopy): void {
  for (let r = 0; r < outer; r++) {
    const source = from + r * fromStride;
    const target = to + r * toStride;
    if (accumulate) for (let i = 0; i < inner; i++) values[target + i]! += values[source + i]!;
    else values.copyWithin(target, source, source + inner);
  }
}
