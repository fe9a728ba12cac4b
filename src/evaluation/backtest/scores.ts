/** Scores: the long table of a backtest, and its means. */
import { costOf, findMetric } from "../../metrics/index.ts";
import type { Forecast, TimeSeries } from "../../series/index.ts";

/** One number of a backtest. */
export interface Score {
  readonly model: string;
  readonly seriesId: string;
  readonly channel: string;
  /** Epoch milliseconds. */
  readonly cutoff: number;
  /** Counted from 1; absent for a score over the whole horizon. */
  readonly horizonStep?: number;
  /** Lower-case name of the metric. */
  readonly metric: string;
  /** NaN where the metric is undefined. */
  readonly value: number;
}

/** A model that failed on a series at a cutoff. */
export interface BacktestError {
  readonly model: string;
  readonly seriesId: string;
  /** Epoch milliseconds. */
  readonly cutoff: number;
  readonly during: "fit" | "predict";
  readonly message: string;
  /** Name of the forecaster whose forecast stands in its place; absent where none does. */
  readonly fallback?: string;
}

/** How long a model took. Fallbacks and what an earlier run did are not counted. */
export interface ModelTime {
  readonly model: string;
  readonly fits: number;
  /** Fits in which no network was let speak, so that the ridge forecasts alone; "highway-rnn" only. */
  readonly silentFits?: number | undefined;
  readonly fitMilliseconds: number;
  readonly forecasts: number;
  readonly predictMilliseconds: number;
}

/** What a backtest gives. */
export interface BacktestResult {
  /** Those of this run; a resumed one does not make earlier forecasts again. */
  readonly forecasts: readonly Forecast[];
  readonly scores: readonly Score[];
  /** The series that were forecast. */
  readonly series: readonly TimeSeries[];
  /** Steps ahead; where absent, those of the forecasts. */
  readonly horizon?: number | undefined;
  /** Whether rows count by their weights in the scores, as they then do in `calibration`; where absent they do. */
  readonly weighted?: boolean | undefined;
  readonly times: readonly ModelTime[];
  readonly errors: readonly BacktestError[];
  /** False where it was cancelled. */
  readonly complete: boolean;
}

/** One model in the leaderboard: the mean of each metric over series, channels and cutoffs. */
export interface LeaderboardRow {
  readonly model: string;
  /** Means over all scores of the whole horizon in which the metric is defined; NaN without any. */
  readonly means: Readonly<Record<string, number>>;
  /** Cases in which another model has a value of the metric that ranks and this one has none; absent where it lacks none. */
  readonly missing?: number | undefined;
}

/**
 * Models by their mean scores over the whole horizon, best first by the first metric. A model that lacks cases which another has
 * comes behind all that lack none, since its mean is of other cases.
 * @example leaderboard(result)[0].model
 */
export function leaderboard({ scores }: Pick<BacktestResult, "scores">): LeaderboardRow[] {
  const whole = scores.filter(({ horizonStep }) => horizonStep === undefined);
  const models = [...new Set(whole.map(({ model }) => model))];
  const metrics = [...new Set(whole.map(({ metric }) => metric))];
  const rows = models.map((model) => {
    const means = metrics.map((metric) => [
      metric,
      mean(whole.filter((one) => one.model === model && one.metric === metric)),
    ]);
    return { model, means: Object.fromEntries(means) as Record<string, number> };
  });
  const first = metrics[0];
  const missing = missingOf(whole.filter(({ metric }) => metric === first));
  // A metric that nobody knows is taken for an error, whose least size is best.
  const facts = findMetric(first ?? "") ?? { better: "zero" as const };
  const key = ({ means }: LeaderboardRow): number => {
    const cost = first === undefined ? NaN : costOf(facts, means[first]!);
    return Number.isNaN(cost) ? Infinity : cost;
  };
  return ranked(rows, key, (model) => missing.get(model) ?? 0);
}

/** Rows by what they cost, least first, those that lack cases behind the others; each says how many it lacks. */
export function ranked<R extends LeaderboardRow>(
  rows: readonly R[],
  costOfRow: (row: R) => number,
  missingIn: (model: string) => number,
): R[] {
  const lacks = ({ model }: R): number => (missingIn(model) > 0 ? 1 : 0);
  return rows
    .toSorted((a, b) => lacks(a) - lacks(b) || costOfRow(a) - costOfRow(b) || 0)
    .map((row) => Object.assign({}, row, { missing: missingIn(row.model) || undefined }));
}

/** Of each model, how many cases it lacks that another has, by the scores of one metric. */
export function missingOf(scores: readonly Score[]): Map<string, number> {
  const all = new Set<string>();
  const own = new Map(scores.map(({ model }) => [model, new Set<string>()]));
  for (const { model, seriesId, channel, cutoff, value } of scores) {
    if (Number.isNaN(value)) continue;
    const key = JSON.stringify([seriesId, channel, cutoff]);
    all.add(key);
    own.get(model)!.add(key);
  }
  return new Map([...own].map(([model, cases]) => [model, all.size - cases.size]));
}

function mean(scores: readonly Score[]): number {
  const defined = scores.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  return defined.length === 0 ? NaN : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
