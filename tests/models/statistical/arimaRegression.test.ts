/** ARIMA of rows with gaps and with covariates, against R's arima. */
import { describe, expect, it } from "vitest";
import { DataError } from "../../../src/errors.ts";
import { arima, loadForecaster } from "../../../src/models/index.ts";
import { differencedTimes } from "../../../src/models/statistical/arima/differences.ts";
import { fitArima, type ArimaFit } from "../../../src/models/statistical/arima/fit.ts";
import { arimaModel } from "../../../src/models/statistical/arima/model.ts";
import { completeRows, gappyRows } from "../../../src/models/statistical/arima/rows.ts";
import { createRandom } from "../../../src/random.ts";
import { createSeries, type TimeSeries } from "../../../src/series/index.ts";
import { bytesOf, medians } from "../../contract/examples.ts";
import { arimaCases, arimaGolden, columnsOf, processOf, rowsOf, type ArimaCase } from "../../numerics/arimaGolden.ts";

const byOf = ({ order, seasonal, m }: ArimaCase): { rows: number; seasons: number; seasonLength: number } => ({
  rows: order[1],
  seasons: seasonal[1],
  seasonLength: m,
});

/** The greatest likelihood of a case's own order, from its rows with gaps or from its differences. */
function fitted(one: ArimaCase, gappy: boolean): ArimaFit {
  const { order, seasonal, m } = one;
  const y = rowsOf(one);
  const columns = columnsOf(one.xreg, y.length);
  const lags = { p: order[0], q: order[2], seasonalP: seasonal[0], seasonalQ: seasonal[2] };
  const constant = one.names.includes("intercept");
  const differenced = (rows: Float64Array): Float64Array => differencedTimes(rows, order[1], seasonal[1], m);
  // R's prior of the rows before lies about 0, not about the first row.
  const data = gappy
    ? { ...gappyRows(y, byOf(one), columns), rows: y }
    : completeRows(differenced(y), columns.map(differenced));
  const rough = fitArima(data, m, { ...lags, constant });
  return fitArima(data, m, rough.lags, rough);
}

const holdsGaps = (name: string): boolean => arimaGolden[name]!.y.includes(null);

describe("fitArima with a regression", () => {
  it.each(arimaCases)("finds R's likelihood and weights of %s through the filter", (name) => {
    const one = arimaGolden[name]!;
    const { logLikelihood, weights, mean } = fitted(one, true);
    expect(logLikelihood).toBeGreaterThan(one.loglik - 1e-4);
    const { weights: expected, intercept } = processOf(one, one.coef);
    expect(weights.length).toBe(expected.length);
    expected.forEach((weight, i) => expect(Math.abs(weights[i]! / weight - 1)).toBeLessThan(2e-3));
    if (one.names.includes("intercept")) expect(Math.abs(mean / intercept - 1)).toBeLessThan(2e-3);
  });

  it.each(arimaCases.filter((name) => !holdsGaps(name)))(
    "is within R's prior of it on the differences of %s",
    (name) => {
      const one = arimaGolden[name]!;
      const { logLikelihood, weights } = fitted(one, false);
      expect(Math.abs(logLikelihood - one.loglik)).toBeLessThan(5e-3);
      processOf(one, one.coef).weights.forEach((weight, i) => expect(weights[i]! / weight).toBeCloseTo(1, 2));
    },
  );
});

describe("forecasts with a regression", () => {
  it.each(arimaCases)("are R's of %s", (name) => {
    const one = arimaGolden[name]!;
    const { process, weights, intercept } = processOf(one, one.fixed);
    const y = rowsOf(one);
    const h = one.mean.length;
    const ahead = columnsOf(one.newxreg, h);
    const columns = columnsOf(one.xreg, y.length).map((column, i) => Float64Array.of(...column, ...ahead[i]!));
    const state = {
      ar: Array.from(process.ar),
      ma: Array.from(process.ma),
      differences: one.order[1],
      seasonalDifferences: one.seasonal[1],
      mean: intercept,
      variance: one.fixedSigma2,
      ...(columns.length > 0 && { weights: Array.from(weights) }),
    };
    const options = { horizon: h, maxLags: 5, maxSeasonalLags: 2, differences: "auto", seasonalDifferences: "auto" } as const; // prettier-ignore
    const { means, deviations } = arimaModel.forecast(y, state, h, { ...options, seasonLength: one.m }, columns);
    // Complete rows are differenced first, so that R's prior of the rows before has no part in it, and their shocks are taken for known.
    const digits = holdsGaps(name) || one.order[1] + one.seasonal[1] === 0 ? 5 : 4;
    one.mean.forEach((mean, i) => {
      expect(means[i]! / mean).toBeCloseTo(1, digits);
      expect(deviations[i]! / one.se[i]!).toBeCloseTo(1, holdsGaps(name) ? 5 : 2);
    });
  });
});

/** 3 f, and an error that remembers a little. */
function driven(rows: number, ahead: number, seed = 3): TimeSeries {
  const random = createRandom(seed);
  const f = Array.from({ length: rows + ahead }, () => 10 * random.normal());
  let error = 0;
  const target = f.slice(0, rows).map((value) => {
    error = 0.6 * error + random.normal();
    return 50 + 3 * value + error;
  });
  return createSeries({ id: "driven", start: "2024-01-01", frequency: "1d", target, futureCovariates: { f } });
}

const withGaps = (series: TimeSeries, isGap: (t: number) => boolean): TimeSeries => ({
  ...series,
  target: { ...series.target, values: series.target.values.map((value, t) => (isGap(t) ? NaN : value)) },
});

const forecastOf = async (one: TimeSeries): Promise<number[]> =>
  medians((await arima({ horizon: 5, seasonLength: 1 }).fit([one])).predict([one])[0]!);

describe("arima", () => {
  it("follows a covariate that is known ahead, and comes back from a file", async () => {
    const series = driven(150, 5);
    const model = await arima({ horizon: 5, seasonLength: 1 }).fit([series]);
    const [forecast] = model.predict([series]);
    const known = series.futureCovariates!.values.subarray(150);
    medians(forecast!).forEach((value, h) => expect(Math.abs(value - 50 - 3 * known[h]!)).toBeLessThan(3));
    expect(bytesOf((await loadForecaster(model.save())).predict([series]))).toEqual(bytesOf([forecast!]));
  });

  it("is the same with a covariate in other units, and with one more that says nothing", async () => {
    const series = driven(120, 5);
    const scaled = { ...series, futureCovariates: { names: ["f"], values: series.futureCovariates!.values.map((v) => 1e6 * v) } }; // prettier-ignore
    const values = Array.from(series.futureCovariates!.values).flatMap((value) => [value, 7]);
    const more = { ...series, futureCovariates: { names: ["f", "seven"], values: Float64Array.from(values) } };
    const expected = await forecastOf(series);
    (await forecastOf(scaled)).forEach((value, h) => expect(value).toBeCloseTo(expected[h]!, 4));
    expect(await forecastOf(more)).toEqual(expected);
  });

  describe.each([false, true])("of rows with gaps: %s", (gappy) => {
    it.each([
      ["i / 10", (t: number) => t / 10, { seasonalDifferences: "1" }],
      ["i / 10", (t: number) => t / 10, { differences: "2", seasonalDifferences: "0" }],
      ["a sine of the season", (t: number) => Math.sin((2 * Math.PI * t) / 12), { seasonalDifferences: "1" }],
      ["a third a year", (t: number) => Math.floor(t / 12) / 3, { differences: "1", seasonalDifferences: "1" }],
      ["sums that round", (t: number) => (t % 2 ? 0.3 : 0.1 + 0.2), { differences: "0", seasonalDifferences: "0" }],
    ] as const)("forecasts without %s, of which differences leave rounding only (%#)", async (_, valueAt, given) => {
      const random = createRandom(5);
      const target = Array.from({ length: 96 }, (_, t) => 100 + t + 9 * Math.sin(t * 1.7) + 3 * random.normal());
      if (gappy) [20, 50, 51].forEach((t) => (target[t] = NaN));
      const plain = createSeries({ id: "plain", start: "2010-01-01", frequency: "1mo", target });
      const values = Float64Array.from({ length: 96 + 12 }, (_, t) => valueAt(t));
      const series = { ...plain, futureCovariates: { names: ["x"], values } };
      const forecaster = arima({ horizon: 12, seasonLength: 12, differences: "0", ...given });
      const [model, expected] = [await forecaster.fit([series]), await forecaster.fit([plain])];
      expect(bytesOf(model.predict([series]))).toEqual(bytesOf(expected.predict([plain])));
    });
  });

  it("takes a row without a covariate for a gap", async () => {
    const series = driven(120, 5);
    const gap = { ...series, futureCovariates: { names: ["f"], values: series.futureCovariates!.values.map((v, t) => (t === 60 ? NaN : v)) } }; // prettier-ignore
    const model = await arima({ horizon: 5, seasonLength: 1 }).fit([gap]);
    const other = await arima({ horizon: 5, seasonLength: 1 }).fit([withGaps(series, (t) => t === 60)]);
    const [actual, expected] = [medians(model.predict([gap])[0]!), medians(other.predict([series])[0]!)];
    actual.forEach((value, h) => expect(Math.abs(value - expected[h]!)).toBeLessThan(0.2));
  });

  it("refuses other covariates than in training, and gaps ahead, by name", async () => {
    const model = await arima({ horizon: 5, seasonLength: 1 }).fit([driven(80, 0)]);
    const { futureCovariates: _, ...bare } = driven(80, 5);
    expect(() => model.predict([bare])).toThrow(
      'arima.predict: series "driven": expected futureCovariates: f, found none',
    );
    expect(() => model.predict([driven(80, 3)])).toThrow("for 5 steps beyond the last row, found 3");
    const gap = driven(80, 5);
    gap.futureCovariates!.values[82] = NaN;
    expect(() => model.predict([gap])).toThrow(DataError);
    const never = driven(80, 5);
    never.futureCovariates!.values.fill(NaN);
    await expect(arima({ horizon: 5 }).fit([never])).rejects.toThrow("with all future covariates (f), found none");
  });

  it("stays finite where a covariate explains all of it", async () => {
    const series = driven(60, 5);
    const target = { names: series.target.names, values: series.futureCovariates!.values.slice(0, 60).map((v) => 2 * v + 1) }; // prettier-ignore
    const model = await arima({ horizon: 5, seasonLength: 1 }).fit([{ ...series, target }]);
    const [forecast] = model.predict([{ ...series, target }]);
    medians(forecast!).forEach((value, h) => expect(value).toBeCloseTo(2 * series.futureCovariates!.values[60 + h]! + 1, 3)); // prettier-ignore
  });

  it("knows less where the newest rows have gaps, and is moved by a level as the rows are", async () => {
    let level = 100;
    const random = createRandom(6);
    const walk = Array.from({ length: 120 }, () => (level += random.normal()));
    const series = (add: number): TimeSeries =>
      createSeries({ id: "walk", start: "2024-01-01", frequency: "1d", target: walk.map((value) => value + add) });
    const model = await arima({ horizon: 1, seasonLength: 1, differences: "1" }).fit([series(0)]);
    const width = (one: TimeSeries): number => {
      const { values } = model.predict([one])[0]!;
      return values[4]! - values[0]!;
    };
    expect(width(withGaps(series(0), (t) => t > 90 && t < 119))).toBeGreaterThan(0.99 * width(series(0)));
    const gappy = (add: number): TimeSeries => withGaps(series(add), (t) => t % 7 === 3);
    const [low] = (await arima({ horizon: 1, seasonLength: 1 }).fit([gappy(0)])).predict([gappy(0)]);
    const [high] = (await arima({ horizon: 1, seasonLength: 1 }).fit([gappy(1e6)])).predict([gappy(1e6)]);
    expect(medians(high!)[0]! - 1e6).toBeCloseTo(medians(low!)[0]!, 3);
  });
});
