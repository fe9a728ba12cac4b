/**
 * Brings what happened and what was forecast side by side, channel by channel, from series, forecasts or plain arrays.
 * All checks of a metric's arguments stand here, so that a metric is its formula alone.
 */
import { DataError, OptionError } from "../errors.ts";
import { formatTimestamp } from "../series/index.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";

/** One channel as a plain array, a whole series, or a forecast, which stands for its median. */
export type Values = ArrayLike<number> | TimeSeries | Forecast;

/** Quantiles of one channel without a calendar. */
export interface QuantileValues {
  /** Probabilities (Q), ascending. */
  readonly quantiles: readonly number[];
  /** Row-major (H,Q). */
  readonly values: ArrayLike<number>;
  /** Sample paths, row-major (K,H). */
  readonly samples?: ArrayLike<number>;
}

/** A forecast as a distribution: a forecast, or the quantiles of one channel. */
export type Distribution = Forecast | QuantileValues;

/** Which steps count, and how much. */
export interface Steps {
  /** Steps to judge (H): false or 0 leaves one out, as a missing actual value does; all unless given. */
  readonly observed?: ArrayLike<boolean | number> | undefined;
  /** How much each step counts (H), finite and at least 0; all alike unless given. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** One channel's actual and predicted values (H). */
export interface ChannelPair {
  /** The channel's name; undefined between plain arrays. */
  readonly channel: string | undefined;
  readonly actual: ArrayLike<number>;
  /** The point forecast, which is the median. */
  readonly predicted: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
  readonly quantiles?: readonly number[] | undefined;
  /** Row-major (H,Q). */
  readonly quantileValues?: ArrayLike<number> | undefined;
  /** Row-major (K,H). */
  readonly samples?: ArrayLike<number> | undefined;
}

/**
 * Pairs the channels of a forecast with what happened. A series may go on after the forecast's last step; the first
 * rows must carry the forecast's timestamps.
 * @throws DataError when timestamps, lengths or channels do not fit; OptionError for a channel that does not exist.
 */
export function pairChannels(
  where: string,
  actual: Values,
  predicted: Values,
  channel: string | undefined,
  steps: Steps = {},
): ChannelPair[] {
  if (isStamped(actual) && isStamped(predicted)) requireSameStamps(where, actual, predicted);
  else requireSameLength(where, lengthOf(actual), lengthOf(predicted));
  const names = channelsOf(predicted) ?? channelsOf(actual) ?? [];
  if (channel !== undefined && !names.includes(channel)) throw unknownChannel(where, channel, names);
  const picked = channel === undefined ? names : [channel];
  const pair = (name: string | undefined): ChannelPair => {
    const predictedColumn = column(where, predicted, name);
    return { channel: name, predicted: predictedColumn, ...judged(where, actual, name, predictedColumn.length, steps) };
  };
  if (names.length === 0) return [pair(undefined)];
  if (picked.length > 1 && !(isStamped(actual) && isStamped(predicted))) throw severalChannels(where, names);
  return picked.map(pair);
}

/**
 * Pairs what happened with the quantiles and samples of a forecast, channel by channel.
 * @throws DataError when timestamps, lengths or channels do not fit; OptionError for a channel that does not exist.
 */
export function pairDistributions(
  where: string,
  actual: Values,
  forecast: Distribution,
  channel: string | undefined,
  steps: Steps = {},
): ChannelPair[] {
  if ("timestamps" in forecast) {
    const names = forecast.channels;
    // The median is not needed: any quantile column stands for the length.
    const stand = { ...forecast, quantiles: forecast.quantiles.map((q, i) => (i === 0 ? 0.5 : q)) };
    return pairChannels(where, actual, stand, channel, steps).map((pair) => {
      const c = Math.max(0, names.indexOf(pair.channel ?? ""));
      return Object.assign(pair, distributionOf(forecast, c));
    });
  }
  const { quantiles, values, samples } = forecast;
  const size = quantiles.length;
  const middle = quantiles.indexOf(0.5);
  const predicted = Array.from({ length: values.length / size }, (_, h) =>
    middle < 0 ? 0 : values[h * size + middle]!,
  );
  return pairChannels(where, actual, predicted, channel, steps).map((pair) =>
    Object.assign(pair, { quantiles, quantileValues: values, samples }),
  );
}

/** One channel of a forecast: its median, quantiles and samples. */
export function distributionOf(
  { quantiles, values, channels, samples, timestamps }: Forecast,
  c: number,
): Pick<ChannelPair, "predicted" | "quantiles" | "quantileValues" | "samples"> {
  const [width, size, horizon] = [channels.length, quantiles.length, timestamps.length];
  const middle = quantiles.indexOf(0.5);
  const at = (h: number, q: number): number => values[(h * width + c) * size + q]!;
  return {
    predicted: Float64Array.from({ length: horizon }, (_, h) => (middle < 0 ? 0 : at(h, middle))),
    quantiles,
    quantileValues: Float64Array.from({ length: horizon * size }, (_, i) => at(Math.floor(i / size), i % size)),
    samples: samples && Float64Array.from({ length: samples.length / width }, (_, i) => samples[i * width + c]!), // (K,H)
  };
}

/**
 * Takes the training rows of one channel.
 * @throws DataError when the rows hold several channels and none of that name.
 */
export function trainColumn(where: string, train: Values, channel: string | undefined): ArrayLike<number> {
  const names = channelsOf(train);
  return column(where, train, channel ?? (names?.length === 1 ? names[0] : undefined));
}

/** The actual values of a channel over the forecast's steps, NaN where a step is not to be judged, and the steps' weights. */
function judged(
  where: string,
  actual: Values,
  channel: string | undefined,
  length: number,
  { observed, weights }: Steps,
): Pick<ChannelPair, "actual" | "weights"> {
  requireSteps(where, "observed", observed, length);
  requireSteps(where, "weights", weights, length);
  const values = column(where, actual, channel);
  const rows = Array.from({ length }, (_, t) => (observed && !observed[t] ? NaN : values[t]!));
  return { actual: rows, ...(weights && { weights }) };
}

function requireSteps(
  where: string,
  option: keyof Steps,
  values: ArrayLike<number | boolean> | undefined,
  length: number,
): void {
  if (values === undefined) return;
  const bad = Array.from(values, Number).find((value) => !(value >= 0 && value < Infinity));
  if (values.length === length && bad === undefined) return;
  throw new OptionError({
    where: `${where}: option ${option}`,
    expected: `${length} ${option === "weights" ? "numbers of at least 0" : "truth values"}, one a step`,
    found: bad === undefined ? `${values.length}` : String(bad),
  });
}

/** (T,C) or (H,C,Q) → (T) or (H): one channel, of a forecast its median. */
function column(where: string, values: Values, channel: string | undefined): ArrayLike<number> {
  if (!isStamped(values)) return values;
  const names = channelsOf(values) ?? [];
  const c = names.indexOf(channel ?? "");
  if (c < 0) throw missingChannel(where, values, channel, names);
  if (isSeries(values)) return values.timestamps.map((_, t) => values.target.values[t * names.length + c]!);
  const q = values.quantiles.indexOf(0.5);
  if (q < 0) throw missingMedian(where, values);
  const size = values.quantiles.length;
  return values.timestamps.map((_, t) => values.values[(t * names.length + c) * size + q]!);
}

function isSeries(values: Values): values is TimeSeries {
  return "target" in values;
}

function isStamped(values: Values): values is TimeSeries | Forecast {
  return "timestamps" in values;
}

function channelsOf(values: Values): readonly string[] | undefined {
  if (!isStamped(values)) return undefined;
  return isSeries(values) ? values.target.names : values.channels;
}

function lengthOf(values: Values): number {
  return isStamped(values) ? values.timestamps.length : values.length;
}

function requireSameLength(where: string, actual: number, predicted: number): void {
  if (actual === predicted) return;
  throw new DataError({
    where,
    expected: "as many predicted values as actual ones",
    found: `${actual} actual and ${predicted} predicted`,
    remedy: "cut both to the same steps",
  });
}

function requireSameStamps(where: string, actual: TimeSeries | Forecast, predicted: TimeSeries | Forecast): void {
  const t = predicted.timestamps.findIndex((stamp, t) => actual.timestamps[t] !== stamp);
  if (t < 0) return;
  const rows = actual.timestamps.length;
  throw new DataError({
    where: `${where}: row ${t + 1} of the actual values`,
    expected: `the forecast's timestamp ${stampOf(predicted, t)}`,
    found: t < rows ? stampOf(actual, t) : `the end of the series after ${rows} rows`,
    remedy: "pass the rows that follow the forecast's cutoff, e.g. the test part of splitAt(series, …)",
  });
}

function stampOf({ timestamps, frequency, timezone }: TimeSeries | Forecast, t: number): string {
  return formatTimestamp(timestamps[t]!, frequency, timezone);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "no named channels" : names.map((name) => `"${name}"`).join(", ");
}

function unknownChannel(where: string, channel: string, names: readonly string[]): OptionError {
  return new OptionError({
    where: `${where}: option channel`,
    expected: names.length === 0 ? "no channel between plain arrays" : `one of ${list(names)}`,
    found: `"${channel}"`,
    remedy: names.length === 0 ? "leave the option out" : "name a channel of the forecast",
  });
}

function severalChannels(where: string, names: readonly string[]): DataError {
  return new DataError({
    where,
    expected: "one channel beside a plain array",
    found: list(names),
    remedy: `pick one with { channel: "${names[0]}" }`,
  });
}

function missingChannel(
  where: string,
  values: TimeSeries | Forecast,
  channel: string | undefined,
  names: readonly string[],
): DataError {
  return new DataError({
    where: `${where}: ${isSeries(values) ? `series "${values.id}"` : `forecast of "${values.seriesId}"`}`,
    expected: channel === undefined ? "one channel beside plain arrays" : `a channel "${channel}"`,
    found: list(names),
    remedy: "pass the series that was forecast",
  });
}

function missingMedian(where: string, forecast: Forecast): DataError {
  return new DataError({
    where: `${where}: forecast of "${forecast.seriesId}"`,
    expected: "the quantile 0.5 among its quantiles",
    found: forecast.quantiles.join(", ") || "none",
    remedy: "forecast with the median, or pass an array of point forecasts",
  });
}
