/** The plots room: forecasts, backtests, trainings, anomalies, comparisons and attention as uPlot data and options, and as self-contained pages. */
export { historyPlot } from "./historyPlot.ts";
export { anomalyPlot } from "./anomalyPlot.ts";
export { attentionPlot, type AttentionPlotOptions } from "./attentionPlot.ts";
export { backtestPlot } from "./backtestPlot.ts";
export { calibrationPlot } from "./calibrationPlot.ts";
export { criticalDifferencePlot } from "./criticalDifferencePlot.ts";
export { decompositionPlot, type DecompositionPlotOptions } from "./decompositionPlot.ts";
export { errorPlot, type ErrorPlotOptions } from "./errorPlot.ts";
export { forecastPlot, type ForecastPlotOptions } from "./forecastPlot.ts";
export { leaderboardPlot } from "./leaderboardPlot.ts";
export type { NumberPlotOptions } from "./numberPanel.ts";
export { checkPlotPath, type Plot, type PlotPanel, type PlotSaveOptions } from "./plot.ts";
export { backtestReport, type BacktestReportOptions } from "./report/backtestReport.ts";
export { forecastReport, type ForecastReportOptions } from "./report/forecastReport.ts";
export type { ReportedModel } from "./report/makingSection.ts";
export type { ReportOptions } from "./report/options.ts";
export {
  checkReportPath,
  type Report,
  type ReportBlock,
  type ReportFact,
  type ReportSection,
  type Verdict,
} from "./report/report.ts";
export { lessOf } from "./report/phrases.ts";
export { isTooFew, shareRange, silentNotes } from "./report/verdict.ts";
export { seasonalityPlot, type SeasonalityPlotOptions } from "./seasonalityPlot.ts";
export { seriesPlot, type SeriesPlotOptions } from "./seriesPlot.ts";
export { smallMultiplesPlot, type SmallMultiplesOptions } from "./smallMultiplesPlot.ts";
export { residualPlot } from "./residualPlot.ts";
export type { PlotTheme } from "./theme.ts";
export { trainingPlot, type TrainingCurves } from "./trainingPlot.ts";
