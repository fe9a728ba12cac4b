import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { createSeries } from "../../src/series/index.ts";
import {
  maxAbsScale,
  meanScale,
  minMaxScale,
  restoreTransform,
  robustScale,
  type Transform,
} from "../../src/transforms/index.ts";
import { readGolden } from "../golden/golden.ts";

const { skewed } = readGolden<{ skewed: { values: number[]; median: number; iqr: number } }>("transforms");
const of = (target: number[]): ReturnType<typeof createSeries> => createSeries({ start: 0, frequency: "1d", target });
/** What the target is shifted and divided by. */
const shift = (transform: Transform, target: number[]): unknown => {
  const { series } = transform.fit([of(target)]).state();
  return (series as { target: { target: unknown[] } }).target.target[0];
};

describe("scalings", () => {
  it("robust: median and interquartile range, as numpy has them", () => {
    expect(shift(robustScale(), skewed.values)).toEqual({
      mean: expect.closeTo(skewed.median, 14) as number,
      scale: expect.closeTo(skewed.iqr, 14) as number,
    });
  });

  it("robust: the standard deviation where half of the values are equal", () => {
    expect(shift(robustScale(), [0, 0, 0, 0, 0, 0, 0, 0, 5])).toEqual({ mean: 0, scale: expect.closeTo(1.5713, 4) });
  });

  it("min-max: training rows onto the range, later ones beside it", () => {
    const fitted = minMaxScale({ range: [-1, 1] }).fit([of([2, 4, NaN, 6])]);
    expect(Array.from(fitted.apply(of([2, 4, NaN, 6, 8])).target.values)).toEqual([-1, 0, NaN, 1, 2]);
    expect(() => minMaxScale({ range: [1, 1] })).toThrow(OptionError);
  });

  it("max-abs and mean: division alone", () => {
    expect(shift(maxAbsScale(), [-4, NaN, 2])).toEqual({ mean: 0, scale: 4 });
    expect(shift(meanScale(), [-4, NaN, 2])).toEqual({ mean: 0, scale: 3 });
    expect(shift(meanScale(), [0, 0])).toEqual({ mean: 0, scale: 1 });
  });

  it("refuses the state of an unknown transform", () => {
    expect(() => restoreTransform({ kind: "toString", series: {} })).toThrow(
      `restoreTransform: expected the state of a transform of this library, found kind "toString"`,
    );
  });
});
