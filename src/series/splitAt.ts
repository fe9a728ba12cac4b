/** Parts of a series in time. All are views of the same memory: nothing is copied. */
import { DataError, OptionError } from "../errors.ts";
import type { Columns, TimeSeries } from "./series.ts";
import { parseTimestamp } from "./timestamp.ts";

/** Where to split: the last time seen (epoch milliseconds, Date or ISO 8601 text), or the number of last rows. */
export type SplitPoint = number | Date | string | { readonly last: number };

/** The two parts of a split. */
export interface Split<T> {
  /** Up to the cutoff. */
  readonly train: T;
  /** After the cutoff. */
  readonly test: T;
}

/** Rows [from, to) as a view; everything from `from` on where `to` is absent. */
function rows(columns: Columns, from: number, to?: number): Columns {
  const width = columns.names.length;
  return { names: columns.names, values: columns.values.subarray(from * width, to === undefined ? to : to * width) };
}

function part(series: TimeSeries, from: number, to: number): TimeSeries {
  const { pastCovariates, futureCovariates, weight } = series;
  return {
    ...series,
    timestamps: series.timestamps.subarray(from, to),
    target: rows(series.target, from, to),
    ...(pastCovariates ? { pastCovariates: rows(pastCovariates, from, to) } : {}),
    ...(futureCovariates ? { futureCovariates: rows(futureCovariates, from) } : {}),
    ...(weight ? { weight: weight.subarray(from, to) } : {}),
  };
}

/**
 * The first rows of a series (T = length); future covariates stay whole, since they are known ahead.
 * @throws OptionError for a length that is no whole number of rows of the series.
 * @example head(series, 2).timestamps.length //=> 2
 */
export function head(series: TimeSeries, length: number): TimeSeries {
  if (Number.isInteger(length) && length >= 0 && length <= series.timestamps.length) return part(series, 0, length);
  throw new OptionError({
    where: `head of series "${series.id}"`,
    expected: `a whole number from 0 to ${series.timestamps.length}`,
    found: String(length),
    remedy: "pass at most the series' length",
  });
}

/**
 * Splits one series, or each of several, in time: a row at the cutoff belongs to `train`. Both parts are views. The
 * train part keeps all future covariates, which are known ahead; those of the test part start at its first row. A text
 * that names no zone is a local time of the series.
 * @throws DataError where a part would be empty; OptionError for a cutoff that is no time.
 * @example splitAt(series, { last: 48 }).test.timestamps.length //=> 48
 */
export function splitAt(series: TimeSeries, at: SplitPoint): Split<TimeSeries>;
export function splitAt(series: readonly TimeSeries[], at: SplitPoint): Split<TimeSeries[]>;
export function splitAt(
  series: TimeSeries | readonly TimeSeries[],
  at: SplitPoint,
): Split<TimeSeries> | Split<TimeSeries[]> {
  if ("timestamps" in series) return splitOne(series, at);
  const splits = series.map((one) => splitOne(one, at));
  return { train: splits.map(({ train }) => train), test: splits.map(({ test }) => test) };
}

function splitOne(series: TimeSeries, at: SplitPoint): Split<TimeSeries> {
  const length = series.timestamps.length;
  const seen = trainLength(series, at);
  if (seen <= 0 || seen >= length) throw emptyPart(series, seen <= 0 ? "train" : "test");
  return { train: head(series, seen), test: part(series, seen, length) };
}

/** Rows up to the cutoff. */
function trainLength(series: TimeSeries, at: SplitPoint): number {
  if (typeof at === "object" && "last" in at) {
    if (Number.isInteger(at.last) && at.last >= 0) return series.timestamps.length - at.last;
    throw badCutoff(series, `last: ${at.last}`);
  }
  const cutoff = typeof at === "string" ? parseTimestamp(at, series.timezone) : Number(at);
  if (Number.isNaN(cutoff)) throw badCutoff(series, typeof at === "string" ? `"${at}"` : String(at));
  let low = 0;
  let high = series.timestamps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.timestamps[middle]! <= cutoff) low = middle + 1;
    else high = middle;
  }
  return low;
}

function badCutoff({ id }: TimeSeries, found: string): OptionError {
  return new OptionError({
    where: `splitAt series "${id}"`,
    expected: "a cutoff in epoch milliseconds, as a Date or as ISO 8601 text, or { last: rows }",
    found,
    remedy: `pass for example "2024-01-31" or { last: 48 }`,
  });
}

function emptyPart({ id, timestamps }: TimeSeries, name: "train" | "test"): DataError {
  const span =
    timestamps.length === 0
      ? "a series without rows"
      : `${timestamps.length} rows from ${iso(timestamps[0]!)} to ${iso(timestamps[timestamps.length - 1]!)}`;
  return new DataError({
    where: `splitAt series "${id}"`,
    expected: "at least one row on either side of the cutoff",
    found: `no row in ${name}; the series has ${span}`,
    remedy: name === "train" ? "pass a later cutoff or a smaller last" : "pass an earlier cutoff",
  });
}

function iso(timestamp: number): string {
  return new Date(timestamp).toISOString();
}
