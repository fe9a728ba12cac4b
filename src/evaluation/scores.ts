/** Scores: the long table of a backtest, and its text. */
import { costOf, findMetric } from "../metrics/index.ts";
import {
  formatTimestamp,
  type Forecast,
  type Table,
  tableToCsv,
  tableToJsonLines,
  type WriteCsvOptions,
} from "../series/index.ts";

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

/** What a backtest gives. */
export interface BacktestResult {
  readonly forecasts: readonly Forecast[];
  readonly scores: readonly Score[];
}

/** One model in the leaderboard: the mean of each metric over series, channels and cutoffs. */
export interface LeaderboardRow {
  readonly model: string;
  /** Means over all scores of the whole horizon in which the metric is defined; NaN without any. */
  readonly means: Readonly<Record<string, number>>;
}

/**
 * Models by their mean scores over the whole horizon, best first by the first metric.
 * @example leaderboard(result)[0].model
 */
export function leaderboard({ scores }: BacktestResult): LeaderboardRow[] {
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
  // A metric that nobody knows is taken for an error, whose least size is best.
  const facts = findMetric(first ?? "") ?? { better: "zero" as const };
  const key = ({ means }: LeaderboardRow): number => {
    const cost = first === undefined ? NaN : costOf(facts, means[first]!);
    return Number.isNaN(cost) ? Infinity : cost;
  };
  return rows.sort((a, b) => key(a) - key(b) || 0);
}

function mean(scores: readonly Score[]): number {
  const defined = scores.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  return defined.length === 0 ? NaN : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

const columns = ["model", "id", "channel", "cutoff", "step", "metric", "value"];

function scoresTable({ scores, forecasts }: BacktestResult): Table {
  const calendars = new Map(forecasts.map(({ seriesId, frequency, timezone }) => [seriesId, { frequency, timezone }]));
  const rows = scores.map(({ model, seriesId, channel, cutoff, horizonStep, metric, value }) => {
    const { frequency, timezone } = calendars.get(seriesId)!;
    return [model, seriesId, channel, formatTimestamp(cutoff, frequency, timezone), horizonStep, metric, value];
  });
  return { header: columns, rows };
}

/**
 * The scores as CSV text with the columns model,id,channel,cutoff,step,metric,value; `step` is empty over the whole horizon,
 * `value` is empty where the metric is undefined. Cutoffs are written as the series writes its timestamps.
 */
export function scoresToCsv(result: BacktestResult, options: WriteCsvOptions = {}): string {
  return tableToCsv(scoresTable(result), options);
}

/** The scores as JSON Lines, in the columns of `scoresToCsv`: `step` is left out over the whole horizon, an undefined value null. */
export function scoresToJsonLines(result: BacktestResult): string {
  return tableToJsonLines(scoresTable(result));
}
