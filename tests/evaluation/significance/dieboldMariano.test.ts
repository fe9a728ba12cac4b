import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { dieboldMariano } from "../../../src/evaluation/index.ts";
import { readGolden } from "../../golden/golden.ts";

interface Case {
  h: number;
  power: 1 | 2;
  alternative: "two.sided" | "less" | "greater";
  varestimator: "acf" | "bartlett";
  statistic: number;
  p_value: number;
}
interface Golden {
  data: { y: number[]; f: number[]; f2: number[] };
  diebold_mariano: {
    e1: number[];
    e2: number[];
    results: Case[];
    f_vs_f2_h1_power2: { statistic: number; p_value: number };
  };
}

const golden = readGolden<Golden>("metrics_golden");
const { e1, e2, results } = golden.diebold_mariano;

describe("dieboldMariano", () => {
  it("is held against 24 cases of R", () => {
    expect(results).toHaveLength(24);
  });

  it.each(results)("agrees with R to 1e-9: h $h, power $power, $alternative, $varestimator", (one) => {
    const { statistic, pValue, horizon } = dieboldMariano(e1, e2, {
      horizon: one.h,
      power: one.power,
      alternative: one.alternative === "two.sided" ? "two-sided" : one.alternative,
      variance: one.varestimator,
    });
    expect(Math.abs(statistic - one.statistic)).toBeLessThan(1e-9);
    expect(Math.abs(pValue - one.p_value)).toBeLessThan(1e-9);
    expect(horizon).toBe(one.h);
  });

  it("agrees with R on six forecasts", () => {
    const { y, f, f2 } = golden.data;
    const errors = (forecast: number[]): number[] => y.map((value, i) => value - forecast[i]!);
    const { statistic, pValue } = dieboldMariano(errors(f), errors(f2));
    const expected = golden.diebold_mariano.f_vs_f2_h1_power2;
    // R's file holds |statistic| for the second against the first where the loss of f2 is larger.
    expect(Math.abs(Math.abs(statistic) - Math.abs(expected.statistic))).toBeLessThan(1e-9);
    expect(Math.abs(pValue - expected.p_value)).toBeLessThan(1e-9);
  });

  it("changes its sign when the two change places", () => {
    const errors = fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 3 });
    fc.assert(
      fc.property(errors, (pairs) => {
        const [a, b] = [pairs.map(([one]) => one), pairs.map(([, two]) => two)];
        const [there, back] = [dieboldMariano(a, b), dieboldMariano(b, a)];
        return Number.isNaN(there.statistic)
          ? Number.isNaN(back.statistic)
          : there.statistic === -back.statistic && there.pValue === back.pValue;
      }),
    );
  });

  it("falls back to one step where the variance of more comes out below zero, and says so", () => {
    const first = [1, 2, 1, 2, 1, 2, 1, 2];
    const outcome = dieboldMariano(first, [0, 0, 0, 0, 0, 0, 0, 0], { horizon: 2, power: 1 });
    expect(outcome).toEqual(dieboldMariano(first, [0, 0, 0, 0, 0, 0, 0, 0], { power: 1 }));
    expect(outcome.horizon).toBe(1);
  });

  it("leaves out pairs of which one is missing", () => {
    expect(dieboldMariano([...e1, NaN, 3], [...e2, 3, NaN])).toEqual(dieboldMariano(e1, e2));
  });

  it("is NaN where the losses always differ by the same", () => {
    expect(dieboldMariano([1, 1, 1], [2, 2, 2])).toMatchObject({ statistic: NaN, pValue: NaN, meanDifference: -3 });
  });

  it("refuses unequal lengths, too few pairs, and a horizon that is none", () => {
    expect(() => dieboldMariano([1, 2], [1])).toThrow("as many errors of the second forecaster");
    expect(() => dieboldMariano([1, 2], [1, 3], { horizon: 2 })).toThrow(DataError);
    expect(() => dieboldMariano([1, 2], [1, 3], { horizon: 0 })).toThrow(OptionError);
    expect(() => dieboldMariano([1, 2], [1, 3], { horzion: 1 } as object)).toThrow("did you mean horizon?");
  });
});
