import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizations } from "../../src/models/normalizations.ts";
import { anchorWindows, measureWindow, type Normalization } from "../../src/windows/index.ts";

const measured = (values: readonly number[], normalization: Normalization) =>
  measureWindow(Float64Array.from(values), normalization);

const cell = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constant(7) },
);

describe("measureWindow", () => {
  it.each([
    ["none", 0, 1],
    ["last", 9, 1],
    ["mean", 5, 1],
    ["standard", 5, Math.sqrt(8)],
    ["revin", 5, Math.sqrt(8)],
    ["robust", 5, 4 / 1.3489795003921634],
  ] as const)("by %s counts 1, 3, 5, 7, 9 from %d in units of %d", (normalization, location, deviation) => {
    expect(measured([1, 3, 5, 7, 9], normalization)).toEqual({ location, deviation: expect.closeTo(deviation, 12) });
    expect(measured([1, 3, NaN, 5, 7, 9, NaN], normalization)).toEqual(measured([1, 3, 5, 7, 9], normalization));
  });

  it("by the median is not moved by one wild value, as the mean is", () => {
    const calm = [1, 2, 3, 4, 5];
    const wild = [1, 2, 3, 4, 1e6];
    expect(measured(wild, "robust")).toEqual(measured(calm, "robust"));
    expect(measured(wild, "standard").location).toBeGreaterThan(1e5);
  });

  it.each(normalizations)("by %s divides windows that are constant, empty or of one value by 1", (normalization) => {
    for (const values of [[3, 3, 3], [NaN, 3, NaN], [3], [NaN, NaN], [], [3, 3 + 1e-9]])
      expect(measured(values, normalization).deviation).toBe(1);
    expect(measured([NaN], normalization).location).toBe(0);
  });

  it("does not change what it measures", () => {
    const values = Float64Array.of(3, 1, NaN, 2);
    for (const normalization of normalizations) measureWindow(values, normalization);
    expect(values).toEqual(Float64Array.of(3, 1, NaN, 2));
  });
});

describe("anchorWindows by any normalization", () => {
  const windows = fc.record({
    values: fc.array(cell, { minLength: 6, maxLength: 20 }),
    seasonLength: fc.integer({ min: 0, max: 5 }),
    normalization: fc.constantFrom(...normalizations),
    scale: fc.double({ min: 0.01, max: 10, noNaN: true }),
    horizon: fc.integer({ min: 1, max: 12 }),
  });

  it("can be undone: past × scales + location + season is the value again", () => {
    fc.assert(
      fc.property(windows, ({ values, horizon, ...anchor }) => {
        const { seasonLength } = anchor;
        const column = Float64Array.from(values);
        const sizes = { contextLength: values.length - seasonLength, horizon, channels: 1 };
        const { past, scales, anchors } = anchorWindows(column, sizes, anchor);
        const context = column.subarray(seasonLength);
        const differences = context.map((x, t) => (seasonLength > 0 ? x - column[t]! : x));
        const { location, deviation } = measureWindow(differences, anchor.normalization);
        expect(scales[0]).toBe(anchor.scale * deviation);
        past.forEach((p, t) => {
          const before = seasonLength > 0 ? column[t]! : 0;
          const again = p * scales[0]! + location + before;
          if (Number.isNaN(differences[t]!)) expect(p).toBeNaN();
          else expect(Math.abs(again - context[t]!)).toBeLessThan(1e-9);
        });
        expect(anchors.every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it.each(["standard", "robust", "revin"] as const)(
    "by %s sees the same of a x + b as of x, and forecasts a y + b",
    (normalization) => {
      fc.assert(
        fc.property(
          windows,
          fc.double({ min: 0.5, max: 8, noNaN: true }),
          fc.double({ min: -50, max: 50, noNaN: true }),
          ({ values, horizon, seasonLength, scale }, factor, shift) => {
            const anchor = { seasonLength, normalization, scale };
            const sizes = { contextLength: values.length - seasonLength, horizon, channels: 1 };
            const base = anchorWindows(Float64Array.from(values), sizes, anchor);
            const moved = anchorWindows(
              Float64Array.from(values, (x) => factor * x + shift),
              sizes,
              anchor,
            );
            const constant = base.scales[0] === scale || moved.scales[0] === scale;
            if (constant || values.every((x) => Number.isNaN(x))) return; // without a deviation of its own, or any value
            moved.past.forEach((p, t) => {
              if (!Number.isNaN(p)) expect(Math.abs(p - base.past[t]!)).toBeLessThan(1e-6 * (1 + Math.abs(p)));
            });
          },
        ),
      );
    },
  );
});
