/**
 * The plot of what a forecast attended to: the context above a map whose rows are the steps ahead and whose columns are the
 * context's rows; the darker a cell, the more its step looked there. Shape letters: L context, H horizon, C target channels.
 */
import { DataError, OptionError } from "../errors.ts";
import { refuseUnknown } from "../options.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import { axis, precisionOf, timeLabel } from "./panel.ts";
import { assemblePlot, type Plot, type PlotPanel } from "./plot.ts";
import { historyStyle, modelStyle } from "./theme.ts";

/** Options of `attentionPlot`. */
export interface AttentionPlotOptions {
  /** Headline; by default it names the model and the series. */
  readonly title?: string | undefined;
  /** Unit of the values, shown at the axis, e.g. "MW". */
  readonly unit?: string | undefined;
  /** Greatest width of the page's content in CSS pixels; by default 1200. */
  readonly width?: number | undefined;
  /** The target channel to show above the map; by default the first. */
  readonly channel?: string | undefined;
}

const where = "attentionPlot";
const HISTORY_HEIGHT = 200; // CSS pixels
const FRAME_HEIGHT = 90; // of axis, labels and padding
const HALF_DAY = 43_200; // seconds to either side of a lone row

/** The rows of the context that stand in the series, and the weights of each step on them. */
interface Seen {
  /** Seconds since the epoch. */
  readonly times: number[];
  readonly values: (number | null)[];
  /** One list a step, as long as `times`. */
  readonly weights: number[][];
}

/** @throws DataError when the forecast is of another series, or of a cutoff that the series does not reach */
function cutoffRow({ id, timestamps }: TimeSeries, { seriesId, cutoff }: Forecast): number {
  const row = timestamps.indexOf(cutoff);
  if (seriesId === id && row >= 0) return row;
  throw new DataError({
    where,
    expected: `a forecast of series "${id}", from one of its rows`,
    found: seriesId === id ? "a cutoff that is none of them" : `one of "${seriesId}"`,
    remedy: "pass the series that predict was given",
  });
}

/** @throws DataError when the forecast says nothing of attention */
function attentionOf({ attention, model, seriesId }: Forecast): Float64Array {
  if (attention) return attention;
  throw new DataError({
    where,
    expected: "a forecast that says what it attended to",
    found: `one of "${seriesId}" by ${model}, which does not`,
    remedy: 'forecast with seq2seq, whose option attention is "additive" or "multiplicative"',
  });
}

/** @throws OptionError for a channel that the series does not have */
function columnOf({ id, target }: TimeSeries, channel: string): number {
  const c = target.names.indexOf(channel);
  if (c >= 0) return c;
  const expected = `one of ${target.names.map((name) => `"${name}"`).join(", ")}, which series "${id}" holds`;
  throw new OptionError({ where: `${where} channel`, expected, found: `"${channel}"` });
}

function seen(series: TimeSeries, forecast: Forecast, column: number): Seen {
  const { names, values } = series.target;
  const attention = attentionOf(forecast);
  const horizon = forecast.timestamps.length;
  const context = attention.length / horizon;
  const end = cutoffRow(series, forecast) + 1;
  const first = Math.max(0, end - context); // rows before the series have no weight
  const rows = Array.from({ length: end - first }, (_, t) => first + t);
  return {
    times: rows.map((t) => (series.timestamps[t] ?? 0) / 1000),
    values: rows.map((t) => {
      const value = values[t * names.length + column]!;
      return Number.isFinite(value) ? value : null;
    }),
    weights: Array.from({ length: horizon }, (_, h) =>
      Array.from(attention.subarray((h + 1) * context - rows.length, (h + 1) * context)),
    ),
  };
}

/** What both panels share. */
interface Frame extends Omit<PlotPanel, "data" | "options" | "legend"> {
  readonly width: number;
  /** Label of the time axis. */
  readonly x: string;
}

function contextPanel({ times, values }: Seen, y: string, { width, x, ...frame }: Frame): PlotPanel {
  const { color } = historyStyle;
  return {
    data: [times, values],
    options: {
      title: "Context",
      width,
      height: HISTORY_HEIGHT,
      series: [{ label: x }, { label: y, stroke: color, width: 1.5 }],
      bands: [],
      scales: { x: timeScale(times), y: { auto: true } },
      axes: [axis("x", x), axis("y", y)],
    },
    legend: [{ label: y, model: "", kind: "history", color, dash: [], show: true, columns: [1] }],
    ...frame,
  };
}

function mapPanel({ times, weights }: Seen, { width, x, ...frame }: Frame): PlotPanel {
  const { color } = modelStyle(0);
  const steps = weights.length;
  const columns = weights.map((_, h) => h + 1);
  return {
    data: [times, ...weights],
    options: {
      title: "Attention",
      width,
      height: FRAME_HEIGHT + Math.min(Math.max(18 * steps, 120), 480),
      series: [{ label: x }, ...columns.map((h) => ({ label: `step ${h}`, width: 0 }))],
      bands: [],
      scales: { x: timeScale(times), y: { auto: false, dir: -1, range: [0.5, steps + 0.5] } },
      axes: [axis("x", x), axis("y", "step ahead")],
    },
    legend: [{ label: "attention", model: "", kind: "map", color, dash: [], show: true, columns }],
    ...frame,
  };
}

const timeScale = (times: readonly number[]): PlotPanel["options"]["scales"]["x"] => ({
  time: true,
  min: times[0]!,
  max: times.at(-1)!,
});

/** The context as a line, and the map beneath it, on one time axis. */
function panelsOf({ timezone, frequency }: TimeSeries, shown: Seen, y: string, width: number): PlotPanel[] {
  const { times } = shown;
  const frame = {
    width,
    x: timeLabel(timezone),
    cutoffs: [],
    timezone,
    precision: precisionOf(frequency.unit),
    history: times.length,
    pad: times.length > 1 ? (times[1]! - times[0]!) / 2 : HALF_DAY,
  };
  return [contextPanel(shown, y, frame), mapPanel(shown, frame)];
}

/**
 * Plots what each step of a forecast attended to, under the context that the network read; `series` goes on up to the cutoff or beyond.
 *
 * @throws {OptionError} for an unknown option or channel, or a width out of range; {DataError} for a forecast without attention, of
 * another series, or of a cutoff that the series does not hold.
 * @example
 * const [forecast] = (await seq2seq({ horizon: 24, attention: "multiplicative" }).fit([load])).predict([load]);
 * await attentionPlot(load, forecast).save("attention.html");
 * @see Bahdanau, Cho & Bengio 2015, Neural machine translation by jointly learning to align and translate, ICLR, figure 3
 */
export function attentionPlot(series: TimeSeries, forecast: Forecast, options: AttentionPlotOptions = {}): Plot {
  refuseUnknown(where, options, ["title", "unit", "width", "channel"]);
  const { title, unit, width = 1200, channel = series.target.names[0] ?? "" } = options;
  if (!Number.isInteger(width) || width < 200) {
    const remedy = "leave width out for its default";
    throw new OptionError({
      where: `${where} width`,
      expected: "a whole number, 200 or more",
      found: `${width}`,
      remedy,
    });
  }
  const shown = seen(series, forecast, columnOf(series, channel));
  const y = unit === undefined ? channel : `${channel} [${unit}]`;
  return assemblePlot(title ?? `Attention of ${forecast.model} to ${series.id}`, panelsOf(series, shown, y, width));
}
