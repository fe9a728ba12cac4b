/** Holt's linear trend: level and slope, both smoothed. C channels, S rows in a season. Reference: Holt 1957, reprinted in the International Journal of Forecasting 20, 2004. */
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

/** Options of `holt`. */
export type HoltOptions = AdjustedOptions;

/** The registry's entry. */
export const holtDefinition: ForecasterDefinition<HoltOptions> = channelForecaster<
  HoltOptions,
  AdjustedState<SmoothingState>
>(
  {
    name: "holt",
    summary: "Holt's linear trend: level and slope, both smoothed",
    reference:
      "Holt 1957, Forecasting Seasonals and Trends by Exponentially Weighted Averages, ONR Memorandum 52; reprinted IJF 20, 2004",
    options: adjustmentOptions("none"),
    complete: completeAdjustment,
    rows: () => ({ count: 2, why: "one step to measure a slope" }),
  },
  seasonallyAdjusted(fixedModel("additive")),
);

/**
 * Holt's linear trend: level and slope, both smoothed.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await holt({ horizon: 12 }).fit([train])
 * @see Holt 1957, reprinted in the International Journal of Forecasting 20, 2004
 */
export function holt(options: GivenOptions<HoltOptions>): Forecaster {
  return holtDefinition.create(options);
}
