/** The plot of a series before anything is forecast: its history with gaps, its seasons, and what its rows remember. */
import { refuseUnknown } from "../options.ts";
import { autocorrelation, periodogram, type TimeSeries } from "../series/index.ts";
import { channelOf } from "./channels.ts";
import { checkWidth, numberPanel, type NumberPart, type NumberPlotOptions } from "./numberPanel.ts";
import { DataError, OptionError } from "../errors.ts";
import { assemblePlot, type Plot, type PlotPanel } from "./plot.ts";
import { seasonName } from "./seasonName.ts";
import { seasonalityPlot } from "./seasonalityPlot.ts";
import { cutoffColor, historyStyle, modelStyle } from "./theme.ts";
import { timePanel } from "./timePanel.ts";

/** Options of `seriesPlot`. */
export interface SeriesPlotOptions extends NumberPlotOptions {
  /** The target channel to show; by default the first. */
  readonly channel?: string | undefined;
  /** Unit of the values, shown at the axes. */
  readonly unit?: string | undefined;
  /** Lags of the autocorrelation; by default a week of minutes, two weeks of hours, four of days, two or three years, at most 400 and half of all rows. */
  readonly lags?: number | undefined;
}

const where = "seriesPlot";
const HEIGHT = 240; // CSS pixels
const WAVES = 12;
const MOST_BARS = 100; // more would be thinner than the space between

/**
 * Plots what series hold: of each its history with gaps marked, its values by time of day, weekday and month, its autocorrelation with the
 * bounds of noise, and the strongest waves of its periodogram. What a series is too short for is left out.
 *
 * @throws {OptionError} for no series, or an unknown option or channel; {DataError} for a series without any value.
 * @example
 * await seriesPlot(load, { unit: "MW" }).save("load.html");
 * @see Box & Jenkins 1976, Time Series Analysis, section 2.1
 */
export function seriesPlot(series: TimeSeries | readonly TimeSeries[], options: SeriesPlotOptions = {}): Plot {
  refuseUnknown(where, options, ["title", "width", "channel", "unit", "lags"]);
  const all: readonly TimeSeries[] = "id" in series ? [series] : series;
  if (all.length === 0)
    throw new OptionError({ where, expected: "at least one series", found: "none", remedy: "pass the series to show" });
  const panels = all.flatMap((one) => {
    const own = panelsOf(one, options);
    return all.length === 1 ? own : own.map((panel) => titled(panel, `${one.id}: ${lowerFirst(panel.options.title)}`));
  });
  const what = all.length === 1 ? all[0]!.id : `${all.length} series`;
  return assemblePlot(options.title ?? `${what}: history, seasons and memory`, panels);
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const titled = (panel: PlotPanel, title: string): PlotPanel => ({ ...panel, options: { ...panel.options, title } });

function panelsOf(series: TimeSeries, options: SeriesPlotOptions): PlotPanel[] {
  const width = checkWidth(where, options.width);
  const { channel, values } = channelOf(where, series, options.channel);
  const label = options.unit === undefined ? channel : `${channel} [${options.unit}]`;
  const history = { title: "History", label, entry: channel, values, style: historyStyle, width, height: 300 };
  return [
    timePanel(series, history),
    ...seasonPanels(series, { channel, unit: options.unit, width }),
    autocorrelationPanel(values, options.lags ?? lagsOf(series), width),
    wavesPanel(series, values, width),
  ].filter((panel) => panel !== undefined);
}

/** None where the rows hold no season twice. */
function seasonPanels(series: TimeSeries, options: SeriesPlotOptions): readonly PlotPanel[] {
  try {
    return seasonalityPlot(series, options).panels;
  } catch (cause) {
    if (cause instanceof DataError) return [];
    throw cause;
  }
}

/** Rows that show the longest usual season as a hill. */
function lagsOf({ frequency: { unit, step }, timestamps }: TimeSeries): number {
  const rows: Partial<Record<typeof unit, number>> = {
    minute: 10_584, // a week and a little
    hour: 336,
    day: 28,
    businessDay: 20,
    week: 104,
    month: 36,
    quarter: 12,
  };
  return Math.max(1, Math.min(Math.floor((rows[unit] ?? 40) / step), 400, Math.floor(timestamps.length / 2)));
}

function autocorrelationPanel(values: Float64Array, lags: number, width: number): PlotPanel | undefined {
  const correlations = [...autocorrelation(values, lags)].slice(1);
  if (correlations.length === 0) return undefined;
  const observed = values.filter((value) => !Number.isNaN(value)).length;
  const bound = 1.96 / Math.sqrt(observed);
  const edges = [-bound, bound].map((edge) => correlations.map(() => edge));
  const kind = correlations.length > MOST_BARS ? "line" : "bar";
  const parts: NumberPart[] = [
    { label: "95 % of noise", kind: "band", style: { color: `${cutoffColor}40`, dash: [] }, columns: edges },
    { label: "autocorrelation", kind, style: modelStyle(0), columns: [correlations] },
  ];
  const x = correlations.map((_, k) => k + 1);
  return numberPanel({
    title: "Autocorrelation",
    labels: ["lag (rows)", "autocorrelation"],
    x,
    parts,
    width,
    height: HEIGHT,
  });
}

/** The strongest waves by their period, shortest first. */
function wavesPanel({ frequency }: TimeSeries, values: Float64Array, width: number): PlotPanel | undefined {
  const waves = periodogram(values)
    .sort((a, b) => b.share - a.share)
    .slice(0, WAVES)
    .sort((a, b) => a.period - b.period);
  if (waves.length < 2 || waves.every(({ share }) => share === 0)) return undefined;
  return numberPanel({
    title: "Strongest waves of the periodogram",
    labels: ["period", "share of the variance [%]"],
    x: waves.map((_, i) => i),
    ticks: waves.map(({ period }) => seasonName(frequency, period)),
    parts: [{ label: "share", kind: "bar", style: modelStyle(2), columns: [waves.map(({ share }) => 100 * share)] }],
    width,
    height: HEIGHT,
  });
}
