import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { me, mse } from "../../src/metrics/index.ts";
import { isNear, pair } from "./examples.ts";

describe("mse", () => {
  it("is the mean of the squared misses", () => {
    expect(mse([10, 20], [11, 18])).toBe(2.5);
  });

  it("is the squared mean error plus the variance of the misses", () => {
    fc.assert(
      fc.property(pair, ({ actual, predicted }) => {
        const bias = me(actual, predicted);
        const centred = predicted.map((f) => f + bias);
        return isNear(mse(actual, predicted), bias * bias + mse(actual, centred));
      }),
    );
  });
});
