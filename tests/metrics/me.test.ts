import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mae, me } from "../../src/metrics/index.ts";
import { isNear, pair } from "./examples.ts";

describe("me", () => {
  it("is above zero when the forecasts are too low", () => {
    expect(me([10, 20], [11, 18])).toBe(0.5);
    expect(me([10, 20], [9, 18])).toBe(1.5);
  });

  it("turns its sign when actual and predicted change places", () => {
    fc.assert(fc.property(pair, ({ actual, predicted }) => me(actual, predicted) === -me(predicted, actual)));
  });

  it("is never farther from zero than the mean absolute error", () => {
    fc.assert(
      fc.property(pair, ({ actual, predicted }) => {
        const [low, high] = [Math.abs(me(actual, predicted)), mae(actual, predicted)];
        return low <= high || isNear(low, high, 1e-14);
      }),
    );
  });
});
