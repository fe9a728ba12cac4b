import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mae, rmse } from "../../src/metrics/index.ts";
import { isNear, pair } from "./examples.ts";

describe("mae", () => {
  it("is the mean of the absolute misses", () => {
    expect(mae([10, 20], [11, 18])).toBe(1.5);
  });

  it("is never above the root mean squared error", () => {
    fc.assert(
      fc.property(pair, ({ actual, predicted }) => {
        const [low, high] = [mae(actual, predicted), rmse(actual, predicted)];
        return low <= high || isNear(low, high, 1e-14);
      }),
    );
  });

  it("grows with the unit of the data", () => {
    const whole = fc.integer({ min: -1e6, max: 1e6 }); // products of whole numbers are exact
    fc.assert(
      fc.property(
        fc.array(fc.tuple(whole, whole), { minLength: 1 }),
        fc.integer({ min: -999, max: 999 }),
        (steps, a) => {
          const actual = steps.map(([y]) => y);
          const predicted = steps.map(([, f]) => f);
          const scaled = (values: number[]): number[] => values.map((value) => a * value);
          return isNear(mae(scaled(actual), scaled(predicted)), Math.abs(a) * mae(actual, predicted), 1e-14);
        },
      ),
    );
  });

  it("does not tell which of the two is the forecast", () => {
    fc.assert(fc.property(pair, ({ actual, predicted }) => mae(actual, predicted) === mae(predicted, actual)));
  });
});
