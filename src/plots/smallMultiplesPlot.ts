/** Many series on one page: a small chart each, in a grid. */
import { OptionError } from "../errors.ts";
import { refuseUnknown } from "../options.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import { channelOf } from "./channels.ts";
import { GRID_GAP } from "./page.ts";
import { forecastPanel } from "./panel.ts";
import { checkWidth, type NumberPlotOptions } from "./numberPanel.ts";
import { assemblePlot, type Plot } from "./plot.ts";

/** Options of `smallMultiplesPlot`. */
export interface SmallMultiplesOptions extends NumberPlotOptions {
  /** Forecasts of any of the series, drawn with their intervals; none unless given. */
  readonly forecasts?: readonly Forecast[] | undefined;
  /** Charts beside each other where there is room; by default 4. */
  readonly columns?: number | undefined;
  /** Series that are drawn at most, the first ones; by default 48. */
  readonly limit?: number | undefined;
  /** Rows up to the first cutoff in the first view; by default all, with forecasts max(4 H, 48). */
  readonly history?: number | undefined;
  /** The target channel to show; by default the first of each series. */
  readonly channel?: string | undefined;
}

const where = "smallMultiplesPlot";
const HEIGHT = 150; // CSS pixels

/**
 * Plots many series as small charts in a grid, each on scales of its own, with forecasts where there are any.
 *
 * @throws {OptionError} for no series, an unknown option or channel, or a number out of range; {DataError} for a series without any
 * value, or a forecast whose quantiles lack the median or an end of a level.
 * @example
 * await smallMultiplesPlot(shops, { forecasts: fitted.predict(shops) }).save("shops.html");
 * @see Tufte 1983, The Visual Display of Quantitative Information, chapter 8
 */
export function smallMultiplesPlot(series: readonly TimeSeries[], options: SmallMultiplesOptions = {}): Plot {
  refuseUnknown(where, options, ["title", "width", "forecasts", "columns", "limit", "history", "channel"]);
  const { forecasts = [], columns = 4, limit = 48, history } = options;
  for (const [name, value] of Object.entries({ columns, limit, history: history ?? 1 })) checkCount(name, value);
  if (series.length === 0)
    throw new OptionError({ where, expected: "at least one series", found: "none", remedy: "pass the series to show" });
  const shown = series.slice(0, limit);
  const beside = Math.min(columns, shown.length);
  const width = Math.floor((checkWidth(where, options.width) - (beside - 1) * GRID_GAP) / beside);
  const models = [...new Set(forecasts.map(({ model }) => model))];
  const panels = shown.map((one) => {
    const own = forecasts.filter(({ seriesId }) => seriesId === one.id);
    const horizon = own.reduce((longest, { timestamps }) => Math.max(longest, timestamps.length), 0);
    const { channel } = channelOf(where, one, options.channel);
    const panel = forecastPanel({
      series: one,
      forecasts: own,
      channel,
      unit: undefined,
      history: history ?? (horizon > 0 ? Math.max(4 * horizon, 48) : one.timestamps.length),
      showBands: models.length <= 1,
      models,
      width,
      height: HEIGHT,
    });
    const axes = panel.options.axes.map((axis) => Object.assign({}, axis, { label: "" }));
    return { ...panel, options: { ...panel.options, axes } };
  });
  const all = series.length.toLocaleString("en-US");
  const count = shown.length < series.length ? `${shown.length} of ${all} series` : `${all} series`;
  return assemblePlot(options.title ?? count, panels, beside);
}

function checkCount(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  const remedy = `leave ${name} out for its default`;
  throw new OptionError({
    where: `${where} ${name}`,
    expected: "a whole number, 1 or more",
    found: `${value}`,
    remedy,
  });
}
