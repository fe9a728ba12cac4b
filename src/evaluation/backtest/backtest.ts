/**
 * Rolling-origin backtests: a forecaster is fitted on the rows up to a cutoff and nothing else, and scored on the rows behind
 * it. No row behind a cutoff is reachable by what forecasts from it: histories are cut before they are handed over.
 */
import { CancelledError } from "../../errors.ts";
import { canStartWorkers } from "#platform";
import { recipeOf, type Forecaster, type Recipe } from "../../models/index.ts";
import type { TimeSeries } from "../../series/index.ts";
import { stagesOf } from "./folds.ts";
import { checkSeries, planOf, type BacktestOptions } from "./options.ts";
import { createEarlierScores } from "./resume.ts";
import { cancelled, modelRun, report, settleAll, type Run } from "./run.ts";
import { runModel } from "./runModel.ts";
import type { BacktestResult } from "./scores.ts";

/**
 * Scores forecasters at several cutoffs, the last of which leaves one horizon of rows of each series. Nothing is fitted on rows
 * behind the earliest cutoff of a fold, whichever series they belong to. A model that fails on a series gives an error row and
 * undefined scores, or the scores of the fallback; the rest goes on. Rows count in the scores by their weights, where series have them.
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
    forecasters,
    plan,
    options,
    stages: stagesOf(series, plan),
    earlier: createEarlierScores(options.resumeFrom, plan),
    models: new Map(),
    made: { forecasts: [], scores: [], times: [], errors: [] },
    causes: [],
    fits: { done: 0, started: performance.now(), fresh: 0 },
  };
  const weighted = plan.weighted && series.some(({ weight }) => weight);
  const result = { ...run.made, series, horizon: plan.horizon, weighted };
  try {
    await runAll(run);
  } catch (cause) {
    if (!(cause instanceof CancelledError)) throw cause;
    if (options.whenCancelled !== "keep") throw cancelled(run);
    settleAll(run);
    return { ...result, complete: false };
  }
  settleAll(run);
  if (run.causes.length > 0 && run.made.forecasts.length === 0 && run.earlier.size === 0) throw run.causes[0];
  return { ...result, complete: true };
}

/** What worker threads can make goes there, the rest is done here meanwhile. */
async function runAll(run: Run): Promise<void> {
  const mayLeave =
    run.options.workers !== undefined && run.options.workers > 0 && canStartWorkers() && !cannotLeave(run);
  const away = mayLeave ? run.forecasters.map(travelling) : [];
  const here = run.forecasters.flatMap((_, index) => (away[index] ? [] : [index]));
  await Promise.all([mayLeave && runAway(run, away), runHere(run, here)]);
}

/** Loaded when it is asked for: no browser has worker threads. */
async function runAway(run: Run, away: readonly (Recipe | undefined)[]): Promise<void> {
  const { runInWorkers } = await import("./workers.ts");
  await runInWorkers(run, away);
}

/** The recipe of a forecaster, if a worker can follow it: kernels that were chosen in this thread it would not choose. */
function travelling(forecaster: Forecaster): Recipe | undefined {
  const recipe = recipeOf(forecaster);
  return recipe?.numerics === "float64" ? undefined : recipe;
}

/** A fallback of the caller's own cannot be made again elsewhere. */
const cannotLeave = ({ options: { fallback } }: Run): boolean => fallback !== undefined && !travelling(fallback);

async function runHere(run: Run, indices: readonly number[]): Promise<void> {
  const { plan, stages, earlier, options } = run;
  for (const index of indices) {
    const model = plan.labels[index]!;
    const { outcomes, clock } = modelRun(run, index);
    const found = runModel(run.forecasters[index]!, stages, {
      levels: plan.levels,
      isWanted: (id, cutoff) => !earlier.of(model, id, cutoff),
      onStage: (isDone) => report(run, model, isDone),
      clock,
      options,
    });
    for await (const outcome of found) outcomes.push(outcome);
  }
}
