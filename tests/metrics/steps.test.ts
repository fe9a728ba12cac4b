/** Masks, weights and zero denominators, for all metrics alike. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import {
  allMetrics,
  costOf,
  mae,
  mape,
  mase,
  mpe,
  msle,
  nrmse,
  r2,
  rmsse,
  smapeM3,
  wape,
  wql,
  type MetricInput,
} from "../../src/metrics/index.ts";
import { isNear } from "./examples.ts";

const whole = fc.integer({ min: -999, max: 999 });
/** Actual and predicted values in whole numbers (H) and a mask. */
const wholePair = fc.array(fc.tuple(whole, whole, fc.boolean()), { minLength: 1 }).map((steps) => ({
  actual: steps.map(([y]) => y),
  predicted: steps.map(([, f]) => f),
  observed: steps.map(([, , seen], t) => t === 0 || seen),
}));
const train = [3, 1, 4, 1, 5, 9, 2, 6];
const inputOf = (actual: number[], predicted: number[], weights?: number[]): MetricInput => ({
  actual,
  predicted,
  train,
  seasonLength: 1,
  quantiles: [0.5],
  quantileValues: predicted,
  ...(weights && { weights }),
});

describe.each(allMetrics.map((metric) => ({ name: metric.name, metric })))("$name", ({ metric }) => {
  it("takes a step of weight 2 as two steps, and one of weight 0 as none", () => {
    fc.assert(
      fc.property(wholePair, ({ actual, predicted, observed }) => {
        const weights = observed.map((seen, t) => (seen ? 1 + (t % 2) : 0));
        const repeated = (values: number[]): number[] => values.flatMap((v, t) => Array<number>(weights[t]!).fill(v));
        const a = metric.compute(inputOf(actual, predicted, weights));
        const b = metric.compute(inputOf(repeated(actual), repeated(predicted)));
        return Number.isNaN(a) ? Number.isNaN(b) : isNear(a, b, 1e-6);
      }),
    );
  });

  it("is never infinite, whatever is zero", () => {
    const small = fc.array(fc.tuple(fc.constantFrom(0, -0, 1, -1, 2), fc.constantFrom(0, 1, -1)), { minLength: 1 });
    fc.assert(
      fc.property(small, fc.boolean(), (steps, flat) => {
        const input = inputOf(
          steps.map(([y]) => y),
          steps.map(([, f]) => f),
        );
        const value = metric.compute(flat ? { ...input, train: [5, 5, 5] } : input);
        return Math.abs(value) !== Infinity;
      }),
    );
  });

  it("has a name in lower case and says which values are better", () => {
    expect(metric.name).toMatch(/^[a-z0-9-]+$/);
    expect(["lower", "higher", "zero"]).toContain(metric.better);
  });
});

describe("options of steps", () => {
  it("leave out steps that are not observed", () => {
    expect(mae([10, 20, 30], [11, 18, 99], { observed: [true, true, false] })).toBe(1.5);
    expect(mase([1, 2, 4, 7], [10, 20, 30], [11, 18, 99], { observed: [1, 1, 0] })).toBe(0.75);
  });

  it("weigh steps", () => {
    expect(mae([10, 20], [11, 18], { weights: [3, 1] })).toBe(1.25);
    expect(wql([10, 20], { quantiles: [0.5], values: [11, 18] }, { weights: [1, 0] })).toBe(0.1);
  });

  it("refuse weights of another number, or below zero, or infinite", () => {
    expect(() => mae([10, 20], [11, 18], { weights: [1] })).toThrow(OptionError);
    expect(() => mae([10, 20], [11, 18], { weights: [1, -1] })).toThrow(
      "mae: option weights: expected 2 numbers of at least 0, one a step, found -1",
    );
    expect(() => mae([10, 20], [11, 18], { weights: [1, Infinity] })).toThrow(OptionError);
    expect(() => mae([10, 20], [11, 18], { observed: [true] })).toThrow("expected 2 truth values");
  });
});

describe("a zero denominator", () => {
  it.each([
    ["mape", () => mape([0, 1], [1, 1])],
    ["mpe", () => mpe([0, 1], [1, 1])],
    ["wape", () => wape([0, 0], [1, 1])],
    ["nrmse", () => nrmse([0, 0], [1, 1])],
    ["r2", () => r2([3, 3], [1, 1])],
    ["smape-m3", () => smapeM3([1, 2], [-1, 2])],
    ["rmsse", () => rmsse([2, 2, 2], [1], [1])],
    ["mase", () => mase([2, 2, 2], [1], [1])],
  ])("makes %s undefined, also where the forecast is perfect on the yardstick", (_, value) => {
    expect(value()).toBeNaN();
  });

  it("is none where the step is left out on purpose", () => {
    expect(mape([0, 1], [1, 2], { observed: [false, true] })).toBe(100);
  });

  it("makes msle undefined below -1, where there is no logarithm", () => {
    expect(msle([-1], [2])).toBeNaN();
    expect(msle([2], [-3])).toBeNaN();
    expect(msle([Math.E - 1], [0])).toBeCloseTo(1, 12);
  });
});

describe("costOf", () => {
  it("is lower for the better value, whichever way the metric counts", () => {
    expect(costOf({ better: "lower" }, 3)).toBe(3);
    expect(costOf({ better: "higher" }, 3)).toBe(-3);
    expect(costOf({ better: "zero" }, -3)).toBe(3);
    expect(costOf({ better: "nominal", nominal: 0.75 }, 0.5)).toBe(0.25);
  });
});
