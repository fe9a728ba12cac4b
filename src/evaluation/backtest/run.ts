/** A backtest under way: what it has made, and how outcomes become scores. */
import { CancelledError } from "../../errors.ts";
import type { Metric } from "../../metrics/index.ts";
import type { Forecaster } from "../../models/index.ts";
import type { Forecast, TimeSeries } from "../../series/index.ts";
import { inputOf, stepOf } from "../scoring.ts";
import { historyKey, type FitStage } from "./folds.ts";
import type { BacktestOptions, Plan } from "./options.ts";
import type { EarlierScores } from "./resume.ts";
import { createClock, type Clock, type Failure, type Outcome } from "./runModel.ts";
import type { BacktestError, ModelTime, Score } from "./scores.ts";

/** A backtest under way. */
export interface Run {
  readonly series: readonly TimeSeries[];
  readonly forecasters: readonly Forecaster[];
  readonly plan: Plan;
  readonly options: BacktestOptions;
  readonly stages: readonly FitStage[];
  readonly earlier: EarlierScores;
  /** Those that have begun, by their places. */
  readonly models: Map<number, ModelRun>;
  readonly made: { forecasts: Forecast[]; scores: Score[]; times: ModelTime[]; errors: BacktestError[] };
  readonly causes: unknown[];
  readonly fits: { done: number; started: number; fresh: number };
}

/** What came of one model. */
export interface ModelRun {
  readonly outcomes: Outcome[];
  readonly clock: Clock;
}

/** What has come of a model so far, which has begun with this. */
export function modelRun({ models }: Run, index: number): ModelRun {
  const begun = models.get(index) ?? { outcomes: [], clock: createClock() };
  models.set(index, begun);
  return begun;
}

/** Makes the result of what came of all models, in their order. */
export function settleAll(run: Run): void {
  run.forecasters.forEach((_, index) => {
    const found = run.models.get(index);
    if (found) settle(run, index, found);
  });
}

/**
 * Makes scores of what came of a model: new ones and those of an earlier run, fold by fold, series by series. The order is the same
 * whether it was resumed or not, and whichever thread was first.
 */
function settle(run: Run, index: number, { outcomes, clock }: ModelRun): void {
  const { stages, earlier, made, plan, series } = run;
  const model = plan.labels[index]!;
  const byKey = new Map(
    outcomes.map((outcome) => [historyKey(series[outcome.seriesIndex]!.id, outcome.cutoff), outcome]),
  );
  for (const { id, timestamps } of stages.flatMap(({ folds }) => folds.flatMap(({ histories }) => histories))) {
    const cutoff = timestamps.at(-1)!;
    const outcome = byKey.get(historyKey(id, cutoff));
    const scores = outcome ? take(run, model, outcome) : (earlier.of(model, id, cutoff) ?? []);
    for (const score of scores) made.scores.push(score); // as arguments they may be too many
  }
  made.times.push({ model, ...clock });
}

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

/** Tells that a fit begins, and how long the rest is likely to take; what an earlier run has done is counted in silence. */
export function report({ plan, stages, options, fits }: Run, model: string, isDone: boolean, worker?: number): void {
  const of = plan.labels.length * stages.length;
  fits.done++;
  if (isDone) return;
  if (fits.fresh === 0) fits.started = performance.now();
  const timeLeft =
    fits.fresh > 0 ? ((performance.now() - fits.started) / fits.fresh) * (of - fits.done + 1) : undefined;
  fits.fresh++;
  options.onProgress?.({
    stage: "backtest",
    model,
    fit: fits.done,
    of,
    ...(timeLeft !== undefined && { timeLeft }),
    ...(worker !== undefined && { worker }),
  });
}

/** What a cancel is told as. */
export function cancelled({ plan, stages, fits }: Run): CancelledError {
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
    const input = inputOf(forecast, source, c, plan.seasonLength, plan.weighted);
    return rowsOf({ model, seriesId, channel, cutoff }, plan, (metric, h) =>
      metric.compute(h === undefined ? input : stepOf(input, h)),
    );
  });
}

/** What failed has its rows too, without values, so that no mean passes over it unseen. */
function undefinedScores(model: string, { id, target }: TimeSeries, cutoff: number, plan: Plan): Score[] {
  return target.names.flatMap((channel) => rowsOf({ model, seriesId: id, channel, cutoff }, plan, () => NaN));
}

/** The scores of one channel: of the whole horizon, and of each step where they are asked for. */
function rowsOf(
  place: Pick<Score, "model" | "seriesId" | "channel" | "cutoff">,
  { metrics, steps, horizon }: Plan,
  valueOf: (metric: Metric, h?: number) => number,
): Score[] {
  return metrics.flatMap((metric) => {
    const score = (h?: number): Score => ({ ...place, metric: metric.name, value: valueOf(metric, h) });
    const ahead = Array.from({ length: steps ? horizon : 0 }, (_, h) =>
      Object.assign(score(h), { horizonStep: h + 1 }),
    );
    return [score(), ...ahead];
  });
}
