import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ADDED,
  MULTIPLIED,
  NONE,
  createAdmissibility,
  createSmoothingState,
  smooth,
  smoothedForecast,
  type SmoothingForm,
} from "../../src/numerics/index.ts";
import { classicNames, expectNear, golden } from "../models/statistical/golden.ts";

const form = (error: 1 | 2, trend: 0 | 1 | 2, season: 0 | 1 | 2, seasonLength = 1, damped = false): SmoothingForm => ({
  error,
  trend,
  damped,
  season,
  seasonLength,
});
const parts = { N: NONE, A: ADDED, M: MULTIPLIED } as const;
const partOf = (letter: string | undefined): 0 | 1 | 2 => parts[letter as keyof typeof parts];

const all: SmoothingForm[] = ([ADDED, MULTIPLIED] as const).flatMap((error) =>
  ([NONE, ADDED, MULTIPLIED] as const).flatMap((trend) =>
    ([NONE, ADDED, MULTIPLIED] as const).flatMap((season) =>
      (trend === NONE ? [false] : [false, true]).map((damped) =>
        form(error, trend, season, season === NONE ? 1 : 3, damped),
      ),
    ),
  ),
);
const weights = { alpha: 0.4, beta: 0.1, gamma: 0.2, phi: 0.9 };
const weightsOf = ({ trend, season, damped }: SmoothingForm): typeof weights => ({
  alpha: 0.4,
  beta: trend === NONE ? 0 : 0.1,
  gamma: season === NONE ? 0 : 0.2,
  phi: damped ? 0.9 : 1,
});
const stateOf = (one: SmoothingForm): Float64Array => {
  const state = createSmoothingState(one);
  state[0] = 10;
  state[1] = one.trend === NONE ? 0 : one.trend === ADDED ? 0.5 : 1.02;
  if (one.season !== NONE) state.set(one.season === ADDED ? [1, -2, 1] : [1.1, 0.8, 1.1], 2);
  return state;
};
const rows = Float64Array.from({ length: 30 }, (_, t) => 10 + (t % 3) + Math.sin(t) + t / 5);

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("smooth with R's fixed parameters", () => {
  it.each(classicNames)("gives R's likelihood and variance on %s", (name) => {
    const { train, m, ets } = golden.series[name]!;
    const [, error, trend, season] = /ETS\((.),(.)d?,(.)\)/.exec(ets.model)!;
    const damped = ets.model.includes("d");
    const one: SmoothingForm = {
      error: error === "A" ? ADDED : MULTIPLIED,
      trend: partOf(trend),
      damped,
      season: partOf(season),
      seasonLength: season === "N" ? 1 : m,
    };
    const state = createSmoothingState(one);
    const { l = 0, b = 0 } = ets.init_state;
    state.set([l, b]);
    for (let t = 0; t < one.seasonLength; t++) if (season !== "N") state[2 + t] = ets.init_state[`s${m - t}`]!;
    const { alpha = 0, beta = 0, gamma = 0, phi = 1 } = ets.par;
    const run = smooth(Float64Array.from(train), one, { alpha, beta, gamma, phi }, state);
    const logLikelihood = -0.5 * (run.count * Math.log(run.squares) + 2 * run.logForecasts);
    expect(Math.abs(logLikelihood - ets.loglik)).toBeLessThan(1e-6 * Math.abs(ets.loglik));
    expectNear([run.squares / (run.count - Object.keys(ets.par).length)], [ets.sigma2], 1e-6);
    // R leaves the damping out of the first step where the season multiplies.
    if (damped && season === "M") return;
    if (season !== "M") expectNear(Array.from(smoothedForecast(one, { alpha, beta, gamma, phi }, state, train.length, ets.mean.length)), ets.mean, 1e-6); // prettier-ignore
  });

  it("filters as R does from simple starts: level alone", () => {
    const y = Float64Array.from(golden.whole.Nile);
    const errors = new Float64Array(y.length);
    const one = form(ADDED, NONE, NONE);
    const state = Float64Array.of(y[0]!, 0, 0);
    const fixed = { alpha: 0.3, beta: 0, gamma: 0, phi: 1 };
    smooth(y, one, fixed, state, { errors });
    const { fitted, mean } = golden.fixed.ses_alpha03_simple_Nile;
    expectNear(Array.from(y.map((value, t) => value - errors[t]!)), fitted, 1e-9);
    expectNear(Array.from(smoothedForecast(one, fixed, state, y.length, 5)), mean, 1e-9);
  });

  it("filters as R does from simple starts: level and slope", () => {
    const y = Float64Array.from(golden.whole.austres);
    const errors = new Float64Array(y.length);
    const one = form(ADDED, ADDED, NONE);
    const state = Float64Array.of(y[0]!, y[1]! - y[0]!, 0);
    const fixed = { alpha: 0.8, beta: 0.8 * 0.2, gamma: 0, phi: 1 };
    smooth(y, one, fixed, state, { errors });
    const { fitted, mean } = golden.fixed.holt_a08_b02_simple_austres;
    expectNear(Array.from(y.map((value, t) => value - errors[t]!)), fitted, 1e-9);
    expectNear(Array.from(smoothedForecast(one, fixed, state, y.length, 5)), mean, 1e-9);
  });

  it("filters as R does from simple starts: a season that multiplies", () => {
    const y = Float64Array.from(golden.whole.AirPassengers);
    const first = meanOf(y.subarray(0, 12));
    const one = form(ADDED, ADDED, MULTIPLIED, 12);
    const state = Float64Array.of(first, (meanOf(y.subarray(12, 24)) - first) / 12, ...y.subarray(0, 12).map((value) => value / first)); // prettier-ignore
    const errors = new Float64Array(y.length);
    const fixed = { alpha: 0.3, beta: 0.03, gamma: 0.2, phi: 1 };
    smooth(y, one, fixed, state, { errors });
    const { fitted_last12: fitted, mean } = golden.fixed.hw_mul_fixed_simple_AirPassengers;
    expectNear(Array.from(y.map((value, t) => value - errors[t]!).subarray(-12)), fitted, 1e-9);
    expectNear(Array.from(smoothedForecast(one, fixed, state, y.length, 12)), mean, 1e-9);
  });
});

describe.each(all.map((one) => [JSON.stringify(one), one] as const))("smooth, %s", (_, one) => {
  it("goes on in parts as in one go", () => {
    fc.assert(
      fc.property(fc.nat(rows.length), (cut) => {
        const [whole, parted] = [stateOf(one), stateOf(one)];
        const run = smooth(rows, one, weightsOf(one), whole);
        const head = smooth(rows.subarray(0, cut), one, weightsOf(one), parted);
        const tail = smooth(rows.subarray(cut), one, weightsOf(one), parted, { from: cut });
        expect(parted).toEqual(whole);
        expect(head.squares + tail.squares).toBeCloseTo(run.squares, 9);
        expect(head.logForecasts + tail.logForecasts).toBeCloseTo(run.logForecasts, 9);
      }),
      { numRuns: 20 },
    );
  });

  it("forecasts what would bring no error, and a missing row is such a row", () => {
    const ahead = smoothedForecast(one, weightsOf(one), stateOf(one), 0, 7);
    const [seen, missing] = [stateOf(one), stateOf(one)];
    expect(smooth(ahead, one, weightsOf(one), seen).squares).toBeCloseTo(0, 20);
    expect(smooth(new Float64Array(7).fill(NaN), one, weightsOf(one), missing)).toMatchObject({ squares: 0, count: 0 });
    missing.forEach((value, i) => expect(value).toBeCloseTo(seen[i]!, 10));
  });
});

describe("createAdmissibility", () => {
  it("holds the bounds of the table without a season", () => {
    const level = form(ADDED, NONE, NONE);
    expect(createAdmissibility(level)({ alpha: 1.9, beta: 0, gamma: 0, phi: 1 })).toBe(true);
    expect(createAdmissibility(level)({ alpha: 2.1, beta: 0, gamma: 0, phi: 1 })).toBe(false);
    const trend = form(ADDED, ADDED, NONE);
    expect(createAdmissibility(trend)({ alpha: 1, beta: 1.9, gamma: 0, phi: 1 })).toBe(true);
    expect(createAdmissibility(trend)({ alpha: 1, beta: 2.1, gamma: 0, phi: 1 })).toBe(false);
  });

  it("says of seasons whether an error of long ago is forgotten", () => {
    for (const [alpha, gamma] of [[0.3, 0.2], [0.9, 0.05], [0.1, 0.89], [1.7, 0.1], [0.05, 1.5], [1, 1.2]] as const) {
      const one = form(ADDED, NONE, ADDED, 4);
      const given = { alpha, beta: 0, gamma, phi: 1 };
      const state = Float64Array.of(0, 0, 0, 0, 0, 0);
      smooth(Float64Array.of(1), one, given, state);
      // The mean of the season is never forgotten, and says nothing of forecasts.
      smooth(new Float64Array(4000), one, given, state, { from: 1 });
      const forecast = smoothedForecast(one, given, state, 1, 4).every((value) => Math.abs(value) < 1e-6);
      expect(createAdmissibility(one)(given), `${alpha}, ${gamma}`).toBe(forecast);
    } // prettier-ignore
  });
});
