/** Holt's trend, damped: the slope fades with the steps ahead. C channels, S rows in a season. Reference: Gardner & McKenzie 1985, Management Science 31, 1237-1246. */
import type { Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { channelForecaster } from "./channelForecaster.ts";
import {
  adjustmentOptions,
  completeAdjustment,
  seasonallyAdjusted,
  type AdjustedOptions,
  type AdjustedState,
} from "./season.ts";
import { fixedModel, type SmoothingState } from "./smoothing/smoothingModel.ts";

/** Options of `dampedHolt`. */
export type DampedHoltOptions = AdjustedOptions;

/** The registry's entry. */
export const dampedHoltDefinition: ForecasterDefinition<DampedHoltOptions> = channelForecaster<
  DampedHoltOptions,
  AdjustedState<SmoothingState>
>(
  {
    name: "damped-holt",
    summary: "Holt's trend, damped: the slope fades with the steps",
    reference: "Gardner & McKenzie 1985, Forecasting Trends in Time Series, Management Science 31, 1237-1246",
    options: adjustmentOptions("none"),
    complete: completeAdjustment,
    rows: () => ({ count: 2, why: "one step to measure a slope" }),
  },
  seasonallyAdjusted(fixedModel("damped")),
);

/**
 * Holt's trend, damped: the slope fades with the steps ahead.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await dampedHolt({ horizon: 12 }).fit([train])
 * @see Gardner & McKenzie 1985, Management Science 31, 1237-1246
 */
export function dampedHolt(options: GivenOptions<DampedHoltOptions>): Forecaster {
  return dampedHoltDefinition.create(options);
}
