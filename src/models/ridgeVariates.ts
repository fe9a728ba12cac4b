/**
 * Variates of the ridge: each channel of each series as one column on a common scale, in logs or not, standardized by its
 * training rows, missing values filled.
 */
import { exp, log } from "../elementary.ts";
import { DataError } from "../errors.ts";
import type { FrequencyUnit, TimeSeries } from "../series/index.ts";
import { column } from "./residuals.ts";

/** How a channel is brought to the common scale. */
export interface VariateScale {
  /** Least value whose logarithm is taken; absent where none is. */
  readonly floor?: number;
  readonly mean: number;
  readonly scale: number;
}

/** One channel of one series. */
export interface Variate {
  /** Filled, on the common scale (T). */
  readonly values: Float64Array;
  /** observed[t]: observed values before row t (T+1). */
  readonly observed: Int32Array;
  /** counted[t]: weights of the observed values before row t (T+1), where the series has any. */
  readonly counted?: Float64Array | undefined;
  /** Number of the first row, counted in steps of time from 1970 on: it tells the phase of any row. */
  readonly start: number;
  /** Where a seasonal pattern was taken off. */
  readonly season?: SeasonalPattern;
}

/** A seasonal pattern as it was known before each row. */
export interface SeasonalPattern {
  /** S: rows in the season. */
  readonly length: number;
  /** Values before it was taken off (T). */
  readonly raw: Float64Array;
  /** What is taken off each row, learned from the rows of earlier seasons alone; goes on for a season (T+S). */
  readonly pattern: Float64Array;
}

/** All channels of all series, series by series. */
export interface PreparedVariates {
  readonly variates: readonly Variate[];
  readonly scales: readonly VariateScale[];
  /** What errors of each channel are measured by: its mean absolute seasonal difference, in its own units, in logs or not. */
  readonly units: readonly number[];
  /** Whether all observed values are above 0. */
  readonly positive: boolean;
}

/** Milliseconds; a month has none. */
const SPANS: Readonly<Partial<Record<FrequencyUnit, number>>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
const DISCOUNT = 0.2; // share of the latest season in a pattern, once there were five
const SMALLEST_UNIT = 0.02; // of the standard deviation: a perfectly seasonal series must not outweigh all others
const SMALLEST_LOG = 1e-3; // of the mean value: where logs are taken, nothing counts as smaller

/** Brings all channels of the training series to the common scale. */
export function prepareVariates(
  train: readonly TimeSeries[],
  logs: boolean,
  { seasonLength, lag }: { readonly seasonLength: number; readonly lag: number },
): PreparedVariates {
  const channels = train.flatMap((series) => series.target.names.map((_, c) => ({ series, c })));
  const scales = channels.map(({ series, c }) => measureVariate(series, c, logs));
  return {
    scales,
    variates: channels.map(({ series, c }, i) => toVariate(series, c, scales[i]!, seasonLength)),
    units: channels.map(({ series, c }) => unitOf(series, c, lag)),
    positive: train.every(({ target }) => target.values.every((value) => Number.isNaN(value) || value > 0)),
  };
}

/**
 * Takes the seasonal pattern off: for each phase the mean of how far earlier rows lay from the mean of the season that ended
 * with them, the first few seasons alike, then discounted by age. The first season has none.
 */
export function adjusted({ values: raw, observed, counted, start }: Variate, length: number): Variate {
  const pattern = new Float64Array(raw.length + length);
  let level = 0; // sum over the season that ends with row t
  for (let t = 0; t < raw.length; t++) {
    level += raw[t]! - (t >= length ? raw[t - length]! : 0);
    if (t < length - 1) continue;
    const share = Math.max(DISCOUNT, 1 / Math.floor((t + 1) / length));
    pattern[t + length] = pattern[t]! + share * (raw[t]! - level / length - pattern[t]!);
  }
  const values = raw.map((value, t) => value - pattern[t]!);
  return { values, observed, counted, start, season: { length, raw, pattern } };
}

/** The variates of a branch: as they are, or with the seasonal pattern taken off. */
export function variatesOf({ variates }: PreparedVariates, left: boolean, seasonLength: number): readonly Variate[] {
  return left ? variates.map((one) => adjusted(one, seasonLength)) : variates;
}

/** Mean absolute difference of values a lag apart, at least a fiftieth of the standard deviation. */
export function unitOf(series: TimeSeries, c: number, lag: number): number {
  const values = column(series, c);
  const changes = values.map((value, t) => Math.abs(value - (values[t - lag] ?? NaN))).filter((one) => one >= 0);
  return Math.max(mean(changes), SMALLEST_UNIT * measureVariate(series, c, false).scale);
}

/** @throws DataError naming the first value that has no logarithm */
export function checkLogs(where: string, { id, target: { names, values } }: TimeSeries): void {
  const at = values.findIndex((value) => value <= 0);
  if (at < 0) return;
  const column = names[at % names.length]!;
  throw new DataError({
    where: `${where}: series "${id}"`,
    column,
    expected: `values of "${column}" above 0, whose logarithms are taken`,
    found: `${values[at]} in row ${Math.floor(at / names.length) + 1}`,
    remedy: 'fit with logs: "never"',
  });
}

/** The scale of a channel, from all its observed values. */
export function measureVariate(series: TimeSeries, c: number, logs: boolean): VariateScale {
  const observed = column(series, c).filter((value) => !Number.isNaN(value));
  const floor = logs ? Math.max(SMALLEST_LOG * mean(observed), Number.MIN_VALUE) : undefined;
  const values = floor === undefined ? observed : observed.map((value) => log(Math.max(value, floor)));
  const middle = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  // A spread that is only rounding noise of the level counts as none.
  const scale = deviation > 1e-9 * Math.abs(middle) ? deviation : 1;
  return { ...(floor !== undefined && { floor }), mean: middle, scale };
}

/** The mean, counted from the first value, so that the mean of equal values is exact. */
function mean(values: Float64Array): number {
  const first = values[0] ?? 0;
  let sum = 0;
  for (const value of values) sum += value - first;
  return first + sum / Math.max(1, values.length);
}

/** A channel on its scale. */
export function toVariate(series: TimeSeries, c: number, scale: VariateScale, seasonLength: number): Variate {
  const raw = column(series, c);
  const observed = new Int32Array(raw.length + 1);
  raw.forEach((value, t) => (observed[t + 1] = observed[t]! + (Number.isNaN(value) ? 0 : 1)));
  const { floor } = scale;
  const values = raw.map((value) => {
    const one = floor === undefined ? value : log(value < floor ? floor : value);
    return (one - scale.mean) / scale.scale;
  });
  return { values: fill(values, seasonLength), observed, counted: countedOf(raw, series), start: startOf(series) };
}

/** Sums of the weights of observed values before each row (T+1). */
function countedOf(values: Float64Array, { weight }: TimeSeries): Float64Array | undefined {
  if (!weight) return undefined;
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, t) => (sums[t + 1] = sums[t]! + (Number.isNaN(value) ? 0 : weight[t]!)));
  return sums;
}

function startOf({ timestamps, frequency: { unit, step } }: TimeSeries): number {
  const first = timestamps[0]!;
  const span = SPANS[unit];
  if (span !== undefined) return Math.round(first / (span * step));
  const date = new Date(first);
  const months = 12 * date.getUTCFullYear() + date.getUTCMonth();
  return Math.floor(months / (step * (unit === "year" ? 12 : unit === "quarter" ? 3 : 1)));
}

/** A value on the variate's scale back in the data's own units. */
export function fromVariate(value: number, { floor, mean, scale }: VariateScale): number {
  const one = value * scale + mean;
  return floor === undefined ? one : exp(one);
}

/**
 * Fills missing values from those before them: the value one season earlier, moved by how much the last season lies above the one
 * before it; without that many rows the season's value alone, else the last value. Those before the first one repeat it.
 */
export function fill(values: Float64Array, season: number): Float64Array {
  const first = values.findIndex((value) => !Number.isNaN(value));
  if (first < 0 || !values.some(Number.isNaN)) return values;
  const filled = values.slice();
  filled.fill(values[first]!, 0, first);
  let rise = 0; // sum over the last season of the difference to the season before
  for (let t = first; t < filled.length; t++) {
    if (Number.isNaN(filled[t]!)) {
      if (season > 1 && t >= 2 * season) filled[t] = filled[t - season]! + rise / season;
      else filled[t] = filled[season > 1 && t >= season ? t - season : t - 1]!;
    }
    if (season > 1 && t >= season) rise += filled[t]! - filled[t - season]!;
    if (season > 1 && t >= 2 * season) rise -= filled[t - season]! - filled[t - 2 * season]!;
  }
  return filled;
}
