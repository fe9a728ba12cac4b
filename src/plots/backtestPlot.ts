/** Plots of a backtest: what each model said at each cutoff, over what came. */
import type { Forecast, TimeSeries } from "../series/index.ts";
import { plotForecasts, spokenModels, type ForecastPlotKind, type ForecastPlotOptions } from "./forecastPlot.ts";
import type { Plot } from "./plot.ts";

const backtestKind: ForecastPlotKind = {
  where: "backtestPlot",
  title: (ids, models) =>
    `Backtest of ${ids.length === 1 ? ids[0] : `${ids.length} series`}${models.length ? `: ${spokenModels(models)}` : ""}`,
  history: (horizon) => horizon,
  bandsUpTo: 1,
};

/**
 * Plots the forecasts of all cutoffs of a backtest over the series: one colour a model, a mark at each cutoff. With
 * several models the interval bands are drawn once they are switched on in the legend.
 *
 * @throws {OptionError} for no series, no forecast, an unknown channel, or a size out of range; {DataError} for a forecast
 * of a series that is not given, two series of one id, or quantiles that lack the median or an end of a level.
 * @example
 * const { forecasts } = await backtest([load], [seasonalNaive({ seasonLength: 336 })], { horizon: 48, folds: 8 });
 * backtestPlot(load, forecasts).title; //=> "Backtest of load: seasonal-naive"
 */
export function backtestPlot(
  series: TimeSeries | readonly TimeSeries[],
  forecasts: readonly Forecast[],
  options: ForecastPlotOptions = {},
): Plot {
  return plotForecasts(backtestKind, series, forecasts, options);
}
