import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumericalError } from "../../src/errors.ts";
import {
  createNormalEquations,
  linearAlgebra,
  meanDiagonal,
  solvePositive,
  solveRidge,
  type LinearAlgebra,
  type NormalEquations,
} from "../../src/numerics/linearAlgebra.ts";
import { referenceAlgebra } from "../../src/numerics/referenceAlgebra.ts";
import { wasmAlgebra } from "../../src/numerics/wasmAlgebra.ts";
import { createRandom } from "../../src/random.ts";

const wasm = wasmAlgebra()!;
const both: [string, LinearAlgebra][] = [
  ["wasm", wasm],
  ["reference", referenceAlgebra],
];
const size = fc.oneof(fc.integer({ min: 0, max: 21 }), fc.constantFrom(1, 4, 8, 64));
const seed = fc.integer();

function noise(count: number, from: number): Float64Array {
  const random = createRandom(from);
  return Float64Array.from({ length: count }, () => random.normal());
}

/** The lower triangle of a square matrix, all that a Gram matrix promises. */
function lower({ inputs, gram }: NormalEquations): number[] {
  return Array.from(gram).filter((_, i) => i % inputs <= Math.floor(i / inputs));
}

function equationsOf(algebra: LinearAlgebra, p: number, q: number, rows: Float64Array, weights: Float64Array) {
  const equations = createNormalEquations(p, q);
  algebra.addRows(equations, rows, weights);
  return equations;
}

/** A = M M' + n I: positive definite. */
function positive(n: number, from: number): Float64Array {
  const m = noise(n * n, from);
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = i === j ? n : 0;
    for (let k = 0; k < n; k++) sum += m[i * n + k]! * m[j * n + k]!;
    return sum;
  });
}

it("runs in WebAssembly here", () => {
  expect(wasm).toBeDefined();
  expect(linearAlgebra()).not.toBe(referenceAlgebra);
});

describe("multiply", () => {
  const cases = fc.record({
    rows: size,
    inner: fc.oneof(size, fc.constantFrom(255, 256, 257, 600)),
    columns: fc.oneof(size, fc.constantFrom(127, 128, 131)),
    gap: fc.integer({ min: 0, max: 3 }),
    seed,
  });

  it("gives the same bytes in WebAssembly and in TypeScript, for any sizes and strides", () => {
    fc.assert(
      fc.property(cases, ({ rows, inner, columns, gap, seed }) => {
        const [a, b] = [noise(rows * (inner + gap), seed), noise(inner * columns, seed + 1)];
        const sizes = { rows, inner, columns, stride: inner + gap };
        expect(wasm.multiply(a, b, sizes)).toEqual(referenceAlgebra.multiply(a, b, sizes));
      }),
    );
  });

  it.each(both)("%s agrees with the naive sum", (_, algebra) => {
    fc.assert(
      fc.property(cases, ({ rows, inner, columns, gap, seed }) => {
        const [a, b] = [noise(rows * (inner + gap), seed), noise(inner * columns, seed + 1)];
        const c = algebra.multiply(a, b, { rows, inner, columns, stride: inner + gap });
        expect(c.length).toBe(rows * columns);
        c.forEach((value, at) => {
          const [i, j] = [Math.floor(at / columns), at % columns];
          let sum = 0;
          for (let k = 0; k < inner; k++) sum += a[i * (inner + gap) + k]! * b[k * columns + j]!;
          expect(Math.abs(value - sum)).toBeLessThan(1e-12 * (1 + inner));
        });
      }),
      { numRuns: 40 },
    );
  });

  it("gives a row the same bytes whatever rows lie beside it", () => {
    const [a, b] = [noise(9 * 300, 1), noise(300 * 7, 2)];
    const whole = wasm.multiply(a, b, { rows: 9, inner: 300, columns: 7 });
    for (let i = 0; i < 9; i++) {
      const alone = wasm.multiply(a.subarray(i * 300, (i + 1) * 300), b, { rows: 1, inner: 300, columns: 7 });
      expect(alone).toEqual(whole.slice(i * 7, (i + 1) * 7));
    }
  });

  it("carries NaN and infinity, and keeps them out of other rows", () => {
    const a = Float64Array.of(NaN, 1, 1, 2, Infinity, 1, 1, 1, 3, 4);
    const sizes = { rows: 5, inner: 2, columns: 1 };
    for (const [, algebra] of both)
      expect(Array.from(algebra.multiply(a, Float64Array.of(1, 1), sizes))).toEqual([NaN, 3, Infinity, 2, 7]);
  });
});

const sample = (p: number, q: number, n: number, seed: number): [Float64Array, Float64Array] => [
  noise(n * (p + q), seed),
  noise(n, seed + 1).map(Math.abs),
];

describe("addRows", () => {
  const cases = fc.record({
    p: fc.oneof(size, fc.constantFrom(127, 129)),
    q: size,
    n: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(255, 256, 257, 530)),
    seed,
  });

  it("gives the same bytes in WebAssembly and in TypeScript, for any sizes", () => {
    fc.assert(
      fc.property(cases, ({ p, q, n, seed }) => {
        const given = sample(p, q, n, seed);
        const [one, other] = both.map(([, algebra]) => equationsOf(algebra, p, q, ...given)) as [
          NormalEquations,
          NormalEquations,
        ];
        expect(lower(one)).toEqual(lower(other));
        expect(one.cross).toEqual(other.cross);
      }),
      { numRuns: 60 },
    );
  });

  it.each(both)("%s agrees with the naive sums, and adds to what is there", (_, algebra) => {
    fc.assert(
      fc.property(cases, ({ p, q, n, seed }) => {
        const [rows, weights] = sample(p, q, n, seed);
        const equations = equationsOf(algebra, p, q, rows, weights);
        algebra.addRows(equations, rows, weights);
        const naive = (i: number, j: number): number => {
          let sum = 0;
          for (let r = 0; r < n; r++) sum += 2 * weights[r]! * rows[r * (p + q) + i]! * rows[r * (p + q) + j]!;
          return sum;
        };
        for (let i = 0; i < p; i++) {
          for (let j = 0; j <= i; j++)
            expect(Math.abs(equations.gram[i * p + j]! - naive(i, j))).toBeLessThan(1e-12 * (1 + n));
          for (let j = 0; j < q; j++)
            expect(Math.abs(equations.cross[i * q + j]! - naive(i, p + j))).toBeLessThan(1e-12 * (1 + n));
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("solve", () => {
  const cases = fc.record({ n: fc.oneof(size, fc.constantFrom(33, 100)), q: size, seed });

  it("gives the same bytes in WebAssembly and in TypeScript, for any sizes", () => {
    fc.assert(
      fc.property(cases, ({ n, q, seed }) => {
        const [a, b] = [positive(n, seed), noise(n * q, seed + 1)];
        expect(wasm.solve(a, b, n)).toEqual(referenceAlgebra.solve(a, b, n));
      }),
    );
  });

  it.each(both)("%s leaves residuals of rounding only, and reads the lower triangle alone", (_, algebra) => {
    fc.assert(
      fc.property(cases, ({ n, q, seed }) => {
        const [a, b] = [positive(n, seed), noise(n * q, seed + 1)];
        const spoiled = a.map((value, at) => (at % n > Math.floor(at / n) ? NaN : value));
        const x = algebra.solve(spoiled, b, n) as Float64Array;
        expect(x.length).toBe(b.length);
        referenceAlgebra.multiply(a, x, { rows: n, inner: n, columns: q }).forEach((value, i) => {
          expect(Math.abs(value - b[i]!)).toBeLessThan(1e-11 * (1 + n));
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each(both)("%s names the row of a pivot that is not above 0", (_, algebra) => {
    expect(algebra.solve(Float64Array.of(1, 0, 1, 1), Float64Array.of(1, 1), 2)).toBe(1);
    expect(algebra.solve(Float64Array.of(-1), Float64Array.of(1), 1)).toBe(0);
    expect(algebra.solve(Float64Array.of(NaN), Float64Array.of(1), 1)).toBe(0);
    expect(algebra.solve(Float64Array.of(Infinity), Float64Array.of(1), 1)).toBe(0);
  });
});

describe("solveRidge", () => {
  it("finds the weights that made the outputs, as the penalty goes to 0", () => {
    const [p, q, n] = [5, 3, 200];
    const [x, truth] = [noise(n * p, 1), noise(p * q, 2)];
    const y = referenceAlgebra.multiply(x, truth, { rows: n, inner: p, columns: q });
    const rows = new Float64Array(n * (p + q));
    for (let r = 0; r < n; r++) {
      rows.set(x.subarray(r * p, (r + 1) * p), r * (p + q));
      rows.set(y.subarray(r * q, (r + 1) * q), r * (p + q) + p);
    }
    const equations = equationsOf(wasm, p, q, rows, new Float64Array(n).fill(0.5));
    solveRidge(equations, new Float64Array(p).fill(1e-9)).forEach((value, i) =>
      expect(value).toBeCloseTo(truth[i]!, 8),
    );
    expect(meanDiagonal(equations)).toBeCloseTo(100, -2);
    const shrunk = solveRidge(equations, new Float64Array(p).fill(1e9));
    expect(Math.max(...shrunk.map(Math.abs))).toBeLessThan(1e-5);
  });

  it("goes to the weights that it is shrunk to as the penalty grows, and away from them as it goes to 0", () => {
    const [p, q, n] = [4, 2, 60];
    const equations = equationsOf(wasm, p, q, noise(n * (p + q), 5), new Float64Array(n).fill(1));
    const towards = noise(p * q, 6);
    const shrunk = (penalty: number, to?: Float64Array): Float64Array =>
      solveRidge(equations, new Float64Array(p).fill(penalty), to);
    shrunk(1e12, towards).forEach((value, i) => expect(value).toBeCloseTo(towards[i]!, 8));
    shrunk(1e-9, towards).forEach((value, i) => expect(value).toBeCloseTo(shrunk(1e-9)[i]!, 8));
    expect(shrunk(3, new Float64Array(p * q))).toEqual(shrunk(3));
  });

  it("is where the penalized sum of squares has no slope, for any sizes, penalties and weights that it is shrunk to", () => {
    const cases = fc.record({ p: fc.integer({ min: 1, max: 12 }), q: fc.integer({ min: 1, max: 5 }), seed });
    fc.assert(
      fc.property(cases, ({ p, q, seed }) => {
        const [rows, weights] = sample(p, q, 40, seed);
        const equations = equationsOf(wasm, p, q, rows, weights);
        const [penalties, towards] = [noise(p, seed + 2).map((value) => value * value + 0.01), noise(p * q, seed + 3)];
        const w = solveRidge(equations, penalties, towards);
        for (let i = 0; i < p; i++) {
          for (let h = 0; h < q; h++) {
            let slope = penalties[i]! * (w[i * q + h]! - towards[i * q + h]!);
            weights.forEach((weight, r) => {
              const row = rows.subarray(r * (p + q), (r + 1) * (p + q));
              let error = -row[p + h]!;
              for (let j = 0; j < p; j++) error += row[j]! * w[j * q + h]!;
              slope += weight * row[i]! * error;
            });
            expect(Math.abs(slope)).toBeLessThan(1e-9);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("shrinks only the inputs that are penalized", () => {
    const equations = equationsOf(wasm, 2, 1, noise(3 * 50, 7), new Float64Array(50).fill(1));
    const [held, free] = solveRidge(equations, Float64Array.of(1e12, 0));
    expect(Math.abs(held!)).toBeLessThan(1e-9);
    expect(Math.abs(free!)).toBeGreaterThan(1e-3);
  });

  it("refuses a matrix that is not positive definite, with the remedy", () => {
    const equations = createNormalEquations(2, 1);
    expect(() => solveRidge(equations, new Float64Array(2))).toThrow(NumericalError);
    expect(() => solvePositive(Float64Array.of(1, 0, 1, 1), Float64Array.of(1, 1), 2)).toThrow(
      "Cholesky factorization of a matrix of 2 rows: expected a positive definite matrix of finite numbers, found a pivot that is not above 0 in row 2; use a larger penalty, or fewer inputs",
    );
  });
});
