/** The plots room: forecasts and backtests as uPlot data and options, and as self-contained pages. */
export { backtestPlot } from "./backtestPlot.ts";
export { forecastPlot, type ForecastPlotOptions } from "./forecastPlot.ts";
export type { Plot, PlotPanel } from "./plot.ts";
