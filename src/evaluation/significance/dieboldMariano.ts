/** The test of Diebold and Mariano: whether one forecaster errs less than another by more than chance. */
import { DataError, OptionError } from "../../errors.ts";
import { studentTProbability } from "../../numerics/index.ts";
import { refuseUnknown } from "../../options.ts";

/** How two forecasters are compared. */
export interface DieboldMarianoOptions {
  /** Steps ahead of the errors: errors of h steps depend on h - 1 neighbours; 1 unless given. */
  readonly horizon?: number | undefined;
  /** The loss: 1 for absolute, 2 for squared errors; 2 unless given. */
  readonly power?: 1 | 2 | undefined;
  /** What is to be shown: that they differ, or that the first errs less or more than the second; "two-sided" unless given. */
  readonly alternative?: "two-sided" | "less" | "greater" | undefined;
  /** How the variance takes the neighbours: all alike, or less the farther, which keeps it above zero; "acf" unless given. */
  readonly variance?: "acf" | "bartlett" | undefined;
}

/** The outcome of a test of Diebold and Mariano. */
export interface DieboldMariano {
  /** Below zero when the first errs less; with Harvey's correction. NaN where the losses always differ by the same. */
  readonly statistic: number;
  /** Of Student's t with n - 1 degrees of freedom. */
  readonly pValue: number;
  /** Mean loss of the first less that of the second. */
  readonly meanDifference: number;
  /** Pairs of errors that are both present. */
  readonly observations: number;
  /** That of the options; 1 where the variance of more steps came out below zero and the test fell back to one step. */
  readonly horizon: number;
}

/**
 * Tests whether two forecasters err alike, with the correction of Harvey, Leybourne and Newbold for small samples. Pairs of which one
 * is NaN are left out. The same numbers as R's `forecast::dm.test`.
 * @param first - errors of the first forecaster (n), cutoff after cutoff, at one step
 * @throws OptionError for an option outside its range; DataError for errors of two lengths, or fewer pairs than the horizon and one
 * @example dieboldMariano([1, -2, 1, 3], [2, -3, 2, 4], { power: 1 }).meanDifference //=> -1
 * @see Diebold & Mariano 1995, J. Business & Economic Statistics 13; Harvey, Leybourne & Newbold 1997, Int. J. Forecasting 13
 */
export function dieboldMariano(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: DieboldMarianoOptions = {},
): DieboldMariano {
  refuseUnknown("dieboldMariano", options, ["horizon", "power", "alternative", "variance"]);
  const { horizon = 1, power = 2, alternative = "two-sided", variance = "acf" } = options;
  const differences = lossDifferences(first, second, power);
  checkHorizon(horizon, differences.length);
  return test(differences, horizon, alternative, variance);
}

function test(
  differences: readonly number[],
  horizon: number,
  alternative: "two-sided" | "less" | "greater",
  variance: "acf" | "bartlett",
): DieboldMariano {
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  let spread = covariance(differences, mean, 0);
  for (let k = 1; k < horizon; k++) {
    spread += 2 * (variance === "bartlett" ? 1 - k / horizon : 1) * covariance(differences, mean, k);
  }
  if (!(spread > 0) && horizon > 1) return test(differences, 1, alternative, variance);
  const correction = Math.sqrt((n + 1 - 2 * horizon + (horizon * (horizon - 1)) / n) / n);
  const statistic = spread > 0 ? (mean / Math.sqrt(spread / n)) * correction : NaN;
  const below = studentTProbability(statistic, n - 1);
  const pValue =
    alternative === "two-sided"
      ? 2 * studentTProbability(-Math.abs(statistic), n - 1)
      : alternative === "less"
        ? below
        : 1 - below;
  return { statistic, pValue, meanDifference: mean, observations: n, horizon };
}

/** |e1|^power - |e2|^power of the pairs that are both present. */
function lossDifferences(first: ArrayLike<number>, second: ArrayLike<number>, power: 1 | 2): number[] {
  if (first.length !== second.length) {
    throw new DataError({
      where: "dieboldMariano",
      expected: "as many errors of the second forecaster as of the first",
      found: `${first.length} and ${second.length}`,
      remedy: "pass the errors at the same cutoffs and steps",
    });
  }
  const loss = (error: number): number => (power === 1 ? Math.abs(error) : error * error);
  return Array.from(first, (error, i) => loss(error) - loss(second[i]!)).filter((value) => !Number.isNaN(value));
}

/** The autocovariance at a lag, with divisor n. */
function covariance(values: readonly number[], mean: number, lag: number): number {
  let sum = 0;
  for (let t = lag; t < values.length; t++) sum += (values[t]! - mean) * (values[t - lag]! - mean);
  return sum / values.length;
}

function checkHorizon(horizon: number, observations: number): void {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new OptionError({
      where: "dieboldMariano: option horizon",
      expected: "a whole number of at least 1",
      found: String(horizon),
    });
  }
  if (observations > horizon) return;
  throw new DataError({
    where: "dieboldMariano",
    expected: `more than ${horizon} pairs of errors that are both present`,
    found: String(observations),
    remedy: "backtest at more cutoffs",
  });
}
