import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE } from "../../src/kernels/index.ts";
import { farthest, float32, noise, onBoth, shifts, type Bench } from "./pair.ts";

const size = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(1, 4, 8, 64, 65));
const depth = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(255, 256, 257, 600));
const cases = fc.record({
  m: size,
  n: fc.oneof(size, fc.constantFrom(511, 512, 520)),
  k: depth,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  gap: fc.integer({ min: 0, max: 3 }),
  accumulate: fc.boolean(),
  wild: fc.boolean(),
  seed: fc.integer(),
  shift: shifts,
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

const strides = (r: number, c: number, transposed: boolean, gap: number): [number, number] =>
  transposed ? [1, r + gap] : [c + gap, 1];

function run(
  bench: Bench,
  { m, n, k, transposeA, transposeB, gap, accumulate, wild, seed }: Case,
  absolute = false,
): number[] {
  const sign = (values: number[]): number[] => (absolute ? values.map(Math.abs) : values);
  const [aRow, aColumn] = strides(m, k, transposeA, gap);
  const [bRow, bColumn] = strides(k, n, transposeB, gap);
  const cRow = n + gap;
  const left = sign(noise(seed, (m + gap) * (k + gap)));
  const right = sign(noise(seed + 1, (k + gap) * (n + gap)));
  if (wild && left.length > 2) left.splice(1, 2, NaN, Infinity);
  if (wild && right.length > 5) right[5] = -Infinity;
  const c = bench.put(sign(noise(seed + 2, m * cRow)));
  const operands = { a: bench.put(left), aRow, aColumn, b: bench.put(right), bRow, bColumn, c, cRow };
  bench.kernels.gemm({ m, n, k, ...operands, accumulate });
  return bench.read(c, m * cRow);
}

describe("the wasm gemm", () => {
  it("stays within the bound of its order of summation, for any sizes, strides, gaps, alignments, NaN and infinity", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const [expected, actual] = onBoth((bench) => run(bench, given), given.shift);
        const [scales] = onBoth((bench) => run(bench, { ...given, accumulate: true, wild: false }, true));
        // a block of 256 sums is rounded once each product and sum, then added; the oracle's result is rounded once
        const roundings = Math.min(given.k, 256) + Math.ceil(given.k / 256) + 2;
        expect(farthest(actual, expected, scales)).toBeLessThanOrEqual(roundings * 2 ** -24);
      }),
      { numRuns: 150 },
    );
  });

  it("gives a row the same bytes whatever rows lie beside it, at any address and stride", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const [, whole] = onBoth((bench) => run(bench, { ...given, transposeA: false, gap: 0, wild: false }));
        const { m, n, k, seed, accumulate, shift, transposeB } = given;
        const [, single] = onBoth((bench) => {
          const [bRow, bColumn] = strides(k, n, transposeB, 0);
          const left = noise(seed, m * k);
          const b = bench.put(noise(seed + 1, k * n));
          const c = bench.put(noise(seed + 2, m * n));
          for (let i = 0; i < m; i++) {
            const a = bench.put(left.slice(i * k, (i + 1) * k));
            bench.kernels.gemm({
              m: 1,
              n,
              k,
              a,
              aRow: k,
              aColumn: 1,
              b,
              bRow,
              bColumn,
              c: c + i * n,
              cRow: n,
              accumulate,
            });
          }
          return bench.read(c, m * n);
        }, shift);
        expect(single).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it("with a bias and an activation gives the bytes of three calls: copy the bias, add the product, apply the function", () => {
    const endings = fc.record({
      biased: fc.boolean(),
      activation: fc.constantFrom("tanh" as const, "sigmoid" as const, "relu" as const, undefined),
    });
    fc.assert(
      fc.property(cases, endings, ({ m, n, k, gap, wild, seed, shift }, { biased, activation }) => {
        const cRow = n + gap;
        const results = onBoth(({ kernels, put, blank, read }) => {
          const left = noise(seed, m * k);
          if (wild && left.length > 2) left.splice(1, 2, NaN, Infinity);
          const operands = { a: put(left), aRow: k, aColumn: 1, b: put(noise(seed + 1, k * n)), bRow: n, bColumn: 1 };
          const bias = put(noise(seed + 2, n));
          const [fused, c] = [blank(m * cRow), blank(m * cRow)];
          const given = { bias: biased ? bias : NONE, activation };
          kernels.gemm({ m, n, k, ...operands, c: fused, cRow, accumulate: false, ...given });
          const rows = { outer: m, inner: n, fromStride: 0, to: c, toStride: cRow };
          if (biased) kernels.copyBlock({ ...rows, from: bias, accumulate: false });
          kernels.gemm({ m, n, k, ...operands, c, cRow, accumulate: biased });
          if (activation) for (let i = 0; i < m; i++) kernels.unary(activation, c + i * cRow, c + i * cRow, n);
          return [read(fused, m * cRow), read(c, m * cRow)];
        }, shift);
        for (const [fused, apart] of results) expect(fused).toEqual(apart);
      }),
      { numRuns: 200 },
    );
  });

  it("sums in blocks: an error as small as the reference's square root law at a depth of 5376", () => {
    const k = 5376;
    const [left, right] = [float32(noise(1, 4 * k)), float32(noise(2, 8 * k))];
    const [expected, actual] = onBoth((bench) => {
      const c = bench.blank(32);
      const operands = {
        a: bench.put(left),
        aRow: k,
        aColumn: 1,
        b: bench.put(right),
        bRow: 8,
        bColumn: 1,
        c,
        cRow: 8,
      };
      bench.kernels.gemm({ m: 4, n: 8, k, ...operands, accumulate: false });
      return bench.read(c, 32);
    });
    expect(
      farthest(
        actual,
        expected,
        expected.map(() => Math.sqrt(k)),
      ),
    ).toBeLessThan(1e-6);
  });
});
