/**
 * What a metric is. Each public metric (`mae`, `mase`, …) is one value that serves twice: call it with series, forecasts or
 * arrays, or hand it to the backtest, which reads its facts and runs `compute` on plain columns.
 */
import { pairChannels, trainColumn } from "./pairing.ts";
import type { Values } from "./pairing.ts";

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
}

/** A measure of the error of point forecasts. */
export interface Metric {
  /** Lower case, as in the scores table. */
  readonly name: string;
  /** Unit of the value. */
  readonly unit: "data" | "data squared" | "ratio" | "percent";
  /** Which values are better: the lower ones, or those nearer to zero. */
  readonly better: "lower" | "zero";
  /**
   * Computes the value for one channel; NaN where it is undefined.
   * @throws NumericalError where a forecast is NaN or infinite at an observed step.
   */
  readonly compute: (input: MetricInput) => number;
}

/** Options of every metric. */
export interface MetricOptions {
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

/** Makes a metric that needs the actual and the predicted values only. */
export function pointMetric(metric: Metric): PointMetric {
  return withFacts(
    (actual: Values, predicted: Values, { channel }: MetricOptions = {}) =>
      mean(
        pairChannels(metric.name, actual, predicted, channel).map((pair) =>
          metric.compute({ actual: pair.actual, predicted: pair.predicted, train: [], seasonLength: 1 }),
        ),
      ),
    metric,
  );
}

/** Makes a metric that is scaled by the training rows. */
export function scaledMetric(metric: Metric): ScaledMetric {
  return withFacts(
    (train: Values, actual: Values, predicted: Values, options: ScaledMetricOptions = {}) =>
      mean(
        pairChannels(metric.name, actual, predicted, options.channel).map((pair) =>
          metric.compute({
            actual: pair.actual,
            predicted: pair.predicted,
            train: trainColumn(metric.name, train, pair.channel),
            seasonLength: options.seasonLength ?? 1,
          }),
        ),
      ),
    metric,
  );
}

/** A function's own name is lost when code is minified, so it is set. */
function withFacts<Call extends (...values: never[]) => number>(call: Call, metric: Metric): Call & Metric {
  Object.defineProperty(call, "name", { value: metric.name });
  return Object.assign(call, { unit: metric.unit, better: metric.better, compute: metric.compute });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
