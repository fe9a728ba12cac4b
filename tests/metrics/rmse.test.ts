import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mse, rmse } from "../../src/metrics/index.ts";
import { forecastOf, pair, seriesOf } from "./examples.ts";

describe("rmse", () => {
  it("is the root of the mean squared error", () => {
    expect(rmse([10, 20], [11, 13])).toBe(5);
    fc.assert(
      fc.property(pair, ({ actual, predicted }) => rmse(actual, predicted) === Math.sqrt(mse(actual, predicted))),
    );
  });

  it("takes the root of each channel before it averages them", () => {
    const actual = seriesOf([0, 0, 0, 0], ["a", "b"]);
    expect(rmse(actual, forecastOf([1, 3, 1, 3], ["a", "b"]))).toBe(2);
  });
});
