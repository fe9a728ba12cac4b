/** Scores of distributions: closed forms against sums and integrals, properties, and what is refused. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, NumericalError, OptionError } from "../../../src/errors.ts";
import {
  coverage,
  crps,
  crpsExponential,
  crpsNegativeBinomial,
  crpsNormal,
  crpsPoisson,
  crpsSamples,
  crpsStudentT,
  energyScore,
  findMetric,
  intervalScore,
  mae,
  msis,
  pinball,
  pinballLoss,
  wape,
  width,
  winkler,
  wql,
} from "../../../src/metrics/index.ts";
import { negativeBinomialQuantile, normalQuantile, poissonQuantile } from "../../../src/numerics/index.ts";
import { forecastOf, isNear, seriesOf } from "../examples.ts";

const whole = fc.integer({ min: -999, max: 999 });
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });

describe("pinball and wql", () => {
  it("of the median alone are half of mae, and wape", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(whole, whole), { minLength: 1 }), (steps) => {
        const actual = steps.map(([y]) => y);
        const predicted = steps.map(([, f]) => f);
        const median = { quantiles: [0.5], values: predicted };
        const total = wape(actual, predicted);
        return (
          isNear(2 * pinball(actual, median), mae(actual, predicted), 1e-12) &&
          (Number.isNaN(total) ? Number.isNaN(wql(actual, median)) : isNear(wql(actual, median), total, 1e-12))
        );
      }),
    );
  });

  it("take a series and its forecast, channel by channel", () => {
    const actual = seriesOf([10, 100], ["a", "b"]);
    const forecast = forecastOf([10, 90], ["a", "b"]);
    const ofA = (0.1 * 5 + 0 + 0.1 * 5) / 3;
    const ofB = (0.1 * 15 + 0.5 * 10 + 0.9 * 5) / 3;
    expect(pinball(actual, forecast, { channel: "a" })).toBeCloseTo(ofA, 12);
    expect(pinball(actual, forecast)).toBeCloseTo((ofA + ofB) / 2, 12);
  });

  it("need no median", () => {
    expect(pinball([13], { quantiles: [0.1, 0.9], values: [8, 12] })).toBeCloseTo((0.1 * 5 + 0.9 * 1) / 2, 12);
    const forecast = { ...forecastOf([11]), quantiles: [0.1, 0.4, 0.9] };
    expect(pinball(seriesOf([11]), forecast)).toBeCloseTo((0.1 * 5 + 0.1 * 5) / 3, 12);
  });

  it("refuse a quantile that is not finite, and a metric's input without quantiles", () => {
    expect(() => pinball([1], { quantiles: [0.5], values: [NaN] })).toThrow(NumericalError);
    expect(() => pinball.compute({ actual: [1], predicted: [1], train: [], seasonLength: 1 })).toThrow(
      "pinball: expected a forecast with quantiles, found none, or forecasts of different quantiles",
    );
  });
});

describe("crpsSamples", () => {
  it("is the mean distance less half the mean spread", () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), number, (samples, y) => {
        const spread = mean(samples.flatMap((a) => samples.map((b) => Math.abs(a - b))));
        return isNear(crpsSamples(samples, y), mean(samples.map((x) => Math.abs(x - y))) - spread / 2, 1e-9);
      }),
    );
  });

  it("of one sample is the absolute error", () => {
    expect(crpsSamples([3], 5)).toBe(2);
    expect(() => crpsSamples([], 5)).toThrow(DataError);
    expect(() => crpsSamples([3], 5, { fair: true })).toThrow("expected two samples or more, found 1");
  });
});

describe("crps", () => {
  it("of many quantiles of a normal distribution is near its closed form", () => {
    const quantiles = Array.from({ length: 999 }, (_, i) => (i + 1) / 1000);
    const values = quantiles.map((p) => 2 + 3 * normalQuantile(p));
    expect(crps([4], { quantiles, values })).toBeCloseTo(crpsNormal(4, 2, 3), 3);
  });

  it("takes the samples of a forecast where there are any", () => {
    const forecast = { ...forecastOf([11, 18]), samples: Float64Array.of(10, 20, 12, 16) }; // (K,H)
    const both = (crpsSamples([10, 12], 10) + crpsSamples([20, 16], 20)) / 2;
    expect(crps(seriesOf([10, 20]), forecast)).toBeCloseTo(both, 12);
  });
});

describe("closed forms", () => {
  it("of Student's t go over into the normal one", () => {
    expect(crpsStudentT(1.3, 1e7, 0.4, 2)).toBeCloseTo(crpsNormal(1.3, 0.4, 2), 6);
    expect(crpsStudentT(1, 1)).toBeNaN();
  });

  it("of a certain normal forecast are the absolute error", () => {
    expect(crpsNormal(3, 5, 0)).toBe(2);
  });

  it("of a value below zero count its distance to zero", () => {
    expect(crpsExponential(-2, 1.5)).toBeCloseTo(crpsExponential(0, 1.5) + 2, 12);
    expect(crpsPoisson(-2, 3)).toBeCloseTo(crpsPoisson(0, 3) + 2, 12);
  });

  it.each([0, 2, 7, 40])("of counts are those of fine quantiles, at %d", (y) => {
    const levels = Array.from({ length: 4000 }, (_, i) => (i + 0.5) / 4000);
    const score = (quantile: (p: number) => number): number =>
      mean(levels.map((p) => 2 * pinballLoss(y, quantile(p), p)));
    expect(crpsPoisson(y, 6.5)).toBeCloseTo(
      score((p) => poissonQuantile(p, 6.5)),
      2,
    );
    expect(crpsNegativeBinomial(y, 2, 6.5)).toBeCloseTo(
      score((p) => negativeBinomialQuantile(p, 6.5, 0.5)),
      1,
    );
  });

  it("of counts of large means, whose first masses are no numbers, go over into the normal one", () => {
    expect(crpsPoisson(1e6 + 500, 1e6) / crpsNormal(1e6 + 500, 1e6, 1e3)).toBeCloseTo(1, 3);
    expect(crpsPoisson(10, 1e5)).toBeCloseTo(1e5 - 10 - Math.sqrt(1e5 / Math.PI), 0);
    expect(crpsPoisson(4, 0)).toBe(4);
    expect(crpsNegativeBinomial(4, 2, 0)).toBe(4);
  });
});

describe("interval metrics", () => {
  const values = [8, 12, 8, 12];
  const forecast = { quantiles: [0.1, 0.9], values };

  it("count what lies outside", () => {
    expect(coverage(80)([13, 12], forecast)).toBe(0.5);
    expect(width(80)([13, 12], forecast)).toBe(4);
    expect(intervalScore(80)([13, 12], forecast)).toBe((14 + 4) / 2);
    expect(msis(80)([1, 2, 4, 7], [13, 12], forecast)).toBe(9 / 2);
    expect(winkler(7, 8, 12, 80)).toBe(14);
  });

  it("are the pinball losses of both ends, times 2 / a", () => {
    fc.assert(
      fc.property(number, number, number, (y, a, b) => {
        const [l, u] = [Math.min(a, b), Math.max(a, b)];
        return isNear(winkler(y, l, u, 80), 10 * (pinballLoss(y, l, 0.1) + pinballLoss(y, u, 0.9)), 1e-9);
      }),
    );
  });

  it("have their level in their name and refuse one that is none, or that the forecast lacks", () => {
    const { name, better, nominal } = coverage(80);
    expect([name, better, nominal]).toEqual(["coverage-80", "nominal", 0.8]);
    expect(() => coverage(0.8)).not.toThrow();
    expect(() => width(100)).toThrow(OptionError);
    expect(() => coverage(95)([13, 12], forecast)).toThrow(
      "coverage-95: expected quantiles 0.025 and 0.975, the ends of the 95 % interval, found 0.1, 0.9; forecast with { levels: [95] }",
    );
  });
});

describe("energyScore", () => {
  it("of numbers is crpsSamples", () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 12 }), number, (samples, y) =>
        isNear(energyScore(samples, [y]), crpsSamples(samples, y), 1e-9),
      ),
    );
  });

  it("leaves out missing places, and refuses samples of another size", () => {
    expect(energyScore([0, 0, 6, 8], [3, NaN])).toBe(3 - 1.5);
    expect(energyScore([0, 0], [NaN, NaN])).toBeNaN();
    expect(() => energyScore([1, 2, 3], [1, 2])).toThrow("expected samples of 2 values each, found 3 values");
  });
});

describe("findMetric", () => {
  it("knows metrics by name, those of a level too", () => {
    expect(findMetric("wape")).toBe(wape);
    expect(findMetric("msis-95")?.name).toBe("msis-95");
    expect(findMetric("coverage-99.5")?.nominal).toBe(0.995);
    expect(findMetric("mea")).toBeUndefined();
    expect(findMetric("constructor-80")).toBeUndefined();
  });
});
