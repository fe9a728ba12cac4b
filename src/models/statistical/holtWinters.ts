/** Holt-Winters: level, slope and season, all smoothed. C channels, S rows in a season. Reference: Winters 1960. */
import { ADDED, MULTIPLIED, NONE, type SmoothingForm } from "../../numerics/index.ts";
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { channelForecaster } from "./channelForecaster.ts";
import { assertPositive } from "./positive.ts";
import { completeSeason, seasonLengthOption } from "./season.ts";
import { fitSmoothing } from "./smoothing/fit.ts";
import { smoothingModel, type SmoothingState } from "./smoothing/smoothingModel.ts";

/** Options of `holtWinters`. */
export interface HoltWintersOptions extends CommonOptions {
  /** Whether the season is added or multiplies. */
  readonly season: "additive" | "multiplicative";
  /** Rows in a season. */
  readonly seasonLength: number;
}

/** The form, of R's `hw`; without a season where the rows hold no two. */
function formOf({ season, seasonLength }: HoltWintersOptions, rows: number): SmoothingForm {
  const multiplies = season === "multiplicative";
  const fits = seasonLength > 1 && rows > 2 * seasonLength;
  return {
    error: multiplies ? MULTIPLIED : ADDED,
    trend: ADDED,
    damped: false,
    season: fits ? (multiplies ? MULTIPLIED : ADDED) : NONE,
    seasonLength: fits ? seasonLength : 1,
  };
}

/** The registry's entry. */
export const holtWintersDefinition: ForecasterDefinition<HoltWintersOptions> = channelForecaster<
  HoltWintersOptions,
  SmoothingState
>(
  {
    name: "holt-winters",
    summary: "level, slope and season, all smoothed",
    reference:
      "Winters 1960, Forecasting Sales by Exponentially Weighted Moving Averages, Management Science 6, 324-342",
    options: {
      season: {
        default: "additive",
        description: "whether the season is added or multiplies; for the latter all values are above 0",
        choices: ["additive", "multiplicative"],
      },
      seasonLength: seasonLengthOption,
    },
    complete: completeSeason,
    rows: ({ seasonLength }) => ({
      count: seasonLength > 1 ? 2 * seasonLength + 1 : 2,
      why: `two seasons of ${seasonLength} rows and one row`,
    }),
  },
  smoothingModel((y, options) => {
    const form = formOf(options, y.length);
    if (form.error === MULTIPLIED) assertPositive("holt-winters", y, 'season: "additive"');
    return fitSmoothing(y, form, "residuals");
  }),
);

/**
 * Holt-Winters smoothing with an additive or a multiplicative season.
 * @throws OptionError when an option is outside its range; DataError when a value is not above 0 and the season multiplies
 * @example const fitted = await holtWinters({ horizon: 24, seasonLength: 12, season: "multiplicative" }).fit([train])
 * @see Winters 1960, Management Science 6, 324-342
 */
export function holtWinters(options: GivenOptions<HoltWintersOptions>): Forecaster {
  return holtWintersDefinition.create(options);
}
