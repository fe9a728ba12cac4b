import { describe, expect, it } from "vitest";
import { lagsOf, startWeights } from "../../src/models/lags.ts";

describe("lagsOf", () => {
  it.each([
    ["hour", 1, [1, 2, 3, 23, 24, 25, 48, 167, 168, 169, 336]],
    ["minute", 30, [1, 2, 3, 47, 48, 49, 96, 335, 336, 337, 672]],
    ["day", 1, [1, 2, 3, 6, 7, 8, 14]],
    ["week", 1, [1, 2, 3, 51, 52, 53, 104]],
    ["month", 1, [1, 2, 3, 11, 12, 13, 24]],
    ["quarter", 1, [1, 2, 3, 4, 5, 8]],
    ["year", 1, [1, 2, 3]],
  ] as const)("of %s, %d: the nearest rows, and the seasons' with their neighbours", (unit, step, lags) => {
    expect(lagsOf({ unit, step })).toEqual(lags);
  });
});

describe("startWeights", () => {
  it.each([
    [[1], [1]],
    [
      [1, 2, 3],
      [1, 0, 0],
    ],
    [
      [1, 24, 168],
      [0.5, 0.25, 0.25],
    ],
    [
      [24, 168],
      [0.5, 0.5],
    ],
    [
      [2, 3],
      [1, 0],
    ],
    [
      [2, 24],
      [0, 1],
    ],
  ])("of lags %j are %j", (lags, weights) => {
    expect(startWeights(lags)).toEqual(weights);
  });

  it("add up to 1 at every usual choice of lags", () => {
    for (const unit of ["second", "minute", "hour", "day", "week", "month", "quarter", "year"] as const) {
      const sum = startWeights(lagsOf({ unit, step: 1 })).reduce((total, weight) => total + weight, 0);
      expect(sum).toBeCloseTo(1, 12);
    }
  });
});
