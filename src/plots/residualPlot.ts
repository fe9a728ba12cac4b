/** The plot of what errors still hold: patterns over the horizon, the day and the week, and memory. */
import { DataError } from "../errors.ts";
import type { ResidualDiagnostics, ResidualGroup } from "../evaluation/index.ts";
import { hourIncrements, numberPanel, widthOf, type NumberContent, type NumberPlotOptions } from "./numberPanel.ts";
import { assemblePlot, type Plot } from "./plot.ts";
import { actualStyle, modelStyle } from "./theme.ts";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HEIGHT = 240; // CSS pixels

type GroupContent = Pick<NumberContent, "title" | "labels" | "x" | "ticks" | "increments">;

/**
 * Plots the errors of one model: how often they are of which size, their autocorrelations, and bias and mean absolute error by step, hour and weekday, each where there are
 * two values or more.
 *
 * @throws {OptionError} for an unknown option or a width out of range; {DataError} for a model without any error.
 * @example
 * const [diagnostics] = residualDiagnostics([load], result.forecasts);
 * await residualPlot(diagnostics).save("residuals.html");
 * @see Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., section 5.4
 */
export function residualPlot(diagnostics: ResidualDiagnostics, options: NumberPlotOptions = {}): Plot {
  const where = "residualPlot";
  const width = widthOf(where, options);
  const { model, count, byStep, byHour, byWeekday } = diagnostics;
  if (count === 0) {
    const remedy = "let the series go on beyond the cutoffs";
    throw new DataError({ where, expected: `an error of ${model}`, found: "none", remedy });
  }
  const hours = {
    title: "By hour",
    labels: ["hour of the day", "error"],
    x: keysOf(byHour),
    increments: hourIncrements,
  } as const;
  const days = byWeekday.map(({ key }) => key - 1);
  const panels = [
    histogramPanel(diagnostics, width),
    autocorrelationPanel(diagnostics, width),
    groupPanel(byStep, { title: "By step", labels: ["step ahead", "error"], x: keysOf(byStep) }, width),
    byHour.length > 1 && groupPanel(byHour, hours, width),
    byWeekday.length > 1 &&
      groupPanel(byWeekday, { title: "By weekday", labels: ["weekday", "error"], x: days, ticks: weekdays }, width),
  ].filter((panel) => panel !== undefined && panel !== false);
  return assemblePlot(options.title ?? `Residuals of ${model}`, panels);
}

const keysOf = (groups: readonly ResidualGroup[]): number[] => groups.map(({ key }) => key);

function groupPanel(groups: readonly ResidualGroup[], content: GroupContent, width: number) {
  const bias = groups.map((group) => group.bias);
  const mae = groups.map((group) => group.mae);
  return numberPanel({
    ...content,
    parts: [
      { label: "mean absolute error", kind: "bar", style: modelStyle(5), columns: [mae] },
      { label: "bias (actual less forecast)", kind: "point", style: actualStyle, columns: [bias] },
    ],
    width,
    height: HEIGHT,
  });
}

function histogramPanel({ histogram, bias }: ResidualDiagnostics, width: number) {
  const counts = histogram.map(({ count }) => count);
  return numberPanel({
    title: "How large errors are",
    labels: ["error (actual less forecast)", "errors"],
    x: histogram.map(({ from, to }) => (from + to) / 2),
    parts: [{ label: "errors", kind: "bar", style: modelStyle(0), columns: [counts] }],
    width,
    height: HEIGHT,
    ...(bias && { mark: { at: bias.mean, label: "mean" } }),
  });
}

/** Undefined where no autocorrelation is known. */
function autocorrelationPanel({ autocorrelations, ljungBox }: ResidualDiagnostics, width: number) {
  if (!autocorrelations.some(Number.isFinite)) return undefined;
  return numberPanel({
    title: `Autocorrelation${ljungBox ? ` (Ljung-Box test: p = ${ljungBox.pValue.toPrecision(2)})` : ""}`,
    labels: ["lag (cutoffs)", "autocorrelation"],
    x: autocorrelations.map((_, k) => k + 1),
    parts: [{ label: "autocorrelation", kind: "bar", style: modelStyle(0), columns: [autocorrelations] }],
    width,
    height: HEIGHT,
  });
}
