/** What metrics see of a forecast: weights of rows. */
import { assert, asyncProperty, constantFrom, double, array } from "fast-check";
import { describe, expect, it } from "vitest";
import { backtest, calibration, compare, evaluate, scoresFromCsv, scoresToCsv } from "../../src/evaluation/index.ts";
import {
  allMetrics,
  coverage,
  intervalScore,
  mae,
  mase,
  rmse,
  wape,
  width,
  type Metric,
} from "../../src/metrics/index.ts";
import { naive } from "../../src/models/index.ts";
import { createSeries, type TimeSeries } from "../../src/series/index.ts";

const ROWS = 24;
const HORIZON = 5;
const target = Array.from({ length: ROWS }, (_, t) => 20 + ((7 * t) % 11) - ((t * t) % 5));
const seriesOf = (weight?: readonly number[], id = "s"): TimeSeries =>
  createSeries({ id, start: "2024-01-01", frequency: "1d", target: { y: target }, ...(weight && { weight }) });
const models = [naive({ horizon: HORIZON })];
const options = { folds: 3, stride: 4, seasonLength: 2, metrics: [...allMetrics, coverage(80), intervalScore(80)] };
const valuesOf = (scores: readonly { value: number }[]): number[] => scores.map(({ value }) => value);

/** The scale of mase, from the scores of mae and mase. */
const scaleOf = ([error, scaled]: readonly { value: number }[]): number => error!.value / scaled!.value;

/** The weighted mean of a term of the last `HORIZON` rows, whose forecast is the row before. */
const direct = (weight: readonly number[], term: (error: number, actual: number) => number): number => {
  const first = ROWS - HORIZON;
  let [sum, all] = [0, 0];
  for (let t = first; t < ROWS; t++) {
    sum += weight[t]! * term(target[t]! - target[first - 1]!, target[t]!);
    all += weight[t]!;
  }
  return sum / all;
};

describe("weights of rows in scores", () => {
  it("make weighted means of the steps, whatever the metric", async () => {
    const weights = array(double({ min: 0.01, max: 100, noNaN: true }), { minLength: ROWS, maxLength: ROWS });
    await assert(
      asyncProperty(weights, async (weight) => {
        const series = [seriesOf(weight)];
        const { scores } = await backtest(series, models, { metrics: [mae, rmse, wape] });
        const [own, root, ratio] = valuesOf(scores);
        expect(own).toBeCloseTo(direct(weight, Math.abs), 10);
        expect(root).toBeCloseTo(Math.sqrt(direct(weight, (e) => e * e)), 10);
        expect(ratio).toBeCloseTo(direct(weight, Math.abs) / direct(weight, (_, y) => Math.abs(y)), 10);
      }),
      { numRuns: 25 },
    );
  });

  it("change nothing where they are all alike, and are passed over where `weighted` is false", async () => {
    const plain = await backtest([seriesOf()], models, { ...options, steps: true });
    await assert(
      asyncProperty(constantFrom(0.5, 1, 4), async (weight) => {
        const alike = await backtest([seriesOf(target.map(() => weight))], models, { ...options, steps: true });
        expect(valuesOf(alike.scores)).toEqual(valuesOf(plain.scores)); // powers of two: to the last bit
        expect(calibration(alike)).toEqual(calibration(plain));
      }),
      { numRuns: 3 },
    );
    const uneven = seriesOf(target.map((_, t) => t % 3));
    const unweighted = await backtest([uneven], models, { ...options, steps: true, weighted: false });
    expect(unweighted.weighted).toBe(false);
    expect(unweighted.scores).toEqual(plain.scores);
    expect(calibration(unweighted)).toEqual(calibration(plain));
    expect(evaluate([uneven], plain.forecasts, { weighted: false })).toEqual(evaluate([seriesOf()], plain.forecasts));
  });

  it("leave out rows of weight 0, whatever stands there", async () => {
    const weight = target.map((_, t) => (t === ROWS - 2 ? 0 : 1));
    const spoiled = seriesOf(weight);
    spoiled.target.values[ROWS - 2] = 1e6;
    const missing = seriesOf();
    missing.target.values[ROWS - 2] = NaN;
    const [a, b] = [await backtest([spoiled], models, options), await backtest([missing], models, options)];
    expect(a.scores).toEqual(b.scores);
    expect(calibration(a)).toEqual(calibration(b));
    const nothing = await backtest([seriesOf(target.map(() => 0))], models, { metrics: [mae] });
    expect(valuesOf(nothing.scores)).toEqual([NaN]);
  });

  it("are kept step by step, over first steps and in pools, where a series without weights counts 1 a row", async () => {
    const weight = target.map((_, t) => 1 + (t % 4));
    const series = [seriesOf(weight, "a"), seriesOf(undefined, "b")];
    const { forecasts } = await backtest(series, models, {});
    const steps = evaluate(series, forecasts, { metrics: [mae], by: ["series", "step"] });
    expect(valuesOf(steps.slice(0, HORIZON))).toEqual(valuesOf(steps.slice(HORIZON)));
    const [one, all] = evaluate([series[0]!], [forecasts[0]!], { metrics: [mae], horizons: [1, HORIZON] });
    expect(one!.value).toBe(steps[0]!.value);
    expect(all!.value).toBeCloseTo(direct(weight, Math.abs), 12);
    const pooled = evaluate(series, forecasts, { metrics: [wape] })[0]!.value;
    const first = ROWS - HORIZON;
    let [above, below] = [0, 0];
    for (let t = first; t < ROWS; t++) {
      above += (weight[t]! + 1) * Math.abs(target[t]! - target[first - 1]!);
      below += (weight[t]! + 1) * Math.abs(target[t]!);
    }
    expect(pooled).toBeCloseTo(above / below, 12);
  });

  it("weigh coverage and width in `calibration` as the metrics do", async () => {
    const series = [seriesOf(target.map((_, t) => (t * 5) % 7))];
    const metrics: Metric[] = [coverage(80), width(80)];
    const result = await backtest(series, models, { folds: 4, stride: 3, metrics });
    expect(result.weighted).toBe(true);
    const level = calibration(result)[0]!.levels.find((one) => one.level === 80)!;
    const [covered] = evaluate(series, result.forecasts, { metrics });
    expect(level.coverage).toBeCloseTo(covered!.value, 12);
    expect(compare(result, { metric: "width-80" }).rows[0]!.coverage[0]!.coverage).toBe(level.coverage);
  });

  it("give the same scores when a backtest is resumed, and a scale of mase from all training rows alike", async () => {
    const series = [seriesOf(target.map((_, t) => (t * 5) % 7))];
    const whole = await backtest(series, models, options);
    const text = scoresToCsv(whole);
    const cut = text.split("\n").slice(0, 20).join("\n") + "\n";
    const resumed = await backtest(series, models, { ...options, resumeFrom: scoresFromCsv(cut, series) });
    expect(scoresToCsv(resumed)).toBe(text);
    const { scores } = await backtest(series, models, { metrics: [mae, mase] });
    const plain = await backtest([seriesOf()], models, { metrics: [mae, mase] });
    expect(scaleOf(scores)).toBeCloseTo(scaleOf(plain.scores), 10);
  });
});
