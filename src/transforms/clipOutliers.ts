/** Hampel's filter: values far from the median of the rows before them are brought to the bound. It never looks ahead. */
import { OptionError } from "../errors.ts";
import { type ColumnTransform, columnwise, type RoleOptions, rolesOf } from "./columnwise.ts";
import { medianOf } from "../quantiles.ts";
import type { Transform } from "./transform.ts";

/** Options of `clipOutliers`. */
export interface ClipOutliersOptions extends RoleOptions {
  /** Rows before a value that it is judged by. Default: 25. */
  readonly window?: number;
  /** How many deviations are too many. Default: 3. */
  readonly threshold?: number;
}

const FEWEST = 5; // observed rows that can judge another
const NORMAL = 1.4826; // the median absolute deviation of a normal variable, as a standard deviation

/** The kind behind `clipOutliers`. */
export function clipOutliersKind(given: ClipOutliersOptions): ColumnTransform<null> {
  const { window = 25, threshold = 3 } = given;
  if (!(Number.isInteger(window) && window >= FEWEST && threshold > 0)) {
    throw new OptionError({
      where: "clipOutliers window and threshold",
      expected: `a whole number of at least ${FEWEST}, and a number above 0`,
      found: `${window} and ${threshold}`,
      remedy: "pass for example { window: 48, threshold: 3 }",
    });
  }
  return {
    kind: "clipOutliers",
    roles: rolesOf(given),
    options: { window, threshold },
    measure: () => null,
    apply: (values) => values.map((value, t) => clipped(value, values.subarray(Math.max(0, t - window), t), threshold)),
    invert: (values) => values,
  };
}

function clipped(value: number, before: Float64Array, threshold: number): number {
  const observed = before.filter((one) => !Number.isNaN(one)).sort();
  if (Number.isNaN(value) || observed.length < FEWEST) return value;
  const median = medianOf(observed);
  const deviation = medianOf(observed.map((one) => Math.abs(one - median)).sort());
  if (deviation === 0) return value; // most rows are equal: nothing tells how far is far
  const reach = threshold * NORMAL * deviation;
  return Math.min(Math.max(value, median - reach), median + reach);
}

/**
 * Brings outliers to the nearest value that is none: the median of the rows before, plus or minus some median absolute deviations.
 * Forecasts are left as they are, since what was clipped away is no more to be forecast.
 * @throws OptionError for a window or threshold out of range.
 * @example clipOutliers({ window: 48 }).fit([train]).apply(train).target.values
 * @see Hampel 1974, Journal of the American Statistical Association 69, 383-393
 */
export function clipOutliers(options: ClipOutliersOptions = {}): Transform {
  return columnwise(clipOutliersKind(options));
}
