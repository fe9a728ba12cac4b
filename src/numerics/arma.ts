/**
 * Autoregressive moving averages: the exact likelihood by the innovations algorithm. p and q are the lags of the whole
 * polynomials, seasonal factors multiplied out; T rows.
 */
import { log } from "../elementary.ts";

/** Coefficients φ(1 … p) of x(t-1) … and θ(1 … q) of e(t-1) … . */
export interface ArmaCoefficients {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
}

/** What a run over the rows says; errors (T) and their variances (T) are in units of the newest shock's. */
export interface ArmaRun {
  readonly errors: Float64Array;
  readonly variances: Float64Array;
  /** Sum of the logarithms of the variances. */
  readonly logVariances: number;
}

const CONVERGED = 1e-10; // distance of a variance from 1 below which the recursion is that of the far past

/** The weights ψ(0 … n) of shocks of long ago. */
export function shockWeights({ ar, ma }: ArmaCoefficients, n: number): Float64Array {
  const weights = new Float64Array(n + 1);
  weights[0] = 1;
  for (let k = 1; k <= n; k++) {
    let sum = k <= ma.length ? ma[k - 1]! : 0;
    for (let i = 1; i <= Math.min(k, ar.length); i++) sum += ar[i - 1]! * weights[k - i]!;
    weights[k] = sum;
  }
  return weights;
}

/** Solves A x = b (n) by elimination with pivots; A (n,n) and b are overwritten. */
function eliminate(a: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    if (pivot !== k) {
      for (let j = k; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j]!, a[k * n + j]!];
      [b[k], b[pivot]] = [b[pivot]!, b[k]!];
    }
    for (let i = k + 1; i < n; i++) {
      const share = a[i * n + k]! / a[k * n + k]!;
      if (share === 0) continue;
      for (let j = k; j < n; j++) a[i * n + j]! -= share * a[k * n + j]!;
      b[i]! -= share * b[k]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) b[i]! -= a[i * n + j]! * b[j]!;
    b[i]! /= a[i * n + i]!;
  }
}

/** Covariances of x(t) with the moving average part l rows later (0 … q). */
export function crossCovariances({ ma }: ArmaCoefficients, weights: Float64Array): Float64Array {
  const q = ma.length;
  return new Float64Array(q + 1).map((_, l) => {
    let sum = 0;
    for (let k = l; k <= q; k++) sum += (k === 0 ? 1 : ma[k - 1]!) * weights[k - l]!;
    return sum;
  });
}

/** Autocovariances of the process at lags 0 … n. */
export function autocovariances({ ar }: ArmaCoefficients, cross: Float64Array, n: number): Float64Array {
  const p = ar.length;
  const matrix = new Float64Array((p + 1) * (p + 1));
  const right = new Float64Array(p + 1).map((_, k) => cross[k] ?? 0);
  for (let k = 0; k <= p; k++) {
    matrix[k * (p + 1) + k]! += 1;
    for (let i = 1; i <= p; i++) matrix[k * (p + 1) + Math.abs(k - i)]! -= ar[i - 1]!;
  }
  eliminate(matrix, right);
  const all = new Float64Array(Math.max(n, p) + 1);
  all.set(right);
  for (let k = p + 1; k <= n; k++) {
    let sum = cross[k] ?? 0;
    for (let i = 1; i <= p; i++) sum += ar[i - 1]! * all[k - i]!;
    all[k] = sum;
  }
  return all;
}

/** Covariances of the moving average part at lags 0 … q. */
function movingCovariances({ ma }: ArmaCoefficients): Float64Array {
  const whole = Float64Array.of(1, ...ma);
  return whole.map((_, l) => {
    let sum = 0;
    for (let k = 0; k + l < whole.length; k++) sum += whole[k]! * whole[k + l]!;
    return sum;
  });
}

/**
 * Runs over several columns at once (T each): their one-step errors, by the exact covariances of a stationary process.
 * @see Brockwell & Davis 1991, Time Series: Theory and Methods, 2nd ed., sections 5.3 and 8.7
 */
export function runArma(columns: readonly Float64Array[], coefficients: ArmaCoefficients): readonly ArmaRun[] {
  const { ar, ma } = coefficients;
  const [p, q, rows] = [ar.length, ma.length, columns[0]!.length];
  const start = Math.max(p, q); // rows that are taken as they are; behind them only the moving average part
  const cross = crossCovariances(coefficients, shockWeights(coefficients, q));
  const process = autocovariances(coefficients, cross, start);
  const moving = movingCovariances(coefficients);
  const width = start + 1;
  const ring = Array.from({ length: width }, () => new Float64Array(width)); // θ(n, 1 …) of the last rows
  const scaled = new Float64Array(width); // θ of this row times the variances that they belong to
  const variances = new Float64Array(rows);
  const errors = columns.map(() => new Float64Array(rows));
  let logVariances = 0;
  let settled = false;
  for (let n = 0; n < rows; n++) {
    const reach = n < start ? n : Math.min(q, n);
    const theta = settled ? ma : ring[n % width]!;
    if (!settled) {
      for (let k = n - reach; k < n; k++) {
        let sum = (n < start ? process : k < start ? cross : moving)[n - k]!; // of rows n and k, at most q apart
        const before = ring[k % width]!;
        for (let j = Math.max(n - reach, k < start ? 0 : k - q); j < k; j++) {
          sum -= before[k - j - 1]! * scaled[n - j - 1]!;
        }
        scaled[n - k - 1] = sum;
        theta[n - k - 1] = sum / variances[k]!;
      }
      let variance = (n < start ? process : moving)[0]!;
      for (let j = n - reach; j < n; j++) variance -= theta[n - j - 1]! * scaled[n - j - 1]!;
      variances[n] = variance;
      logVariances += log(variance);
      settled = n > 2 * start && Math.abs(variance - 1) < CONVERGED;
    } else variances[n] = 1;
    for (let c = 0; c < columns.length; c++) {
      const [x, own] = [columns[c]!, errors[c]!];
      let forecast = 0;
      if (n >= start) for (let i = 1; i <= p; i++) forecast += ar[i - 1]! * x[n - i]!;
      for (let j = n - reach; j < n; j++) forecast += theta[n - j - 1]! * own[j]!;
      own[n] = x[n]! - forecast;
    }
  }
  return errors.map((own) => ({ errors: own, variances, logVariances }));
}

/** Coefficients of a stationary autoregression from partial autocorrelations within (-1, 1). */
export function fromPartial(partial: ArrayLike<number>): Float64Array {
  let coefficients = new Float64Array(0);
  for (let k = 0; k < partial.length; k++) {
    const next = new Float64Array(k + 1);
    for (let i = 0; i < k; i++) next[i] = coefficients[i]! - partial[k]! * coefficients[k - 1 - i]!;
    next[k] = partial[k]!;
    coefficients = next;
  }
  return coefficients;
}

/** (1 - Σ a(i) B^i) (1 - Σ b(j) B^(jm)), written like its factors. */
export function seasonalProduct(a: Float64Array, b: Float64Array, m: number): Float64Array {
  const whole = new Float64Array(a.length + b.length * m);
  whole.set(a);
  b.forEach((factor, j) => {
    whole[(j + 1) * m - 1]! += factor;
    a.forEach((value, i) => (whole[(j + 1) * m + i]! -= factor * value));
  });
  return whole;
}

/** The lags of (1 - Σ a(i) B^i) (1 - B)^rows (1 - B^m)^seasons, written like its first factor. */
export function fromFactors(a: Float64Array, rows: number, seasons: number, m: number): Float64Array {
  let whole = a;
  for (let i = 0; i < rows; i++) whole = seasonalProduct(whole, Float64Array.of(1), 1);
  for (let i = 0; i < seasons; i++) whole = seasonalProduct(whole, Float64Array.of(1), m);
  return whole;
}
