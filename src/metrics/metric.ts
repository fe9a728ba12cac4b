/**
 * What a metric is. Each public metric (`mae`, `mase`, …) is one value that serves twice: call it with series, forecasts or
 * arrays, or hand it to the backtest, which reads its facts and runs `compute` on plain columns.
 */
import { DataError } from "../errors.ts";
import { pairChannels, pairDistributions, trainColumn } from "./pairing.ts";
import type { ChannelPair, Distribution, Steps, Values } from "./pairing.ts";

/** The numbers that a metric sees: one channel of one forecast. */
export interface MetricInput {
  /** What happened (H); a missing value is NaN and is left out. */
  readonly actual: ArrayLike<number>;
  /** The point forecast (H). */
  readonly predicted: ArrayLike<number>;
  /** The rows that the forecaster learned from (T); empty where the metric does not scale. */
  readonly train: ArrayLike<number>;
  /** Steps in a season, for metrics that scale by the seasonal naive forecast. */
  readonly seasonLength: number;
  /** How much each step counts (H), at least 0; all alike unless given. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Probabilities of the forecast's quantiles (Q), ascending. */
  readonly quantiles?: readonly number[] | undefined;
  /** The quantiles, row-major (H,Q). */
  readonly quantileValues?: ArrayLike<number> | undefined;
  /** Sample paths, row-major (K,H). */
  readonly samples?: ArrayLike<number> | undefined;
}

/** A measure of how good forecasts are. */
export interface Metric {
  /** Lower case, as in the scores table. */
  readonly name: string;
  /** Unit of the value. */
  readonly unit: "data" | "data squared" | "ratio" | "percent";
  /** Which values are better: lower or higher ones, or those nearer to zero or to `nominal`. */
  readonly better: "lower" | "higher" | "zero" | "nominal";
  /** The value to be met, of a metric whose `better` is "nominal". */
  readonly nominal?: number | undefined;
  /** The level in percent whose interval it judges: forecasts must have its ends. */
  readonly level?: number | undefined;
  /**
   * How values become one over several forecasts: the plain mean of the forecasts' values, each series counting alike, or one
   * value of all points together, where long and large series count more. "mean" unless given.
   */
  readonly aggregation?: "mean" | "pooled" | undefined;
  /**
   * Computes the value for one channel; NaN where it is undefined.
   * @throws NumericalError where a forecast is NaN or infinite at an observed step.
   */
  readonly compute: (input: MetricInput) => number;
}

/** Options of every metric. */
export interface MetricOptions extends Steps {
  /** The channel to judge; by default the mean over all channels of the forecast. */
  readonly channel?: string | undefined;
}

/** Options of a metric that scales by the seasonal naive forecast. */
export interface ScaledMetricOptions extends MetricOptions {
  /** Steps in a season, a positive integer; 1 by default: the naive forecast. */
  readonly seasonLength?: number | undefined;
}

/** A metric called as `metric(actual, predicted)`. */
export type PointMetric = Metric & ((actual: Values, predicted: Values, options?: MetricOptions) => number);

/** A metric called as `metric(train, actual, predicted)`. */
export type ScaledMetric = Metric &
  ((train: Values, actual: Values, predicted: Values, options?: ScaledMetricOptions) => number);

/** A metric of quantiles or samples, called as `metric(actual, forecast)`. */
export type DistributionMetric = Metric & ((actual: Values, forecast: Distribution, options?: MetricOptions) => number);

/** A metric of quantiles that is scaled by the training rows, called as `metric(train, actual, forecast)`. */
export type ScaledDistributionMetric = Metric &
  ((train: Values, actual: Values, forecast: Distribution, options?: ScaledMetricOptions) => number);

/** Makes a metric that needs the actual and the predicted values only. */
export function pointMetric(metric: Metric): PointMetric {
  return withFacts(
    (actual: Values, predicted: Values, options: MetricOptions = {}) =>
      meanOver(metric, pairChannels(metric.name, actual, predicted, options.channel, options)),
    metric,
  );
}

/** Makes a metric that is scaled by the training rows. */
export function scaledMetric(metric: Metric): ScaledMetric {
  return withFacts(
    (train: Values, actual: Values, predicted: Values, options: ScaledMetricOptions = {}) =>
      meanOver(
        metric,
        pairChannels(metric.name, actual, predicted, options.channel, options),
        train,
        options.seasonLength,
      ),
    metric,
  );
}

/** Makes a metric that needs the forecast's quantiles or samples. */
export function distributionMetric(metric: Metric): DistributionMetric {
  return withFacts(
    (actual: Values, forecast: Distribution, options: MetricOptions = {}) =>
      meanOver(metric, pairDistributions(metric.name, actual, forecast, options.channel, options)),
    metric,
  );
}

/** Makes a metric that needs quantiles and is scaled by the training rows. */
export function scaledDistributionMetric(metric: Metric): ScaledDistributionMetric {
  return withFacts(
    (train: Values, actual: Values, forecast: Distribution, options: ScaledMetricOptions = {}) =>
      meanOver(
        metric,
        pairDistributions(metric.name, actual, forecast, options.channel, options),
        train,
        options.seasonLength,
      ),
    metric,
  );
}

/** The mean over channels. */
function meanOver(metric: Metric, pairs: readonly ChannelPair[], train?: Values, seasonLength = 1): number {
  const values = pairs.map(({ channel, ...pair }) =>
    metric.compute({
      ...pair,
      train: train === undefined ? [] : trainColumn(metric.name, train, channel),
      seasonLength,
    }),
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A function's own name is lost when code is minified, so it is set. */
function withFacts<Call extends (...values: never[]) => number>(call: Call, metric: Metric): Call & Metric {
  const { name, ...facts } = metric;
  Object.defineProperty(call, "name", { value: name });
  return Object.assign(call, facts) as Call & Metric;
}

/**
 * What a value costs: the lower, the better, whichever way the metric counts; NaN where the value is undefined.
 * @example costOf({ better: "higher" }, 0.9) //=> -0.9
 */
export function costOf({ better, nominal = 0 }: Pick<Metric, "better" | "nominal">, value: number): number {
  if (better === "lower") return value;
  return better === "higher" ? -value : Math.abs(value - nominal);
}

/** The quantiles of a forecast, which a metric cannot do without. */
export interface QuantileInput {
  /** Probabilities (Q), ascending. */
  readonly quantiles: readonly number[];
  /** Row-major (H,Q). */
  readonly values: ArrayLike<number>;
}

/** @throws DataError where the forecast has no quantiles */
export function quantilesIn(where: string, { quantiles = [], quantileValues }: MetricInput): QuantileInput {
  if (quantiles.length > 0 && quantileValues) return { quantiles, values: quantileValues };
  throw new DataError({
    where,
    expected: "a forecast with quantiles",
    found: "none, or forecasts of different quantiles",
    remedy: "pass a forecast, or { quantiles: [0.1, 0.5, 0.9], values } with the values step by step",
  });
}
