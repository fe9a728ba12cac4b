/** The plots room: forecasts, backtests and attention as uPlot data and options, and as self-contained pages. */
export { attentionPlot, type AttentionPlotOptions } from "./attentionPlot.ts";
export { backtestPlot } from "./backtestPlot.ts";
export { forecastPlot, type ForecastPlotOptions } from "./forecastPlot.ts";
export { checkPlotPath, type Plot, type PlotPanel } from "./plot.ts";
