/** The scalings: what each column is shifted and divided by. All leave missing values missing, and divide a constant column by 1. */
import { OptionError } from "../errors.ts";
import { type ColumnTransform, columnwise, type RoleOptions, rolesOf } from "./columnwise.ts";
import { medianOf, quantileOf } from "../quantiles.ts";
import type { Transform } from "./transform.ts";

/** What a column is shifted and divided by. */
export interface Shift {
  readonly mean: number;
  readonly scale: number;
}

/** A scaling by two numbers of the observed training values, of which there may be none. */
function scalingKind(
  kind: string,
  given: RoleOptions,
  measure: (observed: Float64Array) => Shift,
  options: Readonly<Record<string, unknown>> = {},
): ColumnTransform<Shift> {
  return {
    kind,
    roles: rolesOf(given, ["target", "pastCovariates", "futureCovariates"]),
    options,
    measure: (values) => measure(values.filter((value) => !Number.isNaN(value))),
    apply: (values, { mean, scale }) => values.map((value) => (value - mean) / scale),
    invert: (values, { mean, scale }) => values.map((value) => value * scale + mean),
  };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Median and interquartile range; where half of the values are equal, the standard deviation. */
export const robustKind = (given: RoleOptions): ColumnTransform<Shift> =>
  scalingKind("robustScale", given, (observed) => {
    if (observed.length === 0) return { mean: 0, scale: 1 };
    const sorted = observed.toSorted();
    const range = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25);
    if (range > 0) return { mean: medianOf(sorted), scale: range };
    const mean = meanOf(observed);
    const deviation = Math.sqrt(meanOf(observed.map((value) => (value - mean) * (value - mean))));
    // A spread that is only rounding noise of the level counts as none.
    return { mean: medianOf(sorted), scale: deviation > 1e-9 * Math.abs(mean) ? deviation : 1 };
  });

/**
 * Scaling by median and interquartile range, which outliers hardly move.
 * @example robustScale().fit([train]).apply(train).target.values
 */
export function robustScale(options: RoleOptions = {}): Transform {
  return columnwise(robustKind(options));
}

/** Options of `minMaxScale`. */
export interface MinMaxOptions extends RoleOptions {
  /** Where the training rows lie afterwards. Default: [0, 1]. */
  readonly range?: readonly [number, number];
}

/** The kind behind `minMaxScale`. */
export function minMaxKind(given: MinMaxOptions): ColumnTransform<Shift> {
  const { range = [0, 1] } = given;
  const [low, high] = range;
  if (!(low < high)) {
    throw new OptionError({
      where: "minMaxScale range",
      expected: "two ascending numbers",
      found: JSON.stringify(range),
      remedy: "pass for example range: [0, 1]",
    });
  }
  return scalingKind(
    "minMaxScale",
    given,
    (observed) => {
      const least = observed.reduce((a, b) => Math.min(a, b), Infinity);
      const most = observed.reduce((a, b) => Math.max(a, b), -Infinity);
      const scale = most > least ? (most - least) / (high - low) : 1;
      return { mean: observed.length > 0 ? least - low * scale : 0, scale };
    },
    { range },
  );
}

/**
 * Scaling of the training rows onto a range, [0, 1] unless given; later rows may lie beside it.
 * @throws OptionError for a range that does not ascend.
 * @example minMaxScale({ range: [-1, 1] }).fit([train]).apply(train).target.values
 */
export function minMaxScale(options: MinMaxOptions = {}): Transform {
  return columnwise(minMaxKind(options));
}

/** The kind behind `maxAbsScale`. */
export const maxAbsKind = (given: RoleOptions): ColumnTransform<Shift> =>
  scalingKind("maxAbsScale", given, (observed) => ({
    mean: 0,
    scale: observed.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1,
  }));

/**
 * Division by the largest magnitude of the training rows; 0 stays 0.
 * @example maxAbsScale().fit([train]).apply(train).target.values
 */
export function maxAbsScale(options: RoleOptions = {}): Transform {
  return columnwise(maxAbsKind(options));
}

/** The kind behind `meanScale`. */
export const meanKind = (given: RoleOptions): ColumnTransform<Shift> =>
  scalingKind("meanScale", given, (observed) => ({ mean: 0, scale: meanOf(observed.map(Math.abs)) || 1 }));

/**
 * Division by the mean magnitude of the training rows; 0 stays 0, which suits counts and demand.
 * @example meanScale().fit([train]).apply(train).target.values
 * @see Salinas et al. 2020, DeepAR, International Journal of Forecasting 36, section 3.4
 */
export function meanScale(options: RoleOptions = {}): Transform {
  return columnwise(meanKind(options));
}
