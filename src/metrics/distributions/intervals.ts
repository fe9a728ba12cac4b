/** Scores of central intervals: whether they cover, how wide they are, and both at once. */
import { DataError, OptionError } from "../../errors.ts";
import { distributionMetric, quantilesIn, scaledDistributionMetric } from "../metric.ts";
import type { DistributionMetric, MetricInput, ScaledDistributionMetric } from "../metric.ts";
import { observedMean, ratio } from "../observedMean.ts";
import { seasonalScale } from "../seasonalScale.ts";

/**
 * The interval (Winkler) score of one interval: its width, and 2 / a times what lies outside, a = 1 - level / 100.
 * @param level - percent
 * @example winkler(13, 8, 12, 80) //=> 14
 * @see Gneiting & Raftery (2007), Strictly proper scoring rules, JASA 102(477), eq. 43.
 */
export function winkler(actual: number, lower: number, upper: number, level: number): number {
  const penalty = 200 / (100 - level);
  return upper - lower + penalty * (Math.max(0, lower - actual) + Math.max(0, actual - upper));
}

/**
 * Interval score of a level in percent: the mean Winkler score over observed steps. In the unit of the data; the smaller, the
 * better: narrow intervals that cover win.
 *
 * `intervalScore(80)` takes `(actual, forecast, { channel?, observed?, weights? })`.
 * @throws OptionError for a level outside (0, 100); DataError when the forecast lacks the level's ends.
 * @example intervalScore(80)([13], { quantiles: [0.1, 0.9], values: [8, 12] }) //=> 14
 * @see Gneiting & Raftery (2007), Strictly proper scoring rules, JASA 102(477), eq. 43.
 */
export function intervalScore(level: number): DistributionMetric {
  const name = `interval-score-${requireLevel("intervalScore", level)}`;
  return distributionMetric({
    name,
    level,
    unit: "data",
    better: "lower",
    compute: (input) => meanOfIntervals(name, input, level, (y, l, u) => winkler(y, l, u, level)),
  });
}

/**
 * Mean scaled interval score of a level in percent: the interval score beside the seasonal naive error on the training rows, that of
 * `mase`. A ratio; NaN where the training rows repeat season by season.
 *
 * `msis(95)` takes `(train, actual, forecast, { seasonLength?, channel?, observed?, weights? })`.
 * @throws OptionError for a level outside (0, 100) or a seasonLength that is no positive integer; DataError when the forecast lacks
 *   the level's ends, or the training rows are not longer than a season.
 * @example msis(80)([1, 2, 4, 7], [13], { quantiles: [0.1, 0.9], values: [8, 12] }) //=> 7
 * @see Makridakis, Spiliotis & Assimakopoulos (2020), The M4 competition, Int. J. Forecasting 36(1).
 */
export function msis(level: number): ScaledDistributionMetric {
  const name = `msis-${requireLevel("msis", level)}`;
  return scaledDistributionMetric({
    name,
    level,
    unit: "ratio",
    better: "lower",
    compute: (input) =>
      ratio(
        meanOfIntervals(name, input, level, (y, l, u) => winkler(y, l, u, level)),
        seasonalScale(name, input),
      ),
  });
}

/**
 * Coverage of a level in percent: the share of observed steps inside the interval, its ends included; the nearer to level / 100, the
 * better. Over several forecasts it is taken of all points together.
 *
 * `coverage(80)` takes `(actual, forecast, { channel?, observed?, weights? })`.
 * @throws OptionError for a level outside (0, 100); DataError when the forecast lacks the level's ends.
 * @example coverage(80)([13, 9], { quantiles: [0.1, 0.9], values: [8, 12, 8, 12] }) //=> 0.5
 * @see Gneiting, Balabdaoui & Raftery (2007), Probabilistic forecasts, calibration and sharpness, JRSS B 69(2).
 */
export function coverage(level: number): DistributionMetric {
  const name = `coverage-${requireLevel("coverage", level)}`;
  return distributionMetric({
    name,
    level,
    unit: "ratio",
    better: "nominal",
    nominal: level / 100,
    aggregation: "pooled",
    compute: (input) => meanOfIntervals(name, input, level, (y, l, u) => (y >= l && y <= u ? 1 : 0)),
  });
}

/**
 * Mean width of the intervals of a level in percent, over observed steps. In the unit of the data; of two that cover alike, the
 * narrower is better: it says nothing without `coverage`.
 *
 * `width(80)` takes `(actual, forecast, { channel?, observed?, weights? })`.
 * @throws OptionError for a level outside (0, 100); DataError when the forecast lacks the level's ends.
 * @example width(80)([13], { quantiles: [0.1, 0.9], values: [8, 12] }) //=> 4
 * @see Gneiting, Balabdaoui & Raftery (2007), Probabilistic forecasts, calibration and sharpness, JRSS B 69(2).
 */
export function width(level: number): DistributionMetric {
  const name = `width-${requireLevel("width", level)}`;
  return distributionMetric({
    name,
    level,
    unit: "data",
    better: "lower",
    compute: (input) => meanOfIntervals(name, input, level, (_, l, u) => u - l),
  });
}

function requireLevel(where: string, level: number): number {
  if (level > 0 && level < 100) return level;
  throw new OptionError({
    where: `${where}: level`,
    expected: "a percentage above 0 and below 100",
    found: String(level),
    remedy: "for example 80",
  });
}

/** The mean of a term of (actual, lower, upper) over observed steps. */
function meanOfIntervals(
  where: string,
  input: MetricInput,
  level: number,
  term: (actual: number, lower: number, upper: number) => number,
): number {
  const { quantiles, values } = quantilesIn(where, input);
  const [low, high] = [placeOf(quantiles, 0.5 - level / 200), placeOf(quantiles, 0.5 + level / 200)];
  if (low < 0 || high < 0) throw missingLevel(where, level, quantiles);
  const size = quantiles.length;
  return observedMean(where, input, (y, _, t) => term(y, values[t * size + low]!, values[t * size + high]!));
}

/** The place of a probability; those of one level are computed in several ways, which differ in their last bits. */
function placeOf(quantiles: readonly number[], probability: number): number {
  return quantiles.findIndex((q) => Math.abs(q - probability) < 1e-9);
}

function missingLevel(where: string, level: number, quantiles: readonly number[]): DataError {
  return new DataError({
    where,
    expected: `quantiles ${+(0.5 - level / 200).toPrecision(12)} and ${+(0.5 + level / 200).toPrecision(12)}, the ends of the ${level} % interval`,
    found: quantiles.join(", ") || "none",
    remedy: `forecast with { levels: [${level}] }`,
  });
}
