/** How often rows must be differenced: by the strength of their season, and by the KPSS test of a level. T rows, m a season. */
import { stl } from "../../../numerics/index.ts";

/** x(t) - x(t-lag) (T-lag). */
export function differenced(y: Float64Array, lag: number): Float64Array {
  return y.subarray(lag).map((value, t) => value - y[t]!);
}

/** Differenced over seasons, then over rows. */
export function differencedTimes(y: Float64Array, rows: number, seasons: number, m: number): Float64Array {
  let left = y;
  for (let i = 0; i < seasons; i++) left = differenced(left, m);
  for (let i = 0; i < rows; i++) left = differenced(left, 1);
  return left;
}

/** Whether all rows are alike. */
export const isFlat = (y: Float64Array): boolean => y.every((value) => value === y[0]);

const ROUNDING = 1e-9; // of a column's largest value: far above what subtracting its values rounds, and below what they tell

/** Whether a column's differences are alike, but for the rounding of its values. */
export function isRounding(column: Float64Array, differences: Float64Array): boolean {
  const most = column.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return differences.every((value) => Math.abs(value - differences[0]!) <= ROUNDING * most);
}

function variance(y: Float64Array): number {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  return y.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / y.length;
}

const STRONG_SEASON = 0.64;
const LEVEL_LIMIT = 0.463; // of the KPSS statistic, at 5 %

/**
 * Seasonal differences: 1 where the season of STL is strong, else 0.
 * @see Wang, Smith & Hyndman 2006, Data Mining and Knowledge Discovery 13, 335-364
 */
export function seasonalDifferences(y: Float64Array, m: number): number {
  if (m < 2 || y.length <= 2 * m || isFlat(y)) return 0;
  const { season, trend } = stl(y, m, { seasonWindow: 11 });
  const rest = y.map((value, t) => value - trend[t]! - season[t]!);
  const both = y.map((value, t) => value - trend[t]!);
  return 1 - variance(rest) / variance(both) > STRONG_SEASON ? 1 : 0;
}

/**
 * The KPSS statistic of a level, with Bartlett's weights over trunc(3 √T / 13) lags.
 * @see Kwiatkowski, Phillips, Schmidt & Shin 1992, Journal of Econometrics 54, 159-178
 */
export function levelStatistic(y: Float64Array): number {
  const n = y.length;
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  const lags = Math.trunc((3 * Math.sqrt(n)) / 13);
  let [sum, squares] = [0, 0];
  for (const value of y) {
    sum += value - mean;
    squares += sum * sum;
  }
  let spread = variance(y);
  for (let lag = 1; lag <= lags; lag++) {
    let product = 0;
    for (let t = lag; t < n; t++) product += (y[t]! - mean) * (y[t - lag]! - mean);
    spread += (2 / n) * (1 - lag / (lags + 1)) * product;
  }
  return squares / (n * n * spread);
}

/** Differences from row to row (0 … most): as many as the KPSS test calls for. */
export function rowDifferences(y: Float64Array, most: number): number {
  let left = y;
  for (let d = 0; d < most; d++) {
    if (left.length < 3 || isFlat(left) || !(levelStatistic(left) > LEVEL_LIMIT)) return d;
    left = differenced(left, 1);
  }
  return most;
}
