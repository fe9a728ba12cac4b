import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { createSeries } from "../../src/series/index.ts";
import {
  maxAbsScale,
  meanScale,
  minMaxScale,
  restoreTransform,
  robustScale,
  type Scaling,
} from "../../src/transforms/index.ts";
import { readGolden } from "../golden/golden.ts";

const { skewed } = readGolden<{ skewed: { values: number[]; median: number; iqr: number } }>("transforms");
const of = (target: number[]): ReturnType<typeof createSeries> => createSeries({ start: 0, frequency: "1d", target });
const units = (scaling: Scaling, target: number[]): object => scaling.fit([of(target)]).units(of(target));

describe("scalings", () => {
  it("robust: median and interquartile range, as numpy has them", () => {
    const { means, scales } = robustScale()
      .fit([of(skewed.values)])
      .units(of(skewed.values));
    expect(means[0]).toBeCloseTo(skewed.median, 14);
    expect(scales[0]).toBeCloseTo(skewed.iqr, 14);
  });

  it("robust: the standard deviation where half of the values are equal", () => {
    expect(units(robustScale(), [0, 0, 0, 0, 0, 0, 0, 0, 5])).toEqual({
      means: [0],
      scales: [expect.closeTo(1.5713, 4)],
    });
  });

  it("min-max: training rows onto the range, later ones beside it", () => {
    const fitted = minMaxScale({ range: [-1, 1] }).fit([of([2, 4, NaN, 6])]);
    expect(Array.from(fitted.apply(of([2, 4, NaN, 6, 8])).target.values)).toEqual([-1, 0, NaN, 1, 2]);
    expect(() => minMaxScale({ range: [1, 1] })).toThrow(OptionError);
  });

  it("max-abs and mean: division alone", () => {
    expect(units(maxAbsScale(), [-4, NaN, 2])).toEqual({ means: [0], scales: [4] });
    expect(units(meanScale(), [-4, NaN, 2])).toEqual({ means: [0], scales: [3] });
    expect(units(meanScale(), [0, 0])).toEqual({ means: [0], scales: [1] });
  });

  it("refuses the state of an unknown transform", () => {
    expect(() => restoreTransform({ kind: "toString", series: {} })).toThrow(
      `restoreTransform: expected the state of a transform of this library, found kind "toString"`,
    );
  });
});
