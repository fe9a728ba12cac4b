/** Naive forecaster: every step is the last observed value. C channels. Reference: Hyndman & Athanasopoulos, FPP3, 5.2. */
import type { TimeSeries } from "../series/index.ts";
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { column, residualDeviation } from "./residuals.ts";
import { statisticalForecaster } from "./statisticalForecaster.ts";

/** The registry's entry. Interval widths grow with the square root of the step, as those of a random walk. */
export const naiveDefinition: ForecasterDefinition = statisticalForecaster<CommonOptions, { deviations: number[] }>({
  name: "naive",
  summary: "every step is the last observed value; the random walk's forecast",
  reference: "Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., sections 5.2 and 5.5",
  options: {},
  rows: () => ({ count: 2, why: "one step to measure its error" }),
  fit: (series) => ({ deviations: series.target.names.map((_, c) => residualDeviation(column(series, c), 1)) }),
  forecast(history, { deviations }) {
    const last = history.target.names.map((_, c) => lastObserved(history, c));
    return (h, c) => ({ mean: last[c]!, deviation: deviations[c]! * Math.sqrt(h + 1) });
  },
});

/** The last observed value of a channel; the door has checked that there is one. */
function lastObserved(history: TimeSeries, c: number): number {
  return column(history, c).findLast((value) => !Number.isNaN(value))!;
}

/**
 * The last observed value, repeated.
 * @throws OptionError when the horizon is no whole number of at least 1
 * @example const fitted = await naive({ horizon: 24 }).fit([train])
 * @see Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, section 5.2
 */
export function naive(options: GivenOptions<CommonOptions>): Forecaster {
  return naiveDefinition.create(options);
}
