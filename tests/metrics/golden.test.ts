/** Every metric against numbers computed by R, to 1e-9; `metric_definitions.json` of the same origin gives the formulas. */
import { describe, expect, it } from "vitest";
import {
  coverage,
  crpsExponential,
  crpsNegativeBinomial,
  crpsNormal,
  crpsSamples,
  crpsStudentT,
  intervalScore,
  mape,
  mpe,
  msis,
  nrmse,
  owa,
  pinball,
  pinballLoss,
  r2,
  rmsse,
  skill,
  smape100,
  smapeM3,
  wape,
  wql,
} from "../../src/metrics/index.ts";
import { normalQuantile } from "../../src/numerics/index.ts";
import { readGolden } from "../golden/golden.ts";

interface Interval {
  lower: number[];
  upper: number[];
  mean_interval_score: number;
  MSIS_m12: number;
  coverage: number;
}

interface Golden {
  data: { insample: number[]; y: number[]; f: number[] };
  point: Record<string, number>;
  quantile: {
    levels: number[];
    sigma: number;
    pinball_sum_per_level: number[];
    wQL_per_level: number[];
    mean_wQL: number;
    "pinball_q0.9_step1": number;
    "pinball_q0.1_step3": number;
  };
  interval: { level95: Interval; level80: Interval };
  crps: {
    samples: number[];
    obs: number;
    edf_exact_integral: number;
    fair_unbiased: number;
    normal: { y: number; mu: number; sd: number; closed_form: number }[];
    student_t: { y: number; df: number; numeric: number }[];
    neg_binomial: { y: number; size: number; mu: number; numeric: number }[];
    exponential: { y: number; rate: number; numeric: number }[];
  };
}

const golden = readGolden<Golden>("metrics_golden");
const { insample, y, f } = golden.data;

/** |a - b| of at most 1e-9. */
function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(1e-9);
}

describe("point metrics agree with R", () => {
  it.each([
    ["MAPE_pct", mape],
    ["MPE_pct", mpe],
    ["sMAPE_0_100_pct", smape100],
    ["sMAPE_M3_pct_noabs_denominator", smapeM3],
    ["WAPE_ND", wape],
    ["NRMSE_deepar", nrmse],
    ["R2", r2],
  ])("%s", (name, metric) => {
    expectNear(metric(y, f), golden.point[name]!);
  });

  it("RMSSE with seasons of 12 and 1", () => {
    expectNear(rmsse(insample, y, f, { seasonLength: 12 }), golden.point["RMSSE_m12"]!);
    expectNear(rmsse(insample, y, f), golden.point["RMSSE_m1"]!);
  });
});

describe("quantile metrics agree with R", () => {
  const { levels, sigma } = golden.quantile;
  const valuesAt = (probabilities: number[]): number[] =>
    f.flatMap((middle) => probabilities.map((p) => middle + sigma * normalQuantile(p)));

  it("pinball loss and weighted quantile loss of each level", () => {
    levels.forEach((level, i) => {
      const forecast = { quantiles: [level], values: valuesAt([level]) };
      expectNear(pinball(y, forecast) * y.length, golden.quantile.pinball_sum_per_level[i]!);
      expectNear(wql(y, forecast), golden.quantile.wQL_per_level[i]!);
    });
  });

  it("pinball loss of single steps", () => {
    expectNear(pinballLoss(y[0]!, f[0]! + sigma * normalQuantile(0.9), 0.9), golden.quantile["pinball_q0.9_step1"]);
    expectNear(pinballLoss(y[2]!, f[2]! + sigma * normalQuantile(0.1), 0.1), golden.quantile["pinball_q0.1_step3"]);
  });

  it("the mean weighted quantile loss", () => {
    expectNear(wql(y, { quantiles: levels, values: valuesAt(levels) }), golden.quantile.mean_wQL);
  });
});

describe("interval metrics agree with R", () => {
  it.each([
    [95, golden.interval.level95],
    [80, golden.interval.level80],
  ])("interval score, MSIS and coverage of %d %", (level, one) => {
    const values = one.lower.flatMap((lower, h) => [lower, one.upper[h]!]);
    const forecast = { quantiles: [0.5 - level / 200, 0.5 + level / 200], values };
    expectNear(intervalScore(level)(y, forecast), one.mean_interval_score);
    expectNear(msis(level)(insample, y, forecast, { seasonLength: 12 }), one.MSIS_m12);
    expectNear(coverage(level)(y, forecast), one.coverage);
  });
});

describe("CRPS agrees with R", () => {
  const { samples, obs } = golden.crps;

  it("of samples, in its two forms", () => {
    expectNear(crpsSamples(samples, obs), golden.crps.edf_exact_integral);
    expectNear(crpsSamples(samples, obs, { fair: true }), golden.crps.fair_unbiased);
  });

  it("of the normal distribution", () => {
    for (const one of golden.crps.normal) expectNear(crpsNormal(one.y, one.mu, one.sd), one.closed_form);
  });

  it("of Student's t", () => {
    for (const one of golden.crps.student_t) expectNear(crpsStudentT(one.y, one.df), one.numeric);
  });

  it("of the negative binomial distribution", () => {
    for (const one of golden.crps.neg_binomial) expectNear(crpsNegativeBinomial(one.y, one.size, one.mu), one.numeric);
  });

  it("of the exponential distribution", () => {
    for (const one of golden.crps.exponential) expectNear(crpsExponential(one.y, one.rate), one.numeric);
  });
});

describe("skill and owa", () => {
  it("hold errors against those of a baseline", () => {
    expect(skill(75, 100)).toBe(0.25);
    expect(skill(150, 100)).toBe(-0.5);
    expect(owa({ smape: 12, mase: 0.9 }, { smape: 15, mase: 1 })).toBeCloseTo(0.85, 12);
  });

  it("are NaN beside a baseline without error, never infinite", () => {
    expect(skill(1, 0)).toBeNaN();
    expect(owa({ smape: 12, mase: 0.9 }, { smape: 0, mase: 1 })).toBeNaN();
  });
});
