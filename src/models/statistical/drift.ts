/** Drift forecaster: the last value, and the mean step from the first to the last on top. C channels. Reference: FPP3, 5.2. */
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { isNumber } from "../savedFields.ts";
import { channelForecaster, type ChannelModel } from "./channelForecaster.ts";

const slopeOf = (y: Float64Array): number => (y.length < 2 ? 0 : (y.at(-1)! - y[0]!) / (y.length - 1));

/** Standard deviation of the steps about their mean. */
function stepDeviation(y: Float64Array): number {
  const slope = slopeOf(y);
  let [squares, count] = [0, 0];
  for (let t = 1; t < y.length; t++) {
    const error = y[t]! - y[t - 1]! - slope;
    if (Number.isNaN(error)) continue;
    squares += error * error;
    count++;
  }
  return Math.sqrt(squares / Math.max(count - 1, 1));
}

/** The last value and the mean step; widths grow with the steps, and with what is not known of the mean step. */
export const driftModel: ChannelModel<unknown, number> = {
  fit: stepDeviation,
  forecast(y, deviation, horizon) {
    const [slope, last, steps] = [slopeOf(y), y.at(-1)!, Math.max(y.length - 1, 1)];
    return {
      means: new Float64Array(horizon).map((_, h) => last + slope * (h + 1)),
      deviations: new Float64Array(horizon).map((_, h) => deviation * Math.sqrt((h + 1) * (1 + (h + 1) / steps))),
    };
  },
  isState: isNumber,
};

/** The registry's entry. */
export const driftDefinition: ForecasterDefinition = channelForecaster<CommonOptions, number>(
  {
    name: "drift",
    summary: "the line through the first and the last value goes on",
    reference: "Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., sections 5.2 and 5.5",
    options: {},
    rows: () => ({ count: 2, why: "one step to measure" }),
  },
  driftModel,
);

/**
 * The last value, plus the mean step so far for each step.
 * @throws OptionError when the horizon is no whole number of at least 1
 * @example const fitted = await drift({ horizon: 24 }).fit([train])
 * @see Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, section 5.2
 */
export function drift(options: GivenOptions<CommonOptions>): Forecaster {
  return driftDefinition.create(options);
}
