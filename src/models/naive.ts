/** Naive forecaster: every step is the last observed value. C channels. Reference: Hyndman & Athanasopoulos, FPP3, 5.2. */
import type { TimeSeries } from "../series/index.ts";
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { column, residualDeviation } from "./residuals.ts";
import { fieldsOf, isNumber, listOf } from "./savedFields.ts";
import { statisticalForecaster } from "./statisticalForecaster.ts";

/** The registry's entry. Interval widths grow with the square root of the steps since the last value. */
export const naiveDefinition: ForecasterDefinition = statisticalForecaster<CommonOptions, { deviations: number[] }>({
  name: "naive",
  summary: "every step is the last observed value; the random walk's forecast",
  reference: "Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., sections 5.2 and 5.5",
  options: {},
  rows: () => ({ count: 2, why: "one step to measure its error" }),
  fit: (series) => ({ deviations: series.target.names.map((_, c) => residualDeviation(column(series, c), 1)) }),
  isState: (channels) => fieldsOf({ deviations: listOf(isNumber, channels) }),
  forecast(history, { deviations }) {
    const last = history.target.names.map((_, c) => lastObserved(history, c));
    return (h, c) => ({ mean: last[c]!.value, deviation: deviations[c]! * Math.sqrt(last[c]!.age + h + 1) });
  },
});

/** The last observed value of a channel and the rows behind it; the door has checked that there is one. */
function lastObserved(history: TimeSeries, c: number): { readonly value: number; readonly age: number } {
  const values = column(history, c);
  const at = values.findLastIndex((value) => !Number.isNaN(value));
  return { value: values[at]!, age: values.length - 1 - at };
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
