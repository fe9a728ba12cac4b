/** Automatic exponential smoothing: 30 forms of error, trend and season, chosen by AICc. C channels, S rows in a season. */
import { MULTIPLIED, type SmoothingForm } from "../../numerics/index.ts";
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { channelForecaster } from "./channelForecaster.ts";
import { assertPositive } from "./positive.ts";
import { completeSeason, seasonLengthOption } from "./season.ts";
import { candidateForms, selectSmoothing, type FormChoice } from "./smoothing/selection.ts";
import { smoothingModel, type SmoothingState } from "./smoothing/smoothingModel.ts";

/** Options of `ets`. */
export interface EtsOptions extends CommonOptions, FormChoice {
  /** Rows in a season. */
  readonly seasonLength: number;
}

const multiplies = ({ error, trend, season }: SmoothingForm): boolean => [error, trend, season].includes(MULTIPLIED);

/** The registry's entry. */
export const etsDefinition: ForecasterDefinition<EtsOptions> = channelForecaster<EtsOptions, SmoothingState>(
  {
    name: "ets",
    summary: "exponential smoothing, its form chosen by AICc",
    reference:
      'Hyndman, Koehler, Snyder & Grose 2002, "A state space framework for automatic forecasting", IJF 18, 439-454',
    options: {
      error: { default: "auto", description: "how errors enter", choices: ["auto", "additive", "multiplicative"] },
      trend: {
        default: "auto",
        description: "the trend; auto looks at none, additive and damped",
        choices: ["auto", "none", "additive", "damped", "multiplicative", "damped-multiplicative"],
      },
      season: {
        default: "auto",
        description: "the season; where something multiplies, all values are above 0",
        choices: ["auto", "none", "additive", "multiplicative"],
      },
      seasonLength: seasonLengthOption,
    },
    complete: (options, train) =>
      options.season === "none" ? { ...options, seasonLength: 1 } : completeSeason(options, train),
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  smoothingModel((y, options) => {
    const forms = candidateForms(y, options, options.seasonLength);
    if (forms.every(multiplies)) assertPositive("ets", y, "additive parts");
    return selectSmoothing(y, forms);
  }),
);

/**
 * Exponential smoothing; what is "auto" among error, trend and season is chosen by Akaike's criterion.
 * @throws OptionError when an option is outside its range; DataError when a value is not above 0 and a part asked for multiplies
 * @example const fitted = await ets({ horizon: 24, seasonLength: 12 }).fit([train])
 * @see Hyndman, Koehler, Snyder & Grose 2002, International Journal of Forecasting 18, 439-454
 */
export function ets(options: GivenOptions<EtsOptions>): Forecaster {
  return etsDefinition.create(options);
}
