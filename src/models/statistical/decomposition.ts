/** Classical decomposition, the season test of the M4 competition, and filling in what is missing. T rows, m a season. */

/** Rows between the first and the last observed one, missing ones on the straight line between their neighbours. */
export function interpolated(values: Float64Array): Float64Array {
  const whole = values.slice();
  for (let t = 1, last = 0; t < whole.length; t++) {
    if (Number.isNaN(values[t]!)) continue;
    for (let i = last + 1; i < t; i++)
      whole[i] = values[last]! + ((values[t]! - values[last]!) * (i - last)) / (t - last);
    last = t;
  }
  return whole;
}

/**
 * The centred moving average of a season, NaN in the first and last half season.
 * @see Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, section 3.3
 */
export function movingTrend(values: Float64Array, m: number): Float64Array {
  const trend = new Float64Array(values.length).fill(NaN);
  const half = Math.floor(m / 2);
  for (let t = half; t < values.length - half; t++) {
    let sum = 0;
    for (let i = t - half; i <= t + half; i++)
      sum += values[i]! * (m % 2 === 0 && (i === t - half || i === t + half) ? 0.5 : 1);
    trend[t] = sum / m;
  }
  return trend;
}

/**
 * The season of each row t at t mod m (m), of mean 0 where it is added and of mean 1 where it multiplies; two seasons and
 * one row are needed.
 */
export function seasonalIndices(values: Float64Array, m: number, multiplies: boolean): Float64Array {
  const trend = movingTrend(values, m);
  const sums = new Float64Array(m);
  const counts = new Float64Array(m);
  for (let t = 0; t < values.length; t++) {
    const part = multiplies ? values[t]! / trend[t]! : values[t]! - trend[t]!;
    if (!Number.isFinite(part)) continue;
    sums[t % m]! += part;
    counts[t % m]!++;
  }
  const means = sums.map((sum, i) => sum / counts[i]!);
  const centre = means.reduce((sum, value) => sum + value, 0) / m;
  return means.map((value) => (multiplies ? value / centre : value - centre));
}

/** Sample autocorrelations at lags 1 … n. */
export function autocorrelations(values: Float64Array, n: number): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const products = new Float64Array(n + 1);
  for (let lag = 0; lag <= n; lag++) {
    for (let t = lag; t < values.length; t++) products[lag]! += (values[t]! - mean) * (values[t - lag]! - mean);
  }
  return products.subarray(1).map((product) => product / products[0]!);
}

/**
 * Whether the autocorrelation at lag m is outside its 90 % bounds; three seasons are needed.
 * @see Makridakis, Spiliotis & Assimakopoulos 2020, "The M4 Competition", IJF 36, section 2.4
 */
export function isSeasonal(values: Float64Array, m: number): boolean {
  if (m < 2 || values.length < 3 * m) return false;
  const r = autocorrelations(values, m);
  const sum = r.subarray(0, m - 1).reduce((total, value) => total + value * value, 0);
  return Math.abs(r[m - 1]!) > 1.645 * Math.sqrt((1 + 2 * sum) / values.length);
}
