/** Comb, a benchmark of the M competitions: the mean of simple, Holt's and damped smoothing. C channels, S rows in a season. */
import type { Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { listOf } from "../savedFields.ts";
import { channelForecaster, type ChannelModel } from "./channelForecaster.ts";
import {
  adjustmentOptions,
  completeAdjustment,
  seasonallyAdjusted,
  type AdjustedOptions,
  type AdjustedState,
} from "./season.ts";
import { fixedModel, type SmoothingState } from "./smoothing/smoothingModel.ts";

/** Options of `comb`. */
export type CombOptions = AdjustedOptions;

const members = (["none", "additive", "damped"] as const).map((trend) => fixedModel<CombOptions>(trend));

/** The mean of the members' forecasts, and of their standard deviations: their errors are nearly the same. */
const combined: ChannelModel<CombOptions, readonly SmoothingState[]> = {
  fit: (y, options) => members.map((member) => member.fit(y, options)),
  forecast(y, states, horizon, options) {
    const paths = members.map((member, i) => member.forecast(y, states[i]!, horizon, options));
    const mean = (part: "means" | "deviations"): Float64Array =>
      new Float64Array(horizon).map((_, h) => paths.reduce((sum, path) => sum + path[part][h]!, 0) / paths.length);
    return { means: mean("means"), deviations: mean("deviations") };
  },
  realign: (y, states, options) => members.map((member, i) => member.realign!(y, states[i]!, options)),
  isState: listOf(members[0]!.isState, members.length),
};

/** The registry's entry. */
export const combDefinition: ForecasterDefinition<CombOptions> = channelForecaster<
  CombOptions,
  AdjustedState<readonly SmoothingState[]>
>(
  {
    name: "comb",
    summary: "the mean of simple, Holt's and damped smoothing",
    reference: 'Makridakis & Hibon 2000, "The M3-Competition: results, conclusions and implications", IJF 16, 451-476',
    options: adjustmentOptions("season"),
    complete: completeAdjustment,
    rows: () => ({ count: 2, why: "one step to measure a slope" }),
  },
  seasonallyAdjusted(combined),
);

/**
 * The mean of `ses`, `holt` and `dampedHolt`, seasonally adjusted.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await comb({ horizon: 18, seasonLength: 12 }).fit([train])
 * @see Makridakis & Hibon 2000, International Journal of Forecasting 16, 451-476
 */
export function comb(options: GivenOptions<CombOptions>): Forecaster {
  return combDefinition.create(options);
}
