/** Moving average forecaster: every step is the mean of the last W observed rows. C channels. Reference: Brown 1963, chapter 8. */
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { isNumber } from "../savedFields.ts";
import { channelForecaster } from "./channelForecaster.ts";

/** Options of `movingAverage`. */
export interface MovingAverageOptions extends CommonOptions {
  /** Observed rows whose mean is taken (W). */
  readonly window: number;
}

/** Means of the last W observed rows before each row, and behind the last; NaN before the first (T+1). */
function movingMeans(y: Float64Array, window: number): Float64Array {
  const seen: number[] = [];
  const means = new Float64Array(y.length + 1).fill(NaN);
  for (let t = 0; t <= y.length; t++) {
    const last = seen.slice(-window);
    if (last.length > 0) means[t] = last.reduce((sum, value) => sum + value, 0) / last.length;
    if (t < y.length && !Number.isNaN(y[t]!)) seen.push(y[t]!);
  }
  return means;
}

/** Root mean square of the errors of one step. */
function errorOf(y: Float64Array, window: number): number {
  const errors = movingMeans(y, window)
    .subarray(0, y.length)
    .map((value, t) => y[t]! - value)
    .filter((error) => !Number.isNaN(error));
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / Math.max(errors.length, 1));
}

/** The registry's entry. Widths grow as those of exponential smoothing with the same mean age of the rows. */
export const movingAverageDefinition: ForecasterDefinition<MovingAverageOptions> = channelForecaster<
  MovingAverageOptions,
  number
>(
  {
    name: "moving-average",
    summary: "every step is the mean of the last few rows",
    reference: "Brown 1963, Smoothing, Forecasting and Prediction of Discrete Time Series, Prentice-Hall, chapter 8",
    options: { window: { default: 7, description: "observed rows whose mean is taken", integer: true, min: 1 } },
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  {
    fit: (y, { window }) => errorOf(y, window),
    forecast(y, deviation, horizon, { window }) {
      const weight = 2 / (window + 1);
      return {
        means: new Float64Array(horizon).fill(movingMeans(y, window)[y.length]!),
        deviations: new Float64Array(horizon).map((_, h) => deviation * Math.sqrt(1 + h * weight * weight)),
      };
    },
    isState: isNumber,
  },
);

/**
 * The mean of the last rows, repeated.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await movingAverage({ horizon: 7, window: 28 }).fit([train])
 * @see Brown 1963, Smoothing, Forecasting and Prediction of Discrete Time Series, chapter 8
 */
export function movingAverage(options: GivenOptions<MovingAverageOptions>): Forecaster {
  return movingAverageDefinition.create(options);
}
