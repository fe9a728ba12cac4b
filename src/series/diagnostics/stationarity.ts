/** Whether a series keeps its level: the test of KPSS, and how often it must be differenced until it does. */

/** Below it a level that stays is not to be refused, at 5 %. */
const CRITICAL = 0.463;

/**
 * The statistic of Kwiatkowski, Phillips, Schmidt and Shin for a level that stays, with 3 sqrt(n) / 13 lags, as R's `ndiffs` asks
 * for. Above 0.463 the level wanders, at 5 %. Missing values are left out.
 * @returns 0 for a constant series or one of fewer than 3 values.
 * @example kpss([1, 2, 3, 4, 5, 6]) > 0.463 //=> true
 * @see Kwiatkowski et al. 1992, Journal of Econometrics 54, 159-178
 */
export function kpss(values: ArrayLike<number>): number {
  const observed = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  const n = observed.length;
  if (n < 3) return 0;
  const mean = observed.reduce((sum, value) => sum + value, 0) / n;
  const rest = observed.map((value) => value - mean);
  const lags = Math.trunc((3 * Math.sqrt(n)) / 13);
  let [level, levels] = [0, 0];
  for (const one of rest) {
    level += one;
    levels += level * level;
  }
  let variance = 0;
  for (let lag = 0; lag <= lags; lag++) {
    let product = 0;
    for (let t = lag; t < n; t++) product += rest[t]! * rest[t - lag]!;
    variance += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * product;
  }
  return variance > 1e-20 * mean * mean * n && variance > 0 ? levels / (n * variance) : 0;
}

/**
 * How often a series must be differenced until its level stays, 0, 1 or 2, as R's `ndiffs` has it.
 * @example differencesNeeded([1, 2, 3, 4, 5, 6]) //=> 1
 * @see Hyndman & Khandakar 2008, Journal of Statistical Software 27(3)
 */
export function differencesNeeded(values: ArrayLike<number>): number {
  let rest = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  for (let count = 0; count < 2; count++) {
    if (kpss(rest) < CRITICAL) return count;
    rest = rest.subarray(1).map((value, t) => value - rest[t]!);
  }
  return 2;
}
