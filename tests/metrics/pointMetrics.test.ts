/** What holds for every metric of the room, whatever its formula. */
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DataError, NumericalError } from "../../src/errors.ts";
import { mae, mase, me, mse, pointMetrics, rmse, smape } from "../../src/metrics/index.ts";
import type { Metric } from "../../src/metrics/index.ts";
import { maskedPair, pair } from "./examples.ts";

interface Golden {
  data: { insample: number[]; y: number[]; f: number[] };
  point: Record<"ME" | "MSE" | "RMSE" | "MAE" | "sMAPE_M4_pct" | "MASE_m12" | "MASE_m1", number>;
}

const golden = JSON.parse(readFileSync(new URL("../golden/metrics_golden.json", import.meta.url), "utf8")) as Golden;
const train = [3, 1, 4, 1, 5, 9, 2, 6];
const all: readonly Metric[] = [...pointMetrics, mse, me];
const every = describe.each(all.map((metric) => ({ metric, name: metric.name })));

/** |a - b| below 1e-9. */
function expectNear(a: number, b: number): void {
  expect(Math.abs(a - b)).toBeLessThan(1e-9);
}

describe("the numbers of R", () => {
  const { insample, y, f } = golden.data;

  it("agree to 1e-9 for ME, MSE, RMSE and MAE", () => {
    expectNear(me(y, f), golden.point.ME);
    expectNear(mse(y, f), golden.point.MSE);
    expectNear(rmse(y, f), golden.point.RMSE);
    expectNear(mae(y, f), golden.point.MAE);
  });

  it("agree to 1e-9 for sMAPE as M4 counts it", () => {
    expectNear(smape(y, f), golden.point.sMAPE_M4_pct);
  });

  it("agree to 1e-9 for MASE with seasons of 12 and 1", () => {
    expectNear(mase(insample, y, f, { seasonLength: 12 }), golden.point.MASE_m12);
    expectNear(mase(insample, y, f, { seasonLength: 1 }), golden.point.MASE_m1);
  });
});

describe("the table of metrics", () => {
  it("lists mae, rmse, mase and smape in this order", () => {
    expect(pointMetrics.map((metric) => metric.name)).toEqual(["mae", "rmse", "mase", "smape"]);
  });

  it("states the unit of each value", () => {
    const units = Object.fromEntries(all.map((metric) => [metric.name, metric.unit]));
    expect(units).toEqual({
      mae: "data",
      rmse: "data",
      mase: "ratio",
      smape: "percent",
      mse: "data squared",
      me: "data",
    });
  });

  it("calls lower values better, except for the mean error", () => {
    expect(all.filter((metric) => metric.better !== "lower").map((metric) => metric.name)).toEqual(["me"]);
  });
});

every("$name", ({ metric }) => {
  const compute = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number =>
    metric.compute({ actual, predicted, train, seasonLength: 1 });

  it("is 0 for a perfect forecast", () => {
    fc.assert(fc.property(pair, ({ actual }) => compute(actual, actual) === 0));
  });

  it("gives the same with a step masked as with the step removed", () => {
    fc.assert(
      fc.property(maskedPair, ({ actual, predicted, observed }) => {
        const masked = actual.map((y, t) => (observed[t] ? y : NaN));
        const kept = (values: number[]): number[] => values.filter((_, t) => observed[t]);
        return compute(masked, predicted) === compute(kept(actual), kept(predicted));
      }),
    );
  });

  it("reads no forecast at a step without an actual value", () => {
    expect(compute([10, NaN, 20], [11, NaN, 22])).toBe(compute([10, 20], [11, 22]));
  });

  it("is NaN when no actual value is present", () => {
    expect(compute([NaN, NaN], [1, 2])).toBeNaN();
    expect(compute([], [])).toBeNaN();
  });

  it("refuses a forecast that is NaN or infinite, and names the step", () => {
    expect(() => compute([1, 2, 3], [1, 2, NaN])).toThrow(NumericalError);
    expect(() => compute([1, 2, 3], [1, 2, NaN])).toThrow(
      `${metric.name}: step 3: expected a finite forecast where an actual value is present, found NaN`,
    );
    expect(() => compute([1, 2, 3], [1, -Infinity, 3])).toThrow(NumericalError);
  });

  it("refuses an infinite actual value, and names the step", () => {
    expect(() => compute([1, Infinity], [1, 2])).toThrow(DataError);
    expect(() => compute([1, Infinity], [1, Infinity])).toThrow(`${metric.name}: step 2`);
  });

  it("leaves its inputs as they were", () => {
    const actual = Float64Array.of(1, NaN, 3);
    const predicted = Float64Array.of(2, 2, 2);
    compute(actual, predicted);
    expect([...actual, ...predicted]).toEqual([1, NaN, 3, 2, 2, 2]);
  });
});
