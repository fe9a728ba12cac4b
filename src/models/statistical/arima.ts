/** Automatic ARIMA: autoregression, differences and moving averages, of rows and of seasons. C channels, S rows in a season. */
import type { Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { arimaModel, type ArimaState } from "./arima/model.ts";
import type { ArimaOptions } from "./arima/options.ts";
import { channelForecaster } from "./channelForecaster.ts";
import { completeSeason, seasonLengthOption } from "./season.ts";

/** The registry's entry. */
export const arimaDefinition: ForecasterDefinition<ArimaOptions> = channelForecaster<ArimaOptions, ArimaState>(
  {
    name: "arima",
    summary: "ARIMA with a season and covariates, its order chosen stepwise by AICc",
    reference:
      'Hyndman & Khandakar 2008, "Automatic time series forecasting: the forecast package for R", JSS 27, issue 3',
    options: {
      maxLags: { default: 5, description: "most lags of rows in each part", integer: true, min: 0, max: 10 },
      maxSeasonalLags: { default: 2, description: "most lags of seasons in each part", integer: true, min: 0, max: 4 },
      differences: {
        default: "auto",
        description: "differences from row to row; auto by the KPSS test",
        choices: ["auto", "0", "1", "2"],
      },
      seasonalDifferences: {
        default: "auto",
        description: "differences from season to season; auto by the strength of the season",
        choices: ["auto", "0", "1"],
      },
      seasonLength: seasonLengthOption,
    },
    complete: completeSeason,
    rows: () => ({ count: 2, why: "one step to measure its error" }),
    covariates: "future",
  },
  arimaModel,
);

/**
 * Seasonal ARIMA by exact likelihood, with future covariates as regressors that it is the error of; differences are chosen by tests, lags
 * and constant stepwise by Akaike's criterion.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await arima({ horizon: 24, seasonLength: 12 }).fit([train])
 * @see Hyndman & Khandakar 2008, Journal of Statistical Software 27, issue 3
 */
export function arima(options: GivenOptions<ArimaOptions>): Forecaster {
  return arimaDefinition.create(options);
}
