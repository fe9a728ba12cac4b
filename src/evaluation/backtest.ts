/**
 * Rolling-origin backtests: a forecaster is fitted on the rows up to a cutoff and nothing else, and scored on the rows behind
 * it. No row behind a cutoff is reachable by what forecasts from it: histories are cut before they are handed over.
 */
import { CancelledError, DataError, OptionError } from "../errors.ts";
import { pointMetrics, type Metric, type MetricInput } from "../metrics/index.ts";
import type { FittedForecaster, Forecaster } from "../models/index.ts";
import { refuseUnknown } from "../options.ts";
import { head, type Forecast, type TimeSeries } from "../series/index.ts";
import type { TrainingProgress } from "../training/index.ts";
import type { BacktestResult, Score } from "./scores.ts";
import { inputOf, stepOf } from "./scoring.ts";

/** Sent before each fit. */
export interface BacktestProgress {
  readonly stage: "backtest";
  readonly model: string;
  /** Counted from 1, over all models. */
  readonly fit: number;
  readonly of: number;
}

/** How a backtest is run. */
export interface BacktestOptions {
  /** Steps ahead; that of the forecasters unless given. */
  readonly horizon?: number | undefined;
  /** Cutoffs a series; 1 unless given. */
  readonly folds?: number | undefined;
  /** Rows between cutoffs; the horizon unless given. */
  readonly stride?: number | undefined;
  /** Fit once before the first cutoff, or anew at every cutoff; "never" unless given. */
  readonly refit?: "never" | "every" | undefined;
  /** Metrics to compute; mae, rmse, mase and smape unless given. */
  readonly metrics?: readonly Metric[] | undefined;
  /** Rows in a season, for MASE; 1 unless given. */
  readonly seasonLength?: number | undefined;
  /** Interval levels in percent; 80 and 95 unless given, and those that the metrics judge. */
  readonly levels?: readonly number[] | undefined;
  /** Whether to score each step as well; false unless given. */
  readonly steps?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BacktestProgress | TrainingProgress) => void) | undefined;
}

const optionNames = [
  "horizon",
  "folds",
  "stride",
  "refit",
  "metrics",
  "seasonLength",
  "levels",
  "steps",
  "signal",
  "onProgress",
] as const satisfies readonly (keyof BacktestOptions)[];

interface Plan {
  readonly horizon: number;
  readonly folds: number;
  readonly stride: number;
  readonly refit: "never" | "every";
  readonly metrics: readonly Metric[];
  readonly seasonLength: number;
  readonly levels: readonly number[];
  readonly steps: boolean;
  /** Names of the forecasters, made distinct. */
  readonly labels: readonly string[];
}

/**
 * Scores forecasters at several cutoffs, the last of which leaves one horizon of rows of each series. Nothing is fitted on rows
 * behind the earliest cutoff of a fold, whichever series they belong to.
 * @throws OptionError when options are outside their range or contradict the forecasters; DataError when a series is too
 *   short; CancelledError when the signal is aborted
 * @example const result = await backtest([load], [seasonalNaive({ horizon: 48 })], { folds: 7 })
 * @see Tashman 2000, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16
 */
export async function backtest(
  series: readonly TimeSeries[],
  forecasters: readonly Forecaster[],
  options: BacktestOptions = {},
): Promise<BacktestResult> {
  refuseUnknown("backtest", options, optionNames);
  const plan = planOf(forecasters, options);
  for (const one of series) checkRows(one, plan);
  const forecasts: Forecast[] = [];
  const scores: Score[] = [];
  for (const [index, forecaster] of forecasters.entries()) {
    const made = await forecastsOf(series, forecaster, index, plan, options);
    for (const { forecast, source } of made) {
      forecasts.push(forecast);
      scores.push(...scoresOf(forecast, source, plan));
    }
  }
  return { forecasts, scores };
}

interface Made {
  readonly forecast: Forecast;
  readonly source: TimeSeries;
}

/** All forecasts of one forecaster: fold by fold, series by series. */
async function forecastsOf(
  series: readonly TimeSeries[],
  forecaster: Forecaster,
  index: number,
  plan: Plan,
  { signal, onProgress }: BacktestOptions,
): Promise<Made[]> {
  const { folds, levels, refit, labels } = plan;
  const model = labels[index]!;
  const fits = refit === "every" ? folds : 1;
  const of = labels.length * fits;
  let done = index * fits;
  const made: Made[] = [];
  let fitted: FittedForecaster | undefined;
  for (let fold = 0; fold < folds; fold++) {
    const histories = series.map((one) => head(one, rowsBefore(one, fold, plan)));
    await new Promise((resolve) => setTimeout(resolve)); // a turn of the event loop, in which a signal can arrive
    if (signal?.aborted)
      throw new CancelledError({ where: "backtest", expected: `${of} fits`, found: `a cancel after ${done}` });
    if (!fitted || refit === "every") {
      onProgress?.({ stage: "backtest", model, fit: ++done, of });
      fitted = await forecaster.fit(beforeAllCutoffs(histories), { signal, onProgress });
    }
    fitted.predict(histories, { levels }).forEach((forecast, i) => {
      made.push({ forecast: { ...forecast, model }, source: series[i]! });
    });
  }
  return made;
}

/**
 * What a fold may be fitted on: rows up to the earliest cutoff of all series. Where series end at different times, a model of
 * all of them would otherwise learn from one what came after another's cutoff. A series without such rows is left out.
 */
function beforeAllCutoffs(histories: readonly TimeSeries[]): TimeSeries[] {
  const earliest = Math.min(...histories.map(({ timestamps }) => timestamps.at(-1)!));
  return histories
    .map((one) => head(one, one.timestamps.findLastIndex((time) => time <= earliest) + 1))
    .filter(({ timestamps }) => timestamps.length > 0);
}

/** Rows up to the cutoff of a fold, oldest fold first. */
function rowsBefore({ timestamps }: TimeSeries, fold: number, { horizon, folds, stride }: Plan): number {
  return timestamps.length - horizon - (folds - 1 - fold) * stride;
}

function scoresOf(forecast: Forecast, source: TimeSeries, plan: Plan): Score[] {
  const { model, seriesId, cutoff, channels } = forecast;
  return channels.flatMap((channel, c) => {
    const input = inputOf(forecast, source, c, plan.seasonLength);
    const place = { model, seriesId, channel, cutoff };
    const score = (metric: Metric, own: MetricInput): Score => ({
      ...place,
      metric: metric.name,
      value: metric.compute(own),
    });
    return plan.metrics.flatMap((metric) => [
      score(metric, input),
      ...(plan.steps
        ? Array.from(input.actual, (_, h) => ({ ...score(metric, stepOf(input, h)), horizonStep: h + 1 }))
        : []),
    ]);
  });
}

function planOf(forecasters: readonly Forecaster[], options: BacktestOptions): Plan {
  const first = forecasters[0];
  if (!first) throw new OptionError({ where: "backtest", expected: "at least one forecaster", found: "none" });
  const {
    horizon = first.options.horizon,
    folds = 1,
    refit = "never",
    metrics = pointMetrics,
    seasonLength = 1,
    steps = false,
  } = options;
  const { stride = horizon } = options;
  const levels = levelsOf(options.levels, metrics);
  for (const [name, value] of Object.entries({ horizon, folds, stride, seasonLength })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new OptionError({ where: `backtest ${name}`, expected: "a whole number of at least 1", found: `${value}` });
  }
  for (const forecaster of forecasters) {
    if (forecaster.options.horizon === horizon) continue;
    throw new OptionError({
      where: "backtest",
      expected: `forecasters of horizon ${horizon}`,
      found: `${forecaster.name} of horizon ${forecaster.options.horizon}`,
      remedy: "give all forecasters the horizon of the backtest",
    });
  }
  if (refit !== "never" && refit !== "every") {
    throw new OptionError({ where: "backtest refit", expected: '"never" or "every"', found: `"${String(refit)}"` });
  }
  return { horizon, folds, stride, refit, metrics, seasonLength, levels, steps, labels: labelsOf(forecasters) };
}

/** Levels asked for, and those that the metrics judge. */
function levelsOf(levels: readonly number[] = [80, 95], metrics: readonly Metric[]): number[] {
  return [...levels, ...metrics.flatMap(({ level }) => level ?? [])];
}

/** Scores are told apart by the model's name: a second forecaster of a name becomes "name-2". */
function labelsOf(forecasters: readonly Forecaster[]): string[] {
  const counts = new Map<string, number>();
  return forecasters.map(({ name }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
}

function checkRows(series: TimeSeries, plan: Plan): void {
  const { horizon, folds, stride, seasonLength } = plan;
  const needed = horizon + (folds - 1) * stride + seasonLength + 1;
  if (series.timestamps.length >= needed) return;
  throw new DataError({
    where: `backtest: series "${series.id}"`,
    expected: `at least ${needed} rows (horizon ${horizon} + ${folds - 1} strides of ${stride} + seasonLength ${seasonLength} + 1)`,
    found: `${series.timestamps.length}`,
    remedy: "use fewer folds, or a smaller stride, horizon or seasonLength",
  });
}
