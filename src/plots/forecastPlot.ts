/** Plots of history, held-out truth and forecasts: the last thing most programs do. */
import { refuseUnknown } from "../options.ts";
import { DataError, OptionError } from "../errors.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import { forecastPanel } from "./panel.ts";
import { assemblePlot, type Plot } from "./plot.ts";

/** Options of `forecastPlot` and `backtestPlot`. */
export interface ForecastPlotOptions {
  /** Headline; by default it names the series and the models. */
  readonly title?: string | undefined;
  /** Unit of the values, shown at the axis, e.g. "MW". */
  readonly unit?: string | undefined;
  /** Rows up to the first cutoff in the first view (all others are one click away); at least 1, by default max(4 H, 48). */
  readonly history?: number | undefined;
  /** Greatest width of the page's content in CSS pixels; by default 1200. */
  readonly width?: number | undefined;
  /** Height of each panel in CSS pixels; by default 440, of several 280. */
  readonly height?: number | undefined;
  /** The target channel to show; by default the first. */
  readonly channel?: string | undefined;
}

/** How the kinds of forecast plots differ. */
export interface ForecastPlotKind {
  /** The function's name, for messages. */
  readonly where: string;
  readonly title: (seriesIds: readonly string[], models: readonly string[]) => string;
  /** Default rows of history for a horizon H. */
  readonly history: (horizon: number) => number;
  /** With how many models at most the bands are shown at first. */
  readonly bandsUpTo: number;
  /** Whether series may be shown without any forecast; false unless given. */
  readonly alone?: boolean;
}

const asList = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** "a", "a and b", "a, b and c". */
export function spoken(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), names.at(-1) ?? ""].filter((part) => part !== "").join(" and ");
}

const MOST_NAMED = 4; // models, in a headline

/** A few models by their names, more by their number. */
export const spokenModels = (names: readonly string[]): string =>
  names.length <= MOST_NAMED ? spoken(names) : `${names.length} models`;

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

function checkNumber(where: string, name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return;
  const remedy = `leave ${name} out for its default`;
  throw new OptionError({
    where: `${where} ${name}`,
    expected: `a whole number, ${least} or more`,
    found: String(value),
    remedy,
  });
}

function checkSeries(where: string, all: readonly TimeSeries[], forecasts: readonly Forecast[], needed: boolean): void {
  const ids = all.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (all.length === 0)
    throw new OptionError({ where, expected: "at least one series", found: "none", remedy: "pass the series to show" });
  if (twice !== undefined)
    throw new DataError({
      where,
      expected: "series of different ids",
      found: `"${twice}" twice`,
      remedy: "rename one",
    });
  if (forecasts.length === 0 && needed)
    throw new OptionError({
      where,
      expected: "at least one forecast",
      found: "none",
      remedy: "pass what predict returned",
    });
  const stray = forecasts.find(({ seriesId }) => !ids.includes(seriesId));
  if (stray !== undefined)
    throw new DataError({
      where,
      expected: `forecasts of the given series ${quoted(ids)}`,
      found: `a forecast of "${stray.seriesId}" by ${stray.model}`,
      remedy: "pass that series too, or leave the forecast out",
    });
}

function chooseChannel(
  where: string,
  series: TimeSeries,
  forecasts: readonly Forecast[],
  wanted: string | undefined,
): string {
  const channel = wanted ?? series.target.names[0] ?? "";
  const lists = [series.target.names, ...forecasts.map(({ channels }) => channels)];
  const without = lists.find((names) => !names.includes(channel));
  if (without === undefined) return channel;
  throw new OptionError({
    where: `${where} channel`,
    expected: `one of ${quoted(without)}, which series "${series.id}" or its forecast holds`,
    found: `"${channel}"`,
    remedy: "pass channel: one of these",
  });
}

/** Makes a plot of any of the kinds that show forecasts over their series. */
export function plotForecasts(
  kind: ForecastPlotKind,
  series: TimeSeries | readonly TimeSeries[],
  forecast: Forecast | readonly Forecast[],
  options: ForecastPlotOptions,
): Plot {
  const { where } = kind;
  const all = asList(series);
  const forecasts = asList(forecast);
  refuseUnknown(where, options, ["title", "unit", "history", "width", "height", "channel"]);
  checkNumber(where, "history", options.history, 1);
  checkNumber(where, "width", options.width, 200);
  checkNumber(where, "height", options.height, 100);
  checkSeries(where, all, forecasts, kind.alone !== true);
  const models = [...new Set(forecasts.map(({ model }) => model))];
  const panels = all.map((series) => {
    const own = forecasts.filter(({ seriesId }) => seriesId === series.id);
    const horizon = own.reduce((longest, { timestamps }) => Math.max(longest, timestamps.length), 0);
    return forecastPanel({
      series,
      forecasts: own,
      models,
      channel: chooseChannel(where, series, own, options.channel),
      unit: options.unit,
      history: options.history ?? Math.max(kind.history(horizon), 48),
      showBands: models.length <= kind.bandsUpTo,
      width: options.width ?? 1200,
      height: options.height ?? (all.length > 1 ? 280 : 440),
    });
  });
  const ids = all.map(({ id }) => id);
  return assemblePlot(
    options.title ??
      kind.title(
        ids,
        models.filter((model) => model !== ""),
      ),
    panels,
  );
}

const forecastKind: ForecastPlotKind = {
  where: "forecastPlot",
  title: (ids, models) =>
    `${ids.length === 1 ? `Forecast of ${ids[0]}` : "Forecasts"}${models.length ? ` by ${spokenModels(models)}` : ""}`,
  history: (horizon) => 4 * horizon,
  bandsUpTo: 2,
};

/**
 * Plots series with their forecasts: history, the held-out truth after the cutoff where the series goes on, the median
 * of each forecast, and a band for each interval level. Several series become panels of one page; several forecasts of a
 * series (of other models, or from other cutoffs) are drawn together.
 *
 * @throws {OptionError} for no series, no forecast, an unknown channel, or a size out of range; {DataError} for a forecast
 * of a series that is not given, two series of one id, or quantiles that lack the median or an end of a level.
 * @example
 * const plot = forecastPlot(load, forecast, { unit: "MW" });
 * plot.title; //=> "Forecast of load by lstm"
 * await plot.save("forecast.html");
 */
export function forecastPlot(
  series: TimeSeries | readonly TimeSeries[],
  forecast: Forecast | readonly Forecast[],
  options: ForecastPlotOptions = {},
): Plot {
  return plotForecasts(forecastKind, series, forecast, options);
}
