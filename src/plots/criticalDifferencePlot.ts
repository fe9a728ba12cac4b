/** The plot of Friedman's and Nemenyi's tests: mean ranks, and which of them differ. */
import type { Friedman } from "../evaluation/index.ts";
import { numberPanel, widthOf, type NumberPlotOptions } from "./numberPanel.ts";
import { assemblePlot, type Plot } from "./plot.ts";
import { actualStyle, modelStyle } from "./theme.ts";

/**
 * Plots the mean rank of each model, best first, with half the critical difference to either side: models whose intervals do not
 * overlap differ by Nemenyi's test.
 *
 * @throws {OptionError} for an unknown option or a width out of range.
 * @example
 * const ranks = friedman(lossTable(result, "mae"));
 * await criticalDifferencePlot(ranks).save("ranks.html");
 * @see Demšar 2006, Statistical comparisons of classifiers over multiple data sets, JMLR 7; Koning et al. 2005, The M3 competition:
 *   Statistical tests of the results, International Journal of Forecasting 21
 */
export function criticalDifferencePlot(result: Friedman, options: NumberPlotOptions = {}): Plot {
  const width = widthOf("criticalDifferencePlot", options);
  const { models, meanRanks, criticalDifference, cases } = result;
  const title = options.title ?? `Mean ranks of ${models.length} models in ${cases} cases`;
  const ends = [-0.5, 0.5].map((side) => meanRanks.map((rank) => rank + side * criticalDifference));
  const panel = numberPanel({
    title,
    labels: ["model", "mean rank (1 is best)"],
    x: models.map((_, i) => i),
    ticks: models,
    parts: [
      { label: "mean rank", kind: "point", style: modelStyle(0), columns: [meanRanks] },
      {
        label: `critical difference ${criticalDifference.toFixed(2)}, half to either side`,
        kind: "interval",
        style: actualStyle,
        columns: ends,
      },
    ],
    width,
    height: 380,
  });
  return assemblePlot(title, [panel]);
}
