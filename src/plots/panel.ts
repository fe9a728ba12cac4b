/**
 * From one series and its forecasts to one panel: all rows on one time axis, a column for each line and band edge.
 * Forecasts of one model share columns ("lanes") as long as they do not touch, so that a backtest of a hundred cutoffs
 * stays a handful of lines. Shape letters: T time, H horizon, C target channels, Q quantiles.
 */
import { DataError } from "../errors.ts";
import { type Forecast, type FrequencyUnit, listGaps, type TimeSeries } from "../series/index.ts";
import type { LegendEntry, PanelAxis, PanelOptions, PanelSeries, PlotPanel } from "./plot.ts";
import {
  actualStyle,
  bandFill,
  gapFill,
  gridColor,
  historyStyle,
  inkColor,
  modelStyle,
  type LineStyle,
} from "./theme.ts";

/** What a panel shows, with every default already decided. */
export interface PanelContent {
  readonly series: TimeSeries;
  /** Of this series, at least none; all hold the channel. */
  readonly forecasts: readonly Forecast[];
  readonly channel: string;
  readonly unit: string | undefined;
  /** Rows up to the first cutoff in the first view. */
  readonly history: number;
  /** Whether the interval bands are drawn at first. */
  readonly showBands: boolean;
  /** All models of the plot, so that a model has one colour in all panels. */
  readonly models: readonly string[];
  readonly width: number;
  readonly height: number;
}

type Column = (number | null)[];

interface Sheet {
  /** Epoch milliseconds, ascending, of every row of the series and its forecasts. */
  readonly times: Float64Array;
  readonly data: Column[];
  readonly series: PanelSeries[];
  readonly bands: PanelOptions["bands"];
}

const finite = (value: number | undefined): number | null => (Number.isFinite(value) ? (value ?? null) : null);

function sortedUnion(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all.sort().filter((time, i) => i === 0 || time !== all[i - 1]);
}

/** Index of the last time at or before the given one; -1 if there is none. */
function lastAtOrBefore(times: Float64Array, time: number): number {
  let low = -1;
  let high = times.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle;
    else high = middle;
  }
  return low;
}

function addColumn({ times, data, series }: Sheet, line: PanelSeries): { index: number; column: Column } {
  const column: Column = Array.from({ length: times.length }, () => null);
  data.push(column);
  return { column, index: series.push(line) - 1 };
}

const lineOf = (label: string, { color, dash }: LineStyle, width: number): PanelSeries => ({
  label,
  stroke: color,
  width,
  ...(dash.length > 0 && { dash: [...dash] }),
});

/** Puts each forecast in the first lane that it neither overlaps nor touches: a null between keeps two lines apart. */
function lanesOf(times: Float64Array, forecasts: readonly Forecast[]): Forecast[][] {
  const lanes: { end: number; members: Forecast[] }[] = [];
  for (const forecast of [...forecasts].sort((a, b) => a.cutoff - b.cutoff)) {
    if (forecast.timestamps.length === 0) continue;
    const start = lastAtOrBefore(times, forecast.timestamps[0] ?? 0);
    let lane = lanes.find(({ end }) => end + 1 < start);
    if (!lane) lanes.push((lane = { end: 0, members: [] }));
    lane.members.push(forecast);
    lane.end = lastAtOrBefore(times, forecast.timestamps.at(-1) ?? 0);
  }
  return lanes.map(({ members }) => members);
}

function quantileIndex(forecast: Forecast, probability: number): number {
  const index = forecast.quantiles.findIndex((quantile) => Math.abs(quantile - probability) < 1e-9);
  if (index >= 0) return index;
  throw new DataError({
    where: `forecast of "${forecast.seriesId}" by ${forecast.model}`,
    expected: `the quantile ${Number(probability.toFixed(6))}, which its levels [${forecast.levels.join(", ")}] and median need`,
    found: `quantiles [${forecast.quantiles.join(", ")}]`,
    remedy: "let quantiles hold 0.5 and both ends of each level",
  });
}

function writeQuantile(column: Column, times: Float64Array, forecast: Forecast, channel: string, probability: number) {
  const Q = forecast.quantiles.length;
  const C = forecast.channels.length;
  const offset = forecast.channels.indexOf(channel) * Q + quantileIndex(forecast, probability);
  for (const [h, time] of forecast.timestamps.entries())
    column[lastAtOrBefore(times, time)] = finite(forecast.values[h * C * Q + offset]);
}

interface ModelPart {
  readonly model: string;
  readonly label: string;
  readonly style: LineStyle;
  readonly lanes: readonly Forecast[][];
}

function modelParts(sheet: Sheet, { forecasts, models }: PanelContent): ModelPart[] {
  const present = models.filter((model) => forecasts.some((forecast) => forecast.model === model));
  return present.map((model) => ({
    model,
    label: model === "" ? "forecast" : model,
    style: modelStyle(models.indexOf(model)),
    lanes: lanesOf(
      sheet.times,
      forecasts.filter((forecast) => forecast.model === model),
    ),
  }));
}

const levelsOf = (lanes: readonly Forecast[][]): number[] =>
  [...new Set(lanes.flat().flatMap(({ levels }) => levels))].sort((a, b) => b - a);

/** One model's bands, the widest first, so that narrower ones are painted over it. */
function addBands(sheet: Sheet, part: ModelPart, content: PanelContent): LegendEntry[] {
  const levels = levelsOf(part.lanes);
  return levels.map((level, i) => {
    const label = `${level} %`;
    const color = bandFill(part.style.color, i, levels.length);
    const columns = part.lanes.flatMap((lane) => {
      const lower = addColumn(sheet, { label: `${part.label} ${label} lo`, show: content.showBands, width: 0 });
      const upper = addColumn(sheet, { label: `${part.label} ${label} hi`, show: content.showBands, width: 0 });
      for (const forecast of lane.filter(({ levels }) => levels.includes(level))) {
        writeQuantile(lower.column, sheet.times, forecast, content.channel, (1 - level / 100) / 2);
        writeQuantile(upper.column, sheet.times, forecast, content.channel, (1 + level / 100) / 2);
      }
      sheet.bands.push({ series: [upper.index, lower.index], fill: color });
      return [lower.index, upper.index];
    });
    return { label, model: part.label, kind: "band", color, dash: [], show: content.showBands, columns };
  });
}

function addForecasts(sheet: Sheet, { label, style, lanes }: ModelPart, channel: string): LegendEntry {
  const columns = lanes.map((lane) => {
    const { column, index } = addColumn(sheet, lineOf(label, style, 2));
    for (const forecast of lane) writeQuantile(column, sheet.times, forecast, channel, 0.5);
    return index;
  });
  return { label, model: label, kind: "forecast", color: style.color, dash: [...style.dash], show: true, columns };
}

/** Whether a channel has a value at all: a forecast may stand without its history. */
function isObserved({ target: { names, values } }: TimeSeries, channel: string): boolean {
  const c = names.indexOf(channel);
  return values.some((value, i) => i % names.length === c && !Number.isNaN(value));
}

/** The observed rows, split at the cutoff; the cutoff's row is in both, so that the line goes on without a break. */
function addObserved(sheet: Sheet, { series, channel, forecasts }: PanelContent, cutoff: number): LegendEntry[] {
  const { names, values } = series.target;
  const C = names.length;
  const c = names.indexOf(channel);
  const parts = [
    { kind: "history", style: historyStyle, holds: (time: number) => time <= cutoff },
    { kind: "actual", style: actualStyle, holds: (time: number) => time >= cutoff },
  ] as const;
  if (forecasts.length > 0 && !isObserved(series, channel)) return [];
  const continues = (series.timestamps.at(-1) ?? -Infinity) > cutoff;
  return parts.slice(0, continues ? 2 : 1).map(({ kind, style, holds }) => {
    const { column, index } = addColumn(sheet, lineOf(kind, style, 1.5));
    for (const [t, time] of series.timestamps.entries())
      if (holds(time)) column[lastAtOrBefore(sheet.times, time)] = finite(values[t * C + c]);
    return { label: kind, model: "", kind, color: style.color, dash: [], show: true, columns: [index] };
  });
}

/** What is missing between the first and the last observed row; no entry where nothing is. */
export function gapEntries(series: TimeSeries, channel: string): LegendEntry[] {
  const { timestamps } = series;
  const last = timestamps.length - 1;
  const gaps = listGaps(series, ["target"]).filter(
    ({ column, row, rows }) => column === channel && row > 0 && row + rows <= last,
  );
  if (gaps.length === 0) return [];
  const middle = (row: number): number => (timestamps[row]! + timestamps[row + 1]!) / 2000;
  const spans = gaps.map(({ row, rows }): [number, number] => [middle(row - 1), middle(row + rows - 1)]);
  const count = gaps.reduce((sum, { rows }) => sum + rows, 0);
  const label = `missing (${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"})`;
  return [{ label, model: "", kind: "gap", color: gapFill, dash: [], show: true, columns: [], spans }];
}

/** An axis in the colours of all. */
export const axis = (scale: string, label: string): PanelAxis => ({
  scale,
  label,
  stroke: inkColor,
  grid: { stroke: gridColor, width: 1 },
  ticks: { stroke: gridColor, width: 1, size: 4 },
});

/** The label of a time axis. */
export function timeLabel(timezone: string): string {
  const [, sign, hours] = /^Etc\/GMT([+-])(\d+)$/.exec(timezone) ?? []; // whose signs are those of POSIX: west is +
  if (hours !== undefined) return `time (UTC${sign === "-" ? "+" : "−"}${hours})`;
  return timezone === "floating" ? "time" : `time (${timezone})`;
}

/** The finest part of a time that rows of such a unit show. */
export const precisionOf = (unit: FrequencyUnit): PlotPanel["precision"] =>
  unit === "second" ? "second" : unit === "minute" || unit === "hour" ? "minute" : "day";

function firstView(
  { times }: Sheet,
  { forecasts, history }: PanelContent,
  cutoff: number,
): { min: number; max: number } {
  const first = Math.max(0, lastAtOrBefore(times, cutoff) - history + 1);
  const end = forecasts.reduce((last, { timestamps }) => Math.max(last, timestamps.at(-1) ?? last), -Infinity);
  const last = Number.isFinite(end) ? end : (times.at(-1) ?? 0);
  return { min: (times[first] ?? 0) / 1000, max: last / 1000 };
}

/**
 * Lays out one panel: bands (widest first) under the observed rows under the forecasts.
 *
 * @throws {DataError} if a forecast lacks the median or an end of one of its levels.
 */
export function forecastPanel(content: PanelContent): PlotPanel {
  const { series, forecasts, channel, unit, history, width, height } = content;
  const bare = forecasts.length > 0 && !isObserved(series, channel);
  const ahead = forecasts.map(({ timestamps }) => timestamps);
  const times = sortedUnion(bare ? ahead : [series.timestamps, ...ahead]);
  const x = timeLabel(series.timezone);
  const sheet: Sheet = { times, data: [Array.from(times, (time) => time / 1000)], series: [{ label: x }], bands: [] };
  const cutoffs = [...new Set(forecasts.map(({ cutoff }) => cutoff))].sort((a, b) => a - b);
  const cutoff = cutoffs[0] ?? Infinity;
  const parts = modelParts(sheet, content);
  const bands = parts.map((part) => addBands(sheet, part, content));
  const observed = addObserved(sheet, content, cutoff);
  const lines = parts.map((part) => addForecasts(sheet, part, channel));
  const y = unit === undefined ? channel : `${channel} [${unit}]`;
  const scales = { x: { time: true, ...firstView(sheet, content, cutoff) }, y: { auto: true } };
  const axes = [axis("x", x), axis("y", y)];
  return {
    data: sheet.data,
    options: { title: series.id, width, height, series: sheet.series, bands: sheet.bands, scales, axes },
    legend: observed.concat(
      lines.flatMap((line, i) => [line].concat(bands[i] ?? [])),
      gapEntries(series, channel),
    ),
    cutoffs: cutoffs.filter((time) => time >= times[0]!).map((time) => time / 1000), // one without history marks nothing
    timezone: series.timezone,
    precision: precisionOf(series.frequency.unit),
    history,
  };
}
