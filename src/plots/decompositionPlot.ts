/** The plot of a series taken apart: what was observed, trend, each season, and what is left. */
import { OptionError } from "../errors.ts";
import { decompose } from "../models/index.ts";
import { refuseUnknown } from "../options.ts";
import { findSeasons, type TimeSeries } from "../series/index.ts";
import { channelOf } from "./channels.ts";
import { checkWidth, type NumberPlotOptions } from "./numberPanel.ts";
import { assemblePlot, type Plot } from "./plot.ts";
import { seasonName } from "./seasonName.ts";
import { historyStyle, modelStyle } from "./theme.ts";
import { timePanel } from "./timePanel.ts";

/** Options of `decompositionPlot`. */
export interface DecompositionPlotOptions extends NumberPlotOptions {
  /** Rows of each season; the two strongest that `findSeasons` gives unless given. */
  readonly seasonLengths?: readonly number[] | undefined;
  /** Whether outliers are given less weight; false unless given. */
  readonly robust?: boolean | undefined;
  /** The target channel to show; by default the first. */
  readonly channel?: string | undefined;
  /** Unit of the values, shown at the axes. */
  readonly unit?: string | undefined;
}

const where = "decompositionPlot";
const HEIGHT = 180; // CSS pixels

/**
 * Plots a series and under it its parts by STL, which add up to it: trend, each season, and the remainder.
 *
 * @throws {OptionError} for an unknown option or channel, or where no season is given and none is found; {DataError} for a series without
 * any value, or one that holds no season twice.
 * @example
 * await decompositionPlot(load, { seasonLengths: [48, 336], unit: "MW" }).save("parts.html");
 * @see Cleveland et al. 1990, "STL", JOS 6, 3-73; Bandara, Hyndman & Bergmeir 2021, "MSTL", arXiv 2107.13462
 */
export function decompositionPlot(series: TimeSeries, options: DecompositionPlotOptions = {}): Plot {
  refuseUnknown(where, options, ["title", "width", "seasonLengths", "robust", "channel", "unit"]);
  const width = checkWidth(where, options.width);
  const { channel, values } = channelOf(where, series, options.channel);
  const seasonLengths = options.seasonLengths ?? seasonsOf(values, series);
  const { trend, seasons, remainder } = decompose(values, { seasonLengths, robust: options.robust });
  const label = options.unit === undefined ? channel : `${channel} [${options.unit}]`;
  const parts = [
    { title: "Observed", entry: channel, values, style: historyStyle },
    { title: "Trend", entry: "trend", values: trend, style: modelStyle(0) },
    ...seasons.map(({ seasonLength, values }, i) => ({
      title: `Season of ${seasonName(series.frequency, seasonLength)}`,
      entry: `season of ${seasonLength} rows`,
      values,
      style: { color: modelStyle(i + 1).color, dash: [] },
    })),
    { title: "Remainder", entry: "remainder", values: remainder, style: historyStyle },
  ];
  const size = values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  const panels = parts.map((part, i) =>
    timePanel(series, { ...part, label, width, height: HEIGHT, gaps: i === 0, size }),
  );
  return assemblePlot(options.title ?? `Parts of ${series.id}`, panels);
}

const MOST_SEASONS = 2;

function seasonsOf(values: Float64Array, { id, frequency }: TimeSeries): number[] {
  const found = findSeasons(values, frequency).slice(0, MOST_SEASONS);
  if (found.length > 0) return found.map(({ seasonLength }) => seasonLength);
  throw new OptionError({
    where: `${where} seasonLengths`,
    expected: `a season of series "${id}"`,
    found: "none that stands out",
    remedy: "pass seasonLengths, such as [7] for a week of days",
  });
}
