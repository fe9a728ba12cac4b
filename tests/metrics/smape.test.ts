import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smape } from "../../src/metrics/index.ts";
import { pair } from "./examples.ts";

describe("smape", () => {
  it("counts 0 for a step at which both are zero", () => {
    expect(smape([100, 0], [300, 0])).toBe(50);
    expect(smape([0, -0], [-0, 0])).toBe(0);
  });

  it("is 200 percent where one of the two is zero or they differ in sign", () => {
    expect(smape([0, 5, -5], [1, 0, 5])).toBe(200);
  });

  it("stays between 0 and 200 percent", () => {
    const step = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
    fc.assert(
      fc.property(fc.array(fc.tuple(step, step), { minLength: 1 }), (steps) => {
        const value = smape(
          steps.map(([y]) => y),
          steps.map(([, f]) => f),
        );
        return value >= 0 && value <= 200;
      }),
    );
  });

  it("does not depend on the unit of the data", () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: 0, max: 20 }), ({ actual, predicted }, power) => {
        const scaled = (values: number[]): number[] => values.map((value) => 2 ** power * value); // exact
        return smape(scaled(actual), scaled(predicted)) === smape(actual, predicted);
      }),
    );
  });
});
