/** The plots room: forecasts, backtests, anomalies and attention as uPlot data and options, and as self-contained pages. */
export { anomalyPlot } from "./anomalyPlot.ts";
export { attentionPlot, type AttentionPlotOptions } from "./attentionPlot.ts";
export { backtestPlot } from "./backtestPlot.ts";
export { forecastPlot, type ForecastPlotOptions } from "./forecastPlot.ts";
export type { Plot, PlotPanel } from "./plot.ts";
