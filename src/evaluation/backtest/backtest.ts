/**
 * Rolling-origin backtests: a forecaster is fitted on the rows up to a cutoff and nothing else, and scored on the rows behind
 * it. No row behind a cutoff is reachable by what forecasts from it: histories are cut before they are handed over.
 */
import { CancelledError } from "../../errors.ts";
import type { Metric, MetricInput } from "../../metrics/index.ts";
import type { Forecaster } from "../../models/index.ts";
import type { Forecast, TimeSeries } from "../../series/index.ts";
import { inputOf, stepOf } from "../scoring.ts";
import { stagesOf, type FitStage } from "./folds.ts";
import { checkSeries, planOf, type BacktestOptions, type Plan } from "./options.ts";
import { createEarlierScores, type EarlierScores } from "./resume.ts";
import { runModel, type Clock, type Failure, type Outcome } from "./runModel.ts";
import type { BacktestError, BacktestResult, ModelTime, Score } from "./scores.ts";

/**
 * Scores forecasters at several cutoffs, the last of which leaves one horizon of rows of each series. Nothing is fitted on rows
 * behind the earliest cutoff of a fold, whichever series they belong to. A model that fails on a series gives an error row and
 * undefined scores, or the scores of the fallback; the rest goes on.
 * @throws OptionError when options are outside their range or contradict the forecasters; DataError when a series is too
 *   short; CancelledError when the signal is aborted, unless what is done is to be kept; the first error, when no model gives
 *   any forecast
 * @example const result = await backtest([load], [seasonalNaive({ horizon: 48 })], { folds: 7 })
 * @see Tashman 2000, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16
 */
export async function backtest(
  series: readonly TimeSeries[],
  forecasters: readonly Forecaster[],
  options: BacktestOptions = {},
): Promise<BacktestResult> {
  const plan = planOf(forecasters, options);
  checkSeries(series);
  const run: Run = {
    series,
    plan,
    options,
    stages: stagesOf(series, plan),
    earlier: createEarlierScores(options.resumeFrom, plan),
    made: { forecasts: [], scores: [], times: [], errors: [] },
    causes: [],
    fits: { done: 0, started: performance.now(), fresh: 0 },
  };
  try {
    for (const [index, forecaster] of forecasters.entries()) await runOne(run, forecaster, index);
  } catch (cause) {
    if (!(cause instanceof CancelledError)) throw cause;
    if (options.whenCancelled !== "keep") throw cancelled(run);
    return { ...run.made, series, complete: false };
  }
  if (run.causes.length > 0 && run.made.forecasts.length === 0 && run.earlier.size === 0) throw run.causes[0];
  return { ...run.made, series, complete: true };
}

/** A backtest under way. */
interface Run {
  readonly series: readonly TimeSeries[];
  readonly plan: Plan;
  readonly options: BacktestOptions;
  readonly stages: readonly FitStage[];
  readonly earlier: EarlierScores;
  readonly made: { forecasts: Forecast[]; scores: Score[]; times: ModelTime[]; errors: BacktestError[] };
  readonly causes: unknown[];
  readonly fits: { done: number; started: number; fresh: number };
}

async function runOne(run: Run, forecaster: Forecaster, index: number): Promise<void> {
  const { plan, stages, earlier, options, made } = run;
  const model = plan.labels[index]!;
  const clock: Clock = { fits: 0, fitMilliseconds: 0, forecasts: 0, predictMilliseconds: 0 };
  const scores = new Map<string, readonly Score[]>();
  const outcomes = runModel(forecaster, stages, {
    levels: plan.levels,
    isWanted: (id, cutoff) => !earlier.of(model, id, cutoff),
    onStage: (isDone) => report(run, model, isDone),
    clock,
    options,
  });
  try {
    for await (const outcome of outcomes) {
      const { id } = run.series[outcome.seriesIndex]!;
      scores.set(keyOf(id, outcome.cutoff), take(run, model, outcome));
    }
  } finally {
    made.scores.push(...inOrder(run, model, scores));
    made.times.push({ model, ...clock });
  }
}

const keyOf = (id: string, cutoff: number): string => JSON.stringify([id, cutoff]);

/** The scores of one outcome; its forecast and its error are noted. */
function take(run: Run, model: string, { seriesIndex, cutoff, forecast, failure }: Outcome): readonly Score[] {
  const { made, plan, series, causes } = run;
  const source = series[seriesIndex]!;
  if (failure) {
    causes.push(failure.cause);
    made.errors.push(errorOf(model, source.id, cutoff, failure));
  }
  if (!forecast) return undefinedScores(model, source, cutoff, plan);
  const named = { ...forecast, model };
  made.forecasts.push(named);
  return scoresOf(named, source, plan);
}

/** New scores and those of an earlier run, fold by fold, series by series: resumed or not, the order is the same. */
function inOrder({ stages, earlier }: Run, model: string, scores: ReadonlyMap<string, readonly Score[]>): Score[] {
  const histories = stages.flatMap(({ folds }) => folds.flatMap((fold) => fold.histories));
  return histories.flatMap(({ id, timestamps }) => {
    const cutoff = timestamps.at(-1)!;
    return scores.get(keyOf(id, cutoff)) ?? earlier.of(model, id, cutoff) ?? [];
  });
}

/** Tells that a fit begins, and how long the rest is likely to take; what an earlier run has done is counted in silence. */
function report({ plan, stages, options, fits }: Run, model: string, isDone: boolean): void {
  const of = plan.labels.length * stages.length;
  fits.done++;
  if (isDone) return;
  if (fits.fresh === 0) fits.started = performance.now();
  const timeLeft =
    fits.fresh > 0 ? ((performance.now() - fits.started) / fits.fresh) * (of - fits.done + 1) : undefined;
  fits.fresh++;
  options.onProgress?.({ stage: "backtest", model, fit: fits.done, of, ...(timeLeft !== undefined && { timeLeft }) });
}

function cancelled({ plan, stages, fits }: Run): CancelledError {
  return new CancelledError({
    where: "backtest",
    expected: `${plan.labels.length * stages.length} fits`,
    found: `a cancel after ${fits.done}`,
    remedy: 'whenCancelled: "keep" gives what is done',
  });
}

function errorOf(model: string, seriesId: string, cutoff: number, { during, cause, fallback }: Failure): BacktestError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return { model, seriesId, cutoff, during, message, ...(fallback !== undefined && { fallback }) };
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
        ? Array.from(input.actual, (_, h) => Object.assign(score(metric, stepOf(input, h)), { horizonStep: h + 1 }))
        : []),
    ]);
  });
}

/** What failed has its rows too, without values, so that no mean passes over it unseen. */
function undefinedScores(model: string, { id, target }: TimeSeries, cutoff: number, plan: Plan): Score[] {
  const steps = plan.steps ? Array.from({ length: plan.horizon }, (_, h) => h + 1) : [];
  return target.names.flatMap((channel) =>
    plan.metrics.flatMap(({ name: metric }) => {
      const row: Score = { model, seriesId: id, channel, cutoff, metric, value: NaN };
      return [row, ...steps.map((horizonStep) => Object.assign({ ...row }, { horizonStep }))];
    }),
  );
}
