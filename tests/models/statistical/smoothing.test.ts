/** Fitting, choosing and forecasting with exponential smoothing, against R's package forecast and against draws. */
import { describe, expect, it } from "vitest";
import { describeFit, fitSmoothing, parameterCount } from "../../../src/models/statistical/smoothing/fit.ts";
import { initialState, initialWeights } from "../../../src/models/statistical/smoothing/initialState.ts";
import { forecastSmoothing } from "../../../src/models/statistical/smoothing/moments.ts";
import { candidateForms, selectSmoothing } from "../../../src/models/statistical/smoothing/selection.ts";
import { ADDED, MULTIPLIED, NONE, smooth, smoothedForecast, type SmoothingForm } from "../../../src/numerics/index.ts";
import { createRandom } from "../../../src/random.ts";
import { classicNames, golden } from "./golden.ts";

const auto = { error: "auto", trend: "auto", season: "auto" } as const;
const nameOf = ({ error, trend, damped, season }: SmoothingForm): string =>
  `ETS(${"NAM"[error]},${"NAM"[trend]}${damped ? "d" : ""},${"NAM"[season]})`;
const rowsOf = (name: string): Float64Array => Float64Array.from(golden.series[name]!.train);

const sum = (all: readonly number[]): number => all.reduce((total, value) => total + value, 0);

describe("selectSmoothing", () => {
  it.each(classicNames)("chooses R's form on %s, with its likelihood and variance", (name) => {
    const { m, ets } = golden.series[name]!;
    const y = rowsOf(name);
    const fit = selectSmoothing(y, candidateForms(y, auto, m));
    expect(nameOf(fit.form)).toBe(ets.model);
    expect(fit.aicc).toBeLessThan(ets.aicc + 1e-3);
    expect(fit.logLikelihood).toBeGreaterThan(ets.loglik - 1e-3);
    expect(fit.variance / ets.sigma2).toBeCloseTo(1, 5);
  });

  it("has a mean error on the test rows no worse than R's", () => {
    const ours = classicNames.map((name) => {
      const { m, h, test, train } = golden.series[name]!;
      const y = rowsOf(name);
      const fit = selectSmoothing(y, candidateForms(y, auto, m));
      const state = fit.initial.slice();
      smooth(y, fit.form, fit.weights, state);
      const { means } = forecastSmoothing({ ...fit, state, rows: y.length }, h);
      const scale = train.slice(m).reduce((sum, value, t) => sum + Math.abs(value - train[t]!), 0) / (train.length - m);
      return means.reduce((sum, mean, i) => sum + Math.abs(mean - test[i]!), 0) / h / scale;
    });
    expect(sum(ours)).toBeLessThan(1.02 * sum(classicNames.map((name) => golden.series[name]!.ets.mase)));
  });

  it("loses nothing by the race on a series of a day of 24 rows", () => {
    const random = createRandom(3);
    const y = Float64Array.from({ length: 24 * 15 }, (_, t) => 100 + 20 * Math.sin((Math.PI * t) / 12) + t / 10 + random.normal()); // prettier-ignore
    const forms = candidateForms(y, auto, 24);
    const alone = forms.map((form) => fitSmoothing(y, form, "likelihood").aicc);
    expect(selectSmoothing(y, forms).aicc).toBe(Math.min(...alone));
  });

  it("takes rows too few for a criterion as they are", () => {
    const fit = selectSmoothing(Float64Array.of(1, 2, 1), candidateForms(Float64Array.of(1, 2, 1), auto, 1));
    expect(nameOf(fit.form)).toBe("ETS(A,N,N)");
    expect(fit.variance).toBeGreaterThan(0);
  });
});

describe("candidateForms", () => {
  const y = Float64Array.from({ length: 40 }, (_, t) => t + 1);

  it("looks at 15 forms with a season, 6 without, and fewer where a value is not above 0", () => {
    expect(candidateForms(y, auto, 4)).toHaveLength(15);
    expect(candidateForms(y, auto, 1)).toHaveLength(6);
    expect(candidateForms(y, auto, 20)).toHaveLength(6); // two seasons and a row are needed
    expect(candidateForms(y.map((value) => value - 1), auto, 4)).toHaveLength(6); // prettier-ignore
  });

  it("makes each of the 30 forms where it is asked for", () => {
    const names = (["additive", "multiplicative"] as const).flatMap((error) =>
      (["none", "additive", "damped", "multiplicative", "damped-multiplicative"] as const).flatMap((trend) =>
        (["none", "additive", "multiplicative"] as const).flatMap((season) =>
          candidateForms(y, { error, trend, season }, 4).map(nameOf),
        ),
      ),
    );
    expect(new Set(names).size).toBe(30);
  });
});

const random = createRandom(11);
const noisy = Float64Array.from(
  { length: 60 },
  (_, t) => (20 + t / 4) * [1.2, 0.9, 0.7, 1.2][t % 4]! * (1 + 0.05 * random.normal()),
);
const forms: SmoothingForm[] = (["additive", "multiplicative"] as const).flatMap((error) =>
  (["none", "additive", "damped", "multiplicative", "damped-multiplicative"] as const).flatMap((trend) =>
    (["none", "additive", "multiplicative"] as const).flatMap((season) =>
      candidateForms(noisy, { error, trend, season }, 4),
    ),
  ),
);

describe.each(forms.map((form) => [nameOf(form), form] as const))("%s", (_, form) => {
  const fit = fitSmoothing(noisy, form, "likelihood");

  it("fits better than its start, within its bounds", () => {
    const { alpha, beta, gamma, phi } = fit.weights;
    expect(alpha).toBeGreaterThan(0);
    expect(beta).toBeLessThanOrEqual(alpha);
    expect(gamma).toBeLessThanOrEqual(1 - alpha);
    expect(phi).toBeLessThanOrEqual(1);
    const started = describeFit(noisy, form, initialWeights(form), initialState(noisy, form));
    expect(fit.logLikelihood).toBeGreaterThan(started.logLikelihood);
    expect(Number.isFinite(fit.aicc)).toBe(true);
    expect(parameterCount(form)).toBe(1 + [form.trend, form.season].filter(Boolean).length + (form.damped ? 1 : 0) + (form.trend === NONE ? 1 : 2) + (form.season === NONE ? 0 : 3)); // prettier-ignore
  });

  it("forecasts means and widths as drawn paths have them", () => {
    const end = { ...fit, weights: { ...fit.weights, alpha: 0.3, beta: form.trend === NONE ? 0 : 0.05, gamma: form.season === NONE ? 0 : 0.2 } }; // prettier-ignore
    const state = fit.initial.slice();
    smooth(noisy, form, end.weights, state);
    const variance = form.error === ADDED ? 4 : 0.01;
    const { means, deviations } = forecastSmoothing({ ...end, variance, state, rows: noisy.length }, 10);
    const draws = Array.from({ length: 6000 }, (__, i) => {
      const stream = createRandom(1000 + i);
      const path = state.slice();
      return Array.from({ length: 10 }, (___, h) => {
        const [mean = 0] = smoothedForecast(form, end.weights, path, noisy.length + h, 1);
        const error = Math.sqrt(variance) * stream.normal();
        const value = form.error === MULTIPLIED ? mean * (1 + error) : mean + error;
        smooth(Float64Array.of(value), form, end.weights, path, { from: noisy.length + h });
        return value;
      });
    });
    for (const h of [0, 3, 9]) {
      const values = draws.map((draw) => draw[h]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      expect(Math.abs(means[h]! - mean) / deviation, `mean of step ${h + 1}`).toBeLessThan(0.12);
      expect(Math.abs(deviations[h]! / deviation - 1), `width of step ${h + 1}`).toBeLessThan(0.08);
    }
  });
});
