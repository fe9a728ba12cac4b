/** Simple exponential smoothing: every step is a mean of all rows that forgets. C channels, S rows in a season. Reference: Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing, chapter 2. */
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

/** Options of `ses`. */
export type SesOptions = AdjustedOptions;

/** The registry's entry. */
export const sesDefinition: ForecasterDefinition<SesOptions> = channelForecaster<
  SesOptions,
  AdjustedState<SmoothingState>
>(
  {
    name: "ses",
    summary: "simple exponential smoothing: a mean that forgets",
    reference: "Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing, Springer, chapter 2",
    options: adjustmentOptions("none"),
    complete: completeAdjustment,
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  seasonallyAdjusted(fixedModel("none")),
);

/**
 * Simple exponential smoothing: every step is a mean of all rows that forgets.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await ses({ horizon: 12 }).fit([train])
 * @see Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing, chapter 2
 */
export function ses(options: GivenOptions<SesOptions>): Forecaster {
  return sesDefinition.create(options);
}
