import { describe, expect, it } from "vitest";
import { lagsOf, startWeights } from "../../src/models/lags.ts";

const NEAREST = [1, 2, 3, 4, 5, 6, 7];

describe("lagsOf", () => {
  it.each([
    ["hour", 1, [...NEAREST, 23, 24, 25, 47, 48, 49, 167, 168, 169, 335, 336, 337]],
    ["minute", 30, [...NEAREST, 47, 48, 49, 95, 96, 97, 335, 336, 337, 671, 672, 673]],
    ["day", 1, [...NEAREST, 8, 13, 14, 15]],
    ["week", 1, [...NEAREST, 51, 52, 53, 103, 104, 105]],
    ["month", 1, [...NEAREST, 11, 12, 13, 23, 24, 25]],
    ["quarter", 1, [...NEAREST, 8, 9]],
    ["year", 1, NEAREST],
  ] as const)("of %s, %d: the nearest rows, and two of each season with their neighbours", (unit, step, lags) => {
    expect(lagsOf({ unit, step })).toEqual(lags);
  });
});

describe("startWeights", () => {
  it.each([
    [[1], [], [1]],
    [[1, 2, 3], [24], [1, 0, 0]],
    [
      [1, 24, 48, 168],
      [24, 168],
      [0, 0.5, 0, 0.5],
    ],
    [[1, 2, 7, 14], [7], [0, 0, 1, 0]],
    [[2, 3], [24], [1, 0]],
  ])("of lags %j with seasons %j are %j", (lags, seasons, weights) => {
    expect(startWeights(lags, seasons)).toEqual(weights);
  });
});
