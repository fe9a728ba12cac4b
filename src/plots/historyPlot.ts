/** Plots of series alone: a look at what was observed, before anything is forecast. */
import { extentOf } from "../extent.ts";
import type { TimeSeries } from "../series/index.ts";
import { type ForecastPlotKind, type ForecastPlotOptions, plotForecasts, spoken } from "./forecastPlot.ts";
import type { Plot } from "./plot.ts";

const historyKind: ForecastPlotKind = {
  where: "historyPlot",
  title: (ids) => (ids.length <= 3 ? spoken(ids) : `${ids.length} series`),
  history: () => 0,
  bandsUpTo: 0,
  alone: true,
};

/**
 * Plots the observed rows of series, a panel each. All rows are in the first view unless `history` says how many.
 * @throws {OptionError} for no series, an unknown channel, or a size out of range; {DataError} for two series of one id.
 * @example historyPlot(load, { unit: "MW" }).title //=> "load"
 */
export function historyPlot(series: TimeSeries | readonly TimeSeries[], options: ForecastPlotOptions = {}): Plot {
  const all = [series].flat() as readonly TimeSeries[];
  const rows = Math.max(1, extentOf(all.map(({ timestamps }) => timestamps.length))[1]);
  return plotForecasts(historyKind, series, [], { ...options, history: options.history ?? rows });
}
