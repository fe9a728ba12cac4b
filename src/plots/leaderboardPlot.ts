/** The plot of a comparison of models: mean scores, and how sure their distance from the baseline is. */
import { DataError } from "../errors.ts";
import type { Comparison } from "../evaluation/index.ts";
import { numberPanel, widthOf, type NumberPart, type NumberPlotOptions } from "./numberPanel.ts";
import { assemblePlot, type Plot } from "./plot.ts";
import { actualStyle, modelStyle } from "./theme.ts";

/**
 * Plots the mean score of each model as a bar, best first, and under it the mean loss less the baseline's with its bootstrap interval:
 * an interval that holds 0 does not tell the two apart.
 *
 * @throws {OptionError} for an unknown option or a width out of range; {DataError} for a comparison without models.
 * @example
 * const result = await backtest([load], [naive(), seasonalNaive({ seasonLength: 24 })], { horizon: 24, folds: 8 });
 * await leaderboardPlot(compare(result)).save("leaderboard.html");
 * @see Efron & Tibshirani 1993, An introduction to the bootstrap, chapter 13
 */
export function leaderboardPlot(comparison: Comparison, options: NumberPlotOptions = {}): Plot {
  const where = "leaderboardPlot";
  const width = widthOf(where, options);
  const { rows, metric, baseline } = comparison;
  if (rows.length === 0) throw new DataError({ where, expected: "at least one model", found: "none" });
  const means: NumberPart = {
    label: metric,
    kind: "bar",
    style: modelStyle(0),
    columns: [rows.map(({ means }) => means[metric] ?? NaN)],
  };
  const names = { x: rows.map((_, i) => i), ticks: rows.map(({ model }) => model), width, height: 320 };
  const title = options.title ?? `Leaderboard by ${metric}`;
  const panels = [numberPanel({ ...names, title: "Mean score", labels: ["model", metric], parts: [means] })];
  if (rows.some(({ difference }) => difference !== undefined))
    panels.push(
      numberPanel({
        ...names,
        title: `Difference from ${baseline}`,
        labels: ["model", `difference of ${metric}`],
        parts: differences(comparison),
      }),
    );
  return assemblePlot(title, panels);
}

function differences({ rows }: Comparison): NumberPart[] {
  const ends = (["low", "high"] as const).map((end) => rows.map(({ difference }) => difference?.[end] ?? NaN));
  const means = rows.map(({ difference }) => difference?.mean ?? NaN);
  return [
    { label: "mean difference", kind: "bar", style: modelStyle(5), columns: [means] },
    { label: "bootstrap interval", kind: "interval", style: actualStyle, columns: ends },
  ];
}
