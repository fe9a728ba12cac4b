/** The scalings: what each column is shifted and divided by. All leave missing values missing, and divide a constant column by 1. */
import { OptionError } from "../errors.ts";
import { medianOf, quantileOf } from "./quantiles.ts";
import { type ColumnMeasure, restoreScaling, scalingOf } from "./scaling.ts";
import type { FittedScaling, Scaling, TransformState } from "./transform.ts";

/** Mean and population standard deviation. */
const standard: ColumnMeasure = (observed) => {
  const n = observed.length;
  const first = observed[0] ?? 0; // counted from the first value, the mean of a constant column is exact
  const mean = n > 0 ? first + observed.reduce((sum, value) => sum + (value - first), 0) / n : 0;
  const squares = observed.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const deviation = n > 0 ? Math.sqrt(squares / n) : 0;
  // A spread that is only rounding noise of the level counts as none.
  return { mean, scale: deviation > 1e-9 * Math.abs(mean) ? deviation : 1 };
};

/** Median and interquartile range; where half of the values are equal, the standard deviation. */
const robust: ColumnMeasure = (observed) => {
  if (observed.length === 0) return { mean: 0, scale: 1 };
  const sorted = observed.toSorted();
  const range = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25);
  return { mean: medianOf(sorted), scale: range > 0 ? range : standard(observed).scale };
};

const minMax =
  ([low, high]: readonly [number, number]): ColumnMeasure =>
  (observed) => {
    const least = observed.reduce((a, b) => Math.min(a, b), Infinity);
    const most = observed.reduce((a, b) => Math.max(a, b), -Infinity);
    const scale = most > least ? (most - least) / (high - low) : 1;
    return { mean: observed.length > 0 ? least - low * scale : 0, scale };
  };

const maxAbs: ColumnMeasure = (observed) => ({
  mean: 0,
  scale: observed.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1,
});

const meanAbs: ColumnMeasure = (observed) => ({
  mean: 0,
  scale: observed.reduce((sum, value) => sum + Math.abs(value), 0) / observed.length || 1,
});

/**
 * Standardization by each series' own mean and population standard deviation. A missing value stays missing, a constant
 * column becomes 0.
 * @example standardize().fit([train]).apply(train).target.values
 */
export function standardize(): Scaling {
  return scalingOf({ kind: "standardize", measure: standard });
}

/**
 * Scaling by median and interquartile range, which outliers hardly move.
 * @example robustScale().fit([train]).apply(train).target.values
 */
export function robustScale(): Scaling {
  return scalingOf({ kind: "robustScale", measure: robust });
}

/**
 * Scaling of the training rows onto a range, [0, 1] unless given; later rows may lie beside it.
 * @throws OptionError for a range that does not ascend.
 * @example minMaxScale({ range: [-1, 1] }).fit([train]).apply(train).target.values
 */
export function minMaxScale({ range = [0, 1] }: { readonly range?: readonly [number, number] } = {}): Scaling {
  if (!(range[0] < range[1])) {
    throw new OptionError({
      where: "minMaxScale range",
      expected: "two ascending numbers",
      found: JSON.stringify(range),
      remedy: "pass for example range: [0, 1]",
    });
  }
  return scalingOf({ kind: "minMaxScale", measure: minMax(range), options: { range } });
}

/**
 * Division by the largest magnitude of the training rows; 0 stays 0.
 * @example maxAbsScale().fit([train]).apply(train).target.values
 */
export function maxAbsScale(): Scaling {
  return scalingOf({ kind: "maxAbsScale", measure: maxAbs });
}

/**
 * Division by the mean magnitude of the training rows; 0 stays 0, which suits counts and demand.
 * @example meanScale().fit([train]).apply(train).target.values
 * @see Salinas et al. 2020, DeepAR, International Journal of Forecasting 36, section 3.4
 */
export function meanScale(): Scaling {
  return scalingOf({ kind: "meanScale", measure: meanAbs });
}

const measures: Readonly<Record<string, ColumnMeasure>> = {
  standardize: standard,
  robustScale: robust,
  maxAbsScale: maxAbs,
  meanScale: meanAbs,
};

/** Restores a scaling from its state; undefined where the state is that of another transform. */
export function restoredScaling(state: TransformState): FittedScaling | undefined {
  const { kind, options } = state;
  if (kind === "minMaxScale") {
    const range = (options as { readonly range: readonly [number, number] }).range;
    return restoreScaling({ kind, measure: minMax(range), options: { range } }, state);
  }
  const measure = Object.hasOwn(measures, kind) ? measures[kind] : undefined;
  return measure && restoreScaling({ kind, measure }, state);
}

/** Restores what `state()` of a standardization gave. */
export function restoreStandardize(state: TransformState): FittedScaling {
  return restoreScaling({ kind: "standardize", measure: standard }, state);
}
