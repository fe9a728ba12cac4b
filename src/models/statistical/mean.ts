/** Mean forecaster: every step is the mean of the observed rows. C channels. Reference: FPP3, 5.2. */
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { isNumber } from "../savedFields.ts";
import { channelForecaster, type ChannelModel } from "./channelForecaster.ts";

/** Mean and standard deviation (of n - 1) of the observed rows. */
function momentsOf(y: Float64Array): { readonly mean: number; readonly deviation: number; readonly count: number } {
  const seen = y.filter((value) => !Number.isNaN(value));
  const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
  const squares = seen.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(seen.length - 1, 1)), count: seen.length };
}

/** The mean of the observed rows; widths say how they spread. */
export const meanModel: ChannelModel<unknown, number> = {
  fit: (y) => momentsOf(y).deviation,
  forecast(y, deviation, horizon) {
    const { mean, count } = momentsOf(y);
    return {
      means: new Float64Array(horizon).fill(mean),
      deviations: new Float64Array(horizon).fill(deviation * Math.sqrt(1 + 1 / count)),
    };
  },
  isState: isNumber,
};

/** The registry's entry. */
export const meanDefinition: ForecasterDefinition = channelForecaster<CommonOptions, number>(
  {
    name: "mean",
    summary: "every step is the mean of all rows",
    reference: "Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., sections 5.2 and 5.5",
    options: {},
    rows: () => ({ count: 2, why: "to measure their spread" }),
  },
  meanModel,
);

/**
 * The mean of all rows, repeated.
 * @throws OptionError when the horizon is no whole number of at least 1
 * @example const fitted = await mean({ horizon: 24 }).fit([train])
 * @see Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, section 5.2
 */
export function mean(options: GivenOptions<CommonOptions>): Forecaster {
  return meanDefinition.create(options);
}
