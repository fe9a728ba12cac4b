/** The folds of a backtest: which rows a fit learns from, and which a forecast starts from. */
import { DataError } from "../../errors.ts";
import { extentOf } from "../../extent.ts";
import { formatTimestamp, head, splitAt, type TimeSeries } from "../../series/index.ts";
import { rowAfter } from "../scoring.ts";
import type { Plan } from "./options.ts";

/** One fit, and the folds that are forecast with it. */
export interface FitStage {
  readonly train: readonly TimeSeries[];
  readonly folds: readonly Fold[];
}

/** Tells a history by its series and its last row. */
export const historyKey = (seriesId: string, cutoff: number): string => JSON.stringify([seriesId, cutoff]);

/** One history of each series, up to the cutoff and nothing behind it. */
export interface Fold {
  readonly histories: readonly TimeSeries[];
}

/**
 * The fits of a backtest with their folds, oldest first.
 * @throws DataError when a series is too short for its folds
 */
export function stagesOf(series: readonly TimeSeries[], plan: Plan): FitStage[] {
  const rows = Array.from({ length: plan.folds }, (_, fold) => series.map((one) => rowsBefore(one, fold, plan)));
  const stages: { train: TimeSeries[]; starts: number[]; folds: Fold[] }[] = [];
  rows.forEach((ends, fold) => {
    const whole = series.map((one, i) => head(one, ends[i]!));
    const cutoff = extentOf(whole.map(({ timestamps }) => timestamps.at(-1)!))[1];
    if (fold === 0 || fitsAt(fold, cutoff, plan)) stages.push({ ...trainOf(whole, plan), folds: [] });
    const { starts, folds } = stages.at(-1)!;
    // A history begins where its fit began: a window that slides is not forecast from with rows that it forgot.
    folds.push({ histories: whole.map((one, i) => withoutFirst(one, starts[i]!)) });
  });
  return stages;
}

function fitsAt(fold: number, cutoff: number, { refit }: Plan): boolean {
  if (typeof refit === "function") return refit({ fold, cutoff });
  return typeof refit === "number" ? fold % refit === 0 : refit === "every";
}

/** Rows up to the cutoff of a fold, oldest fold first. */
function rowsBefore(series: TimeSeries, fold: number, plan: Plan): number {
  const { horizon, folds, stride, cutoffs, gap, seasonLength } = plan;
  const { timestamps } = series;
  const rows = cutoffs
    ? rowAfter(timestamps, cutoffs[fold]!)
    : timestamps.length - horizon - (folds - 1 - fold) * stride;
  const least = Math.max(seasonLength, gap) + 1;
  if (rows >= least && rows + horizon <= timestamps.length) return rows;
  throw cutoffs ? badCutoff(series, cutoffs[fold]!, least, plan) : tooShort(series, least, plan);
}

/**
 * What a fold may be fitted on: rows up to the earliest cutoff of all series, less the gap. Where series end at different times, a
 * model of all of them would otherwise learn from one what came after another's cutoff. A series without such rows is left out.
 */
function trainOf(
  histories: readonly TimeSeries[],
  { gap, trainLength = Infinity }: Plan,
): { train: TimeSeries[]; starts: number[] } {
  const earliest = extentOf(histories.map(({ timestamps }) => timestamps.at(-1 - gap)!))[0];
  const ends = histories.map(({ timestamps }) => rowAfter(timestamps, earliest));
  const starts = ends.map((end) => Math.max(0, end - trainLength));
  const train = histories
    .map((one, i) => withoutFirst(head(one, ends[i]!), starts[i]!))
    .filter(({ timestamps }) => timestamps.length > 0);
  return { train, starts };
}

/** The rows of a series behind its first so many. */
function withoutFirst(series: TimeSeries, rows: number): TimeSeries {
  return rows === 0 ? series : splitAt(series, { last: series.timestamps.length - rows }).test;
}

function tooShort(
  { id, timestamps }: TimeSeries,
  least: number,
  { horizon, folds, stride, gap, seasonLength }: Plan,
): DataError {
  const before = gap > seasonLength ? `gap ${gap}` : `seasonLength ${seasonLength}`;
  const leastRows = horizon + (folds - 1) * stride + least;
  return new DataError({
    where: `backtest: series "${id}"`,
    seriesId: id,
    leastRows,
    expected: `at least ${leastRows} rows (horizon ${horizon} + ${folds - 1} strides of ${stride} + ${before} + 1)`,
    found: `${timestamps.length}`,
    remedy: "use fewer folds, or a smaller stride, horizon or seasonLength",
  });
}

function badCutoff(
  { id, timestamps, frequency, timezone }: TimeSeries,
  cutoff: number,
  least: number,
  { horizon }: Plan,
): DataError {
  const rows = rowAfter(timestamps, cutoff);
  return new DataError({
    where: `backtest: series "${id}", cutoff ${formatTimestamp(cutoff, frequency, timezone)}`,
    expected: `at least ${least} rows up to the cutoff and ${horizon} behind it`,
    found: `${rows} and ${timestamps.length - rows}`,
    remedy: "move the cutoff, or leave the series out",
  });
}
