/** Scores of an earlier run: which parts of a backtest they hold whole. */
import type { Forecaster } from "../../models/index.ts";
import type { TimeSeries } from "../../series/index.ts";
import { stagesOf } from "./folds.ts";
import { planOf, type BacktestOptions, type Plan } from "./options.ts";
import type { BacktestResult, Score } from "./scores.ts";

/** Looks up what was done before. */
export interface EarlierScores {
  /** All scores of a model at one cutoff of a series, in their order; undefined where they are not whole, or nothing but undefined. */
  of(model: string, seriesId: string, cutoff: number): readonly Score[] | undefined;
  /** How many scores there are. */
  readonly size: number;
}

/** Makes the look-up; scores that this backtest does not ask for are passed over. */
export function createEarlierScores(scores: readonly Score[] = [], { metrics, steps, horizon }: Plan): EarlierScores {
  const groups = new Map<string, Score[]>();
  const wanted = new Set(metrics.map(({ name }) => name));
  for (const score of scores) {
    if (!wanted.has(score.metric) || (score.horizonStep !== undefined && !steps)) continue;
    const key = JSON.stringify([score.model, score.seriesId, score.cutoff]);
    const group = groups.get(key);
    if (group) group.push(score);
    else groups.set(key, [score]);
  }
  const each = metrics.length * (steps ? horizon + 1 : 1); // scores a channel
  return {
    size: scores.length,
    of(model, seriesId, cutoff) {
      const found = groups.get(JSON.stringify([model, seriesId, cutoff]));
      if (!found || found.every(({ value }) => Number.isNaN(value))) return undefined;
      const channels = new Set(found.map(({ channel }) => channel)).size;
      return found.length === channels * each ? found : undefined;
    },
  };
}

const caseOf = ({ model, seriesId, cutoff }: Pick<Score, "model" | "seriesId" | "cutoff">): string =>
  JSON.stringify([model, seriesId, cutoff]);

/** How many forecasts a result has scores of, and of how many of them an earlier run has left nothing else. */
export function countEarlier({ scores, forecasts, errors }: Pick<BacktestResult, "scores" | "forecasts" | "errors">): {
  readonly earlier: number;
  readonly all: number;
} {
  const made = new Set(scores.map(caseOf));
  const all = made.size;
  for (const one of [...forecasts, ...errors]) made.delete(caseOf(one));
  return { earlier: made.size, all };
}

/**
 * How many forecasts earlier scores tell of that a backtest does not ask for: of other models, series, cutoffs or horizons. Who would write
 * over their file asks first.
 * @throws OptionError, DataError as `backtest` does before it begins
 * @example foreignForecasts([load], models, { folds: 7, resumeFrom }) //=> 0
 */
export function foreignForecasts(
  series: readonly TimeSeries[],
  forecasters: readonly Forecaster[],
  options: BacktestOptions,
): number {
  const plan = planOf(forecasters, options);
  const histories = stagesOf(series, plan).flatMap(({ folds }) => folds.flatMap((fold) => fold.histories));
  const asked = new Set(
    plan.labels.flatMap((model) =>
      histories.map(({ id, timestamps }) => caseOf({ model, seriesId: id, cutoff: timestamps.at(-1)! })),
    ),
  );
  const [foreign, farthest] = [new Set<string>(), new Map<string, number>()];
  for (const score of options.resumeFrom ?? []) {
    const key = caseOf(score);
    if (!asked.has(key)) foreign.add(key);
    else if (score.horizonStep !== undefined) farthest.set(key, Math.max(farthest.get(key) ?? 0, score.horizonStep));
  }
  for (const [key, step] of farthest) if (step !== plan.horizon) foreign.add(key);
  return foreign.size;
}
