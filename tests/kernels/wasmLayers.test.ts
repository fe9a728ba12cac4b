import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE, type RowKind } from "../../src/kernels/index.ts";
import { farthest, noise, numbers, onBoth, shifts, wildNumbers } from "./pair.ts";

const ROUNDING = 2 ** -24;
const sizes = fc.record({
  rows: fc.integer({ min: 0, max: 6 }),
  width: fc.oneof(fc.integer({ min: 0, max: 13 }), fc.constantFrom(16, 31)),
  shift: shifts,
});

describe("the wasm softmax and its logarithm", () => {
  const cases = sizes.chain((size) => {
    const count = size.rows * size.width;
    return fc.tuple(
      fc.constant(size),
      fc.boolean().chain((wild) => (wild ? wildNumbers(count) : numbers(count))),
      numbers(count),
    );
  });

  it.each<RowKind>(["softmax", "logSoftmax"])(
    "%s agrees with the oracle in values and gradients for any sizes, NaN and infinities",
    (kind) => {
      fc.assert(
        fc.property(cases, ([{ rows, width, shift }, x, slopes]) => {
          const [expected, actual] = onBoth(({ kernels, put, blank, read }) => {
            const y = blank(x.length);
            const dx = put(noise(2, x.length));
            kernels.rowFunction(kind, put(x), y, rows, width);
            kernels.rowFunctionBackward(kind, y, put(slopes), dx, rows, width);
            return { y: read(y, x.length), dx: read(dx, x.length) };
          }, shift);
          expect(farthest(actual.y, expected.y)).toBeLessThan(8 * ROUNDING);
          // a gradient is made of sums of up to `width` slopes of size 8
          const scales = x.map(() => 8 * (width + 1));
          expect(farthest(actual.dx, expected.dx, scales)).toBeLessThan(8 * ROUNDING);
        }),
        { numRuns: 300 },
      );
    },
  );

  it("give rows that sum to 1, and the same for shifted logits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer(), (width, seed) => {
        const [, [y, shifted]] = onBoth(({ kernels, put, blank, read }) => {
          const x = noise(seed, width, 8).map((value) => Math.round(value * 64) / 64);
          return [x, x.map((value) => value + 512)].map((values) => {
            const out = blank(width);
            kernels.rowFunction("softmax", put(values), out, 1, width);
            return read(out, width);
          });
        });
        expect(y!.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
        expect(shifted).toEqual(y);
      }),
    );
  });
});

const scales = (most: number, count: number): number[] => Array.from({ length: count }, () => most);

describe("the wasm layerNorm", () => {
  const cases = sizes
    .filter(({ width }) => width > 0)
    .chain((size) => {
      const count = size.rows * size.width;
      const broken = fc.option(fc.tuple(fc.nat(), fc.constantFrom(NaN, Infinity, -Infinity)), { nil: undefined });
      return fc.tuple(fc.constant(size), numbers(count), numbers(count), broken, fc.boolean(), fc.integer());
    });

  it("agrees with the oracle in values and all gradients, within roundings of the operands", () => {
    fc.assert(
      fc.property(cases, ([{ rows, width, shift }, x, slopes, broken, affine, seed]) => {
        if (broken && x.length > 0) x[broken[0] % x.length] = broken[1];
        const [expected, actual] = onBoth(({ kernels, put, blank, read }) => {
          const [weight, bias] = affine ? [put(noise(seed, width, 2)), put(noise(seed + 1, width))] : [NONE, NONE];
          const blanks = { y: blank(x.length), means: blank(rows), scales: blank(rows) };
          const operands = { rows, width, x: put(x), weight, bias, ...blanks, epsilon: 1e-3 };
          const [dX, dWeight, dBias] = [put(noise(3, x.length)), put(noise(4, width)), put(noise(5, width))];
          kernels.layerNorm(operands);
          const y = read(operands.y, x.length);
          kernels.layerNormBackward(operands, { dY: put(slopes), dX, dWeight, dBias });
          kernels.layerNormBackward(operands, { dY: put(slopes), dX: NONE, dWeight: NONE, dBias: NONE });
          return {
            y,
            scales: read(operands.scales, rows),
            dX: read(dX, x.length),
            sums: [...read(dWeight, width), ...read(dBias, width)],
          };
        }, shift);
        // the mean is stored rounded: an error of 8 roundings, times the row's scale
        const worst = Math.max(1, ...expected.scales.filter(Number.isFinite));
        expect(farthest(actual.y, expected.y, scales(32 * worst, x.length))).toBeLessThan(4 * ROUNDING);
        expect(farthest(actual.scales, expected.scales)).toBeLessThan(4 * ROUNDING);
        const most = 16 * worst * worst * (1 + width);
        expect(farthest(actual.dX, expected.dX, scales(most, x.length))).toBeLessThan(16 * ROUNDING);
        const total = 8 * (rows + 1) * Math.max(8 * worst, Math.sqrt(width));
        expect(farthest(actual.sums, expected.sums, scales(total, 2 * width))).toBeLessThan(8 * ROUNDING);
      }),
      { numRuns: 300 },
    );
  });

  it("gives rows of mean 0 and variance 1", () => {
    const [, [mean, variance]] = onBoth(({ kernels, put, blank, read }) => {
      const [rows, width] = [1, 37];
      const operands = { rows, width, weight: NONE, bias: NONE, means: blank(1), scales: blank(1), epsilon: 1e-12 };
      const y = blank(width);
      kernels.layerNorm({ ...operands, x: put(noise(1, width, 5)), y });
      const values = read(y, width);
      return [values.reduce((a, b) => a + b) / width, values.reduce((a, b) => a + b * b, 0) / width];
    });
    expect(mean).toBeCloseTo(0, 6);
    expect(variance).toBeCloseTo(1, 6);
  });
});

describe("the wasm gather and scatter", () => {
  const cases = fc
    .record({
      count: fc.integer({ min: 0, max: 9 }),
      width: fc.integer({ min: 0, max: 21 }),
      rows: fc.integer({ min: 1, max: 5 }),
      skip: fc.integer({ min: -1, max: 4 }),
      shift: shifts,
    })
    .chain((size) =>
      fc.tuple(
        fc.constant(size),
        fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, -1, 0.5, NaN, Infinity, -Infinity, 1e18), {
          minLength: size.count,
          maxLength: size.count,
        }),
        wildNumbers(size.rows * size.width),
        wildNumbers(size.count * size.width),
      ),
    );

  it("give the oracle's bytes; what is no class chooses row 0", () => {
    fc.assert(
      fc.property(cases, ([{ count, width, rows, skip, shift }, indices, table, x]) => {
        const [expected, actual] = onBoth(({ kernels, put, blank, read }) => {
          const choice = { count, width, rows, indices: put(indices), table: put(table) };
          const out = blank(count * width);
          kernels.gather(choice, out);
          const gathered = read(out, count * width);
          kernels.scatter(choice, put(x), skip);
          return { gathered, table: read(choice.table, table.length) };
        }, shift);
        expect(actual).toEqual(expected);
        const classes = indices.map((i) => (Number.isInteger(i) && i >= 0 && i < rows ? i : 0));
        const float32 = Array.from(Float32Array.from(table));
        expect(actual.gathered).toEqual(classes.flatMap((row) => float32.slice(row * width, (row + 1) * width)));
        if (skip >= 0 && skip < rows)
          expect(actual.table.slice(skip * width, (skip + 1) * width)).toEqual(
            float32.slice(skip * width, (skip + 1) * width),
          );
      }),
      { numRuns: 300 },
    );
  });
});

describe("the wasm mask of rows", () => {
  it("gives the oracle's bytes: rows, or zeros whatever stands there", () => {
    const operands = fc
      .record({ rows: fc.integer({ min: 0, max: 9 }), width: fc.integer({ min: 0, max: 21 }), shift: shifts })
      .chain((size) => {
        const mask = fc.array(fc.constantFrom(0, 1), { minLength: size.rows, maxLength: size.rows });
        return fc.tuple(fc.constant(size), mask, wildNumbers(size.rows * size.width));
      });
    fc.assert(
      fc.property(operands, ([{ rows, width, shift }, mask, x]) => {
        const [expected, actual] = onBoth(({ kernels, put, blank, read }) => {
          const out = blank(rows * width);
          kernels.maskRows(rows, width, put(mask), put(x), out);
          return read(out, rows * width);
        }, shift);
        expect(actual).toEqual(expected);
        expect(actual).toEqual(Array.from(Float32Array.from(x), (v, i) => (mask[Math.floor(i / width)] === 0 ? 0 : v)));
      }),
    );
  });
});
