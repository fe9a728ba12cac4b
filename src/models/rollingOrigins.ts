/** Forecasts at several origins inside the rows that are known, and their errors: what intervals and choices are made from. */
import { head, type Forecast, type TimeSeries } from "../series/index.ts";
import type { FittedForecaster } from "./forecaster.ts";

/** A place in a series: what comes after its first so many rows is forecast. */
export interface Origin {
  readonly series: TimeSeries;
  readonly rows: number;
}

/** A forecast beside what happened. */
export interface OriginForecast {
  readonly forecast: Forecast;
  /** What happened (H,C); NaN where missing, of weight 0 or beyond the last row. */
  readonly actual: Float64Array;
  /** How much each step counts (H), where the series has weights. */
  readonly weights?: Float64Array | undefined;
}

/** Forecasts all origins in one call; each sees the rows before it and nothing else. */
export function forecastOrigins(
  fitted: FittedForecaster,
  origins: readonly Origin[],
  levels: readonly number[],
): OriginForecast[] {
  if (origins.length === 0) return [];
  const histories = origins.map(({ series, rows }) => head(series, rows));
  return fitted.predict(histories, { levels }).map((forecast, i) => {
    const { series, rows } = origins[i]!;
    const width = series.target.names.length;
    const weights = series.weight?.subarray(rows, rows + forecast.timestamps.length);
    const actual = Float64Array.from({ length: forecast.timestamps.length * width }, (_, j) =>
      weights?.[Math.floor(j / width)] === 0 ? NaN : (series.target.values[rows * width + j] ?? NaN),
    );
    return { forecast, actual, weights };
  });
}

/** What happened less the median (H,C). */
export function medianErrors({ forecast, actual }: OriginForecast): Float64Array {
  const { quantiles, values } = forecast;
  const middle = quantiles.indexOf(0.5);
  return actual.map((y, i) => y - values[i * quantiles.length + middle]!);
}

/** Where origins lie: so many, spread over the last rows, the last of them one horizon before the end. */
export interface Spread {
  /** Rows before the first origin: all that a fit may see. */
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

/**
 * Spreads up to `count` origins over the last `share` of a series, over one horizon at least. Rows before each channel is observed do
 * not count; none where no more is left than a horizon, or than a multiple of `every` that holds it.
 * @param every - rows between origins, the last row taken for one; as many as the share has room for unless given
 */
export function spreadOrigins(
  series: TimeSeries,
  horizon: number,
  count: number,
  share: number,
  every?: number,
): Spread {
  const rows = series.timestamps.length;
  const least = observedBy(series);
  const observed = rows - least + 1;
  const room = Math.max(0, Math.floor(observed * share) - horizon);
  const stride = every ?? Math.max(1, Math.floor(room / Math.max(1, count - 1)));
  const behind = every === undefined ? horizon : Math.ceil(horizon / every) * every; // rows of the last forecast and behind it
  const origins = Math.min(count, Math.floor(Math.max(0, room + horizon - behind) / stride) + 1);
  const first = rows - behind - (origins - 1) * stride;
  return { first, stride, count: first >= least ? origins : 0 };
}

/** The origins of a series. */
export function originsIn(series: TimeSeries, { first, stride, count }: Spread): Origin[] {
  return Array.from({ length: count }, (_, k) => ({ series, rows: first + k * stride }));
}

const GOLDEN = 0.6180339887498949;

/**
 * The origins of a series, each moved on by some part of a stride unless told to stay: a stride that divides a season would always meet the same
 * hours of the day.
 */
export function placesIn(series: TimeSeries, spread: Spread, horizon: number, every?: number): Origin[] {
  const origins = originsIn(series, spread);
  if (every !== undefined) return origins;
  const last = series.timestamps.length - horizon;
  return origins.map(({ rows }, k) => ({ series, rows: Math.min(last, rows + scatter(k, spread.stride)) }));
}

/** How far origin k is moved, from 0 to below the stride: any run of origins meets all places about alike. */
export const scatter = (k: number, stride: number): number => Math.floor(((k * GOLDEN) % 1) * stride);

/** How many first rows hold an observed value of each channel; one more than all where they never do. */
export function observedBy({ timestamps, target: { names, values } }: TimeSeries): number {
  const firsts = names.map((_, c) => values.findIndex((value, i) => i % names.length === c && !Number.isNaN(value)));
  return firsts.includes(-1)
    ? timestamps.length + 1
    : Math.floor(firsts.reduce((last, first) => Math.max(last, first)) / names.length) + 1;
}

/**
 * What may be learned before all the first origins: rows up to the earliest of them, whichever series they belong to. A series
 * without an observed value of each channel in such rows is left out.
 */
export function beforeOrigins(series: readonly TimeSeries[], spreads: readonly Spread[]): TimeSeries[] {
  let earliest = Infinity;
  series.forEach(({ timestamps }, i) => {
    const { first, count } = spreads[i]!;
    if (count > 0) earliest = Math.min(earliest, timestamps[first - 1]!);
  });
  return series.flatMap((one) => {
    const rows = one.timestamps.findLastIndex((time) => time <= earliest) + 1;
    return rows >= observedBy(one) ? [head(one, rows)] : [];
  });
}
