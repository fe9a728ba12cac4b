import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anchorWindows, lookBack, type Anchor } from "../../src/windows/index.ts";

const anchored = (values: readonly number[], horizon: number, anchor: Partial<Anchor>, channels = 1) => {
  const whole = { seasonLength: 0, normalization: "last", scale: 1, ...anchor } as const;
  const contextLength = values.length / channels - whole.seasonLength;
  const { past, level, anchors } = anchorWindows(
    Float64Array.from(values),
    { contextLength, horizon, channels },
    whole,
  );
  return { past: Array.from(past), level: level && Array.from(level), anchors: Array.from(anchors) };
};

describe("anchorWindows without a season", () => {
  it("counts from the last value", () => {
    expect(anchored([1, 2, 4], 2, { normalization: "last" })).toEqual({
      past: [-3, -2, 0],
      level: undefined,
      anchors: [4, 4],
    });
  });

  it("counts from the mean", () => {
    expect(anchored([1, 2, 6], 1, { normalization: "mean" })).toEqual({
      past: [-2, -1, 3],
      level: undefined,
      anchors: [3],
    });
  });

  it("counts from zero", () => {
    expect(anchored([1, 2], 1, { normalization: "none" })).toEqual({ past: [1, 2], level: undefined, anchors: [0] });
  });

  it("measures in units of the scale", () => {
    expect(anchored([1, 5], 1, { scale: 4 })).toMatchObject({ past: [-1, 0], anchors: [5] });
  });

  it("passes over missing values", () => {
    expect(anchored([1, NaN, 3, NaN], 1, { normalization: "last" })).toMatchObject({
      past: [-2, NaN, 0, NaN],
      anchors: [3],
    });
    expect(anchored([1, NaN, 3, NaN], 1, { normalization: "mean" })).toMatchObject({
      past: [-1, NaN, 1, NaN],
      anchors: [2],
    });
    expect(anchored([NaN, NaN], 1, { normalization: "last" })).toMatchObject({ past: [NaN, NaN], anchors: [0] });
  });
});

describe("anchorWindows with a season", () => {
  const rows = [10, 20, 11, 22, 12, 24]; // a season of 2, then a context of 4: differences 1, 2, 1, 2
  it("adds the last difference to the value one season before", () => {
    const { past, level, anchors } = anchored(rows, 3, { seasonLength: 2, normalization: "last" });
    expect(past).toEqual([-1, 0, -1, 0]);
    expect(level).toEqual([11, 22, 12, 24].map((value) => value - 17.25));
    expect(anchors).toEqual([14, 26, 14]); // the third step lies two seasons after 12
  });

  it("adds the mean difference, or none", () => {
    expect(anchored(rows, 2, { seasonLength: 2, normalization: "mean" })).toMatchObject({
      past: [-0.5, 0.5, -0.5, 0.5],
      anchors: [13.5, 25.5],
    });
    expect(anchored(rows, 2, { seasonLength: 2, normalization: "none" })).toMatchObject({
      past: [1, 2, 1, 2],
      anchors: [12, 24],
    });
  });

  it("repeats the last season over a horizon of several", () => {
    expect(anchored(rows, 5, { seasonLength: 2, normalization: "none" }).anchors).toEqual([12, 24, 12, 24, 12]);
  });

  it("goes back another season where a value is missing, and onto a line over the gap where all are", () => {
    expect(anchored([10, 20, 11, 22, NaN, 24], 2, { seasonLength: 2, normalization: "none" }).anchors).toEqual([
      11, 24,
    ]);
    expect(anchored([NaN, 20, NaN, 22, NaN, 24], 2, { seasonLength: 2, normalization: "none" }).anchors).toEqual([
      23, 24,
    ]);
    const gap = [1, NaN, NaN, 7, 2, NaN, NaN, 8];
    expect(anchored(gap, 5, { seasonLength: 4, normalization: "none" }).anchors).toEqual([2, 4, 6, 8, 2]);
    // The line may begin in the season before.
    expect(anchored([NaN, NaN, 7, NaN, NaN, 8], 3, { seasonLength: 3, normalization: "none" }).anchors).toEqual([
      7.333333333333333, 7.666666666666667, 8,
    ]);
  });
});

describe("anchorWindows", () => {
  it("keeps channels and windows apart", () => {
    const values = Float64Array.of(1, 10, 2, 20, /* second window */ 3, 30, 5, 50);
    const sizes = { contextLength: 2, horizon: 1, channels: 2 };
    const { past, anchors } = anchorWindows(values, sizes, { seasonLength: 0, normalization: "last", scale: 1 });
    expect(Array.from(anchors)).toEqual([2, 20, 5, 50]);
    expect(Array.from(past)).toEqual([-1, -10, 0, 0, -2, -20, 0, 0]);
  });

  it("loses nothing: past × scale + location + season is the value again", () => {
    const value = fc.double({ min: -100, max: 100, noNaN: true });
    const cell = fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant(NaN) });
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 6, maxLength: 20 }),
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom("last", "mean", "none"),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        (values, seasonLength, normalization, scale, horizon) => {
          const anchor = { seasonLength, normalization, scale } as const;
          const { past, level, anchors } = anchored(values, horizon, anchor);
          expect(past.length + seasonLength).toBe(lookBack(past.length, anchor));
          const context = values.slice(seasonLength);
          const differences = context.map((x, t) => (seasonLength > 0 ? x - values[t]! : x));
          const seen = differences.filter((d) => !Number.isNaN(d));
          const mean = seen.reduce((sum, d) => sum + d, 0) / seen.length;
          const zero =
            seen.length === 0 || normalization === "none" ? 0 : normalization === "last" ? seen.at(-1)! : mean;
          differences.forEach((d, t) =>
            expect(past[t]! * scale + zero).toEqual(Number.isNaN(d) ? NaN : expect.closeTo(d, 9)),
          );
          const observed = context.filter((x) => !Number.isNaN(x));
          const center = observed.length > 0 ? observed.reduce((sum, x) => sum + x, 0) / observed.length : 0;
          level?.forEach((l, t) =>
            expect(l + center).toEqual(Number.isNaN(context[t]!) ? NaN : expect.closeTo(context[t]!, 9)),
          );
          expect(anchors.length).toBe(horizon);
          expect(anchors.every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });
});
