/** Whether errors that follow one another still hold a pattern: autocorrelations and the test of Ljung and Box. */
import { DataError, OptionError } from "../../errors.ts";
import { upperGamma } from "../../numerics/index.ts";

/** The outcome of a test of Ljung and Box. */
export interface LjungBox {
  readonly statistic: number;
  /** Small when the values are correlated with those before them. */
  readonly pValue: number;
  readonly lags: number;
}

/**
 * Autocorrelations at lags 1 to `lags`, with divisor n as usual; pairs of which one is NaN count as zero. NaN where all values are equal.
 * @example autocorrelations([1, -1, 1, -1], 1) //=> [-0.75]
 * @see Box & Jenkins 1976, Time Series Analysis, 2.1
 */
export function autocorrelations(values: ArrayLike<number>, lags: number): number[] {
  const present = Array.from(values).filter((value) => !Number.isNaN(value));
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  const centred = Array.from(values, (value) => (Number.isNaN(value) ? 0 : value - mean));
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let t = lag; t < centred.length; t++) sum += centred[t]! * centred[t - lag]!;
    return sum;
  };
  const own = covariance(0);
  return Array.from({ length: lags }, (_, k) => (own === 0 ? NaN : covariance(k + 1) / own));
}

/**
 * Tests whether the first autocorrelations are zero together.
 * @param lags - how many; a fifth of the values, 10 at most, unless given
 * @param fitted - parameters of the model whose residuals the values are, which take as many degrees of freedom
 * @throws OptionError for lags or parameters outside their range; DataError for fewer values than the lags and one
 * @example ljungBox([1, -1, 1, -1, 1, -1], 1).pValue < 0.05 //=> true
 * @see Ljung & Box 1978, "On a measure of lack of fit in time series models", Biometrika 65
 */
export function ljungBox(values: ArrayLike<number>, lags?: number, fitted = 0): LjungBox {
  const n = Array.from(values).filter((value) => !Number.isNaN(value)).length;
  const count = lags ?? Math.max(1, Math.min(10, Math.floor(n / 5)));
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(fitted) || fitted < 0 || fitted >= count) {
    throw new OptionError({
      where: "ljungBox",
      expected: "a whole number of lags of at least 1, and fewer fitted parameters",
      found: `${count} lags, ${fitted} parameters`,
    });
  }
  if (n <= count) {
    throw new DataError({ where: "ljungBox", expected: `more than ${count} values that are present`, found: `${n}` });
  }
  const statistic = autocorrelations(values, count).reduce((sum, r, k) => sum + (n * (n + 2) * r * r) / (n - k - 1), 0);
  return { statistic, pValue: upperGamma((count - fitted) / 2, statistic / 2), lags: count };
}
