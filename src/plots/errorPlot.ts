/** The plot of when and how far ahead models err: a line a model over the cutoffs, and one over the steps. */
import { DataError } from "../errors.ts";
import { residualDiagnostics, type BacktestResult, type Score } from "../evaluation/index.ts";
import { refuseUnknown } from "../options.ts";
import { checkWidth, numberPanel, type NumberPart, type NumberPlotOptions } from "./numberPanel.ts";
import { precisionOf, timeLabel } from "./panel.ts";
import { assemblePlot, type Plot, type PlotPanel } from "./plot.ts";
import { modelStyle } from "./theme.ts";

/** Options of `errorPlot`. */
export interface ErrorPlotOptions extends NumberPlotOptions {
  /** The metric over the cutoffs; the first of the scores unless given. */
  readonly metric?: string | undefined;
}

const where = "errorPlot";
const HEIGHT = 260; // CSS pixels

/**
 * Plots the mean score of each model at each cutoff, over series and channels, and its mean absolute error at each step ahead.
 *
 * @throws {OptionError} for an unknown option; {DataError} without any score of the metric.
 * @example
 * await errorPlot(await backtest([load], models, { folds: 14 })).save("errors.html");
 */
export function errorPlot(
  { scores, series, forecasts }: Pick<BacktestResult, "scores" | "series" | "forecasts">,
  options: ErrorPlotOptions = {},
): Plot {
  refuseUnknown(where, options, ["title", "width", "metric"]);
  const width = checkWidth(where, options.width);
  const { metric = scores[0]?.metric ?? "" } = options;
  const whole = scores.filter((score) => score.horizonStep === undefined && score.metric === metric);
  if (whole.length === 0) {
    const found = [...new Set(scores.map((score) => score.metric))].join(", ") || "none";
    throw new DataError({ where, expected: `scores of ${metric || "any metric"}`, found, remedy: "score that metric" });
  }
  const models = [...new Set(whole.map(({ model }) => model))];
  const cutoffs = [...new Set(whole.map(({ cutoff }) => cutoff))].sort((a, b) => a - b);
  const steps = stepPanel(series, forecasts, models, width);
  const panels = [cutoffs.length > 1 && cutoffPanel(whole, cutoffs, models, { series, width }), steps].filter(
    (panel) => panel !== false && panel !== undefined,
  );
  return assemblePlot(
    options.title ?? `Errors of ${models.length === 1 ? models[0] : `${models.length} models`}`,
    panels,
  );
}

/** Lines in the colours that the models have in every plot of a backtest. */
const linesOf = (models: readonly string[], columnOf: (model: string) => readonly number[]): NumberPart[] =>
  models.map((model, i) => ({ label: model, kind: "line", style: modelStyle(i), columns: [columnOf(model)] }));

function cutoffPanel(
  scores: readonly Score[],
  cutoffs: readonly number[],
  models: readonly string[],
  { series, width }: { series: BacktestResult["series"]; width: number },
): PlotPanel {
  const { metric } = scores[0]!;
  const { timezone, frequency } = series[0]!;
  const means = new Map<string, { sum: number; count: number }>();
  for (const { model, cutoff, value } of scores) {
    if (Number.isNaN(value)) continue;
    const key = JSON.stringify([model, cutoff]);
    const { sum, count } = means.get(key) ?? { sum: 0, count: 0 };
    means.set(key, { sum: sum + value, count: count + 1 });
  }
  const meanOf = (model: string, cutoff: number): number => {
    const { sum, count } = means.get(JSON.stringify([model, cutoff])) ?? { sum: NaN, count: 1 };
    return sum / count;
  };
  const panel = numberPanel({
    title: "By cutoff",
    labels: [timeLabel(timezone), metric],
    x: cutoffs.map((cutoff) => cutoff / 1000),
    parts: linesOf(models, (model) => cutoffs.map((cutoff) => meanOf(model, cutoff))),
    width,
    height: HEIGHT,
  });
  const { options } = panel;
  const x = { ...options.scales.x, time: true };
  return {
    ...panel,
    options: { ...options, scales: { ...options.scales, x } },
    timezone,
    precision: precisionOf(frequency.unit),
  };
}

/** Undefined where no forecast is at hand, or there is one step alone. */
function stepPanel(
  series: BacktestResult["series"],
  forecasts: BacktestResult["forecasts"],
  models: readonly string[],
  width: number,
): PlotPanel | undefined {
  const steps = new Map(
    residualDiagnostics(series, forecasts, { lags: 1 }).map(({ model, byStep }) => [model, byStep]),
  );
  const x = [...new Set([...steps.values()].flat().map(({ key }) => key))].sort((a, b) => a - b);
  if (x.length < 2) return undefined;
  const column = (model: string): number[] =>
    x.map((step) => steps.get(model)?.find(({ key }) => key === step)?.mae ?? NaN);
  const labels = ["step ahead", "mean absolute error"] as const;
  return numberPanel({ title: "By step", labels, x, parts: linesOf(models, column), width, height: HEIGHT });
}
