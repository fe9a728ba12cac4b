/** A small plot of history and forecast in the terminal, above the table: a look before the numbers. */
import { stripVTControlCharacters } from "node:util";
import { Option } from "commander";
import { type Forecast, formatTimestamp, type TimeSeries } from "../series/index.ts";
import { braillePlot, rangeOf, type Trace } from "./braillePlot.ts";
import type { OutputFlags } from "./flags.ts";
import { stepsOf } from "./forecastTable.ts";
import { sameDecimals } from "./table.ts";
import { type Palette, paletteOf, type Terminal } from "./terminal.ts";

const ROWS = 9;
const WIDEST = 120; // columns of the terminal
const MOST = 3; // plots, one a series and channel

/** The flag that draws the plot where nobody looks, too. */
export const previewOption = (): Option =>
  new Option("--preview", "draw history and forecast in the terminal (default there)");

/** The flag that leaves the plot out. */
export const noPreviewOption = (): Option => new Option("--no-preview", "do not draw them");

/** The plots, or nothing where they are not asked for. */
export function previewText(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  flags: Pick<OutputFlags, "preview">,
  terminal: Terminal,
): string {
  const { stdout, env } = terminal;
  if (!(flags.preview ?? (stdout.isTTY && env["TERM"] !== "dumb"))) return "";
  const width = Math.max(40, Math.min(stdout.columns ?? 80, WIDEST));
  const lanes = forecasts.flatMap((forecast, i) => forecast.channels.map((_, channel) => ({ i, forecast, channel })));
  const palette = paletteOf(stdout, terminal);
  const shown = lanes.slice(0, MOST).map(({ i, forecast, channel }) => {
    const name = forecast.channels[channel]!;
    const title =
      forecast.channels.length === 1 || name === forecast.seriesId
        ? forecast.seriesId
        : `${forecast.seriesId}, ${name}`;
    return lanePlot(series[i]!, forecast, channel, { title, width, palette });
  });
  const hidden = lanes.length - shown.length;
  return `${shown.join("\n")}${hidden > 0 ? palette.dim(`… and ${hidden} more\n`) : ""}\n`;
}

interface Frame {
  readonly title: string;
  readonly width: number;
  readonly palette: Palette;
}

/** One channel: a title with a legend, the lines with their scale, and the times below. */
function lanePlot(series: TimeSeries, forecast: Forecast, channel: number, { title, width, palette }: Frame): string {
  const { bold, dim, cyan } = palette;
  const recent = recentValues(series, forecast, channel);
  const steps = stepsOf(forecast, channel);
  const level = Math.min(...forecast.levels);
  const from = recent.length;
  const ends = (side: "lo" | "hi"): Trace[] => {
    const values = steps.map(({ intervals }) => intervals.find((one) => one.level === level)?.[side] ?? NaN);
    return forecast.levels.length > 0 ? [{ from, values, paint: dim, dotted: true }] : [];
  };
  const history: Trace = { from: 0, values: recent, paint: (text) => text };
  // The forecast's line begins at the last row, so that both are one line.
  const ahead = [recent.at(-1) ?? NaN, ...steps.map((step) => step.forecast)];
  const traces = [...ends("lo"), ...ends("hi"), history, { from: from - 1, values: ahead, paint: cyan }];
  const range = rangeOf(traces);
  const scale = sameDecimals([range.high, (range.low + range.high) / 2, range.low]);
  const indent = Math.max(...scale.map(({ length }) => length));
  const labels = new Map([0, (ROWS - 1) / 2, ROWS - 1].map((row, i) => [row, scale[i]!]));
  const columns = width - indent - 3;
  const lines = braillePlot(traces, { columns, rows: ROWS, ...range });
  const body = lines.map((line, row) => `${dim(`${(labels.get(row) ?? "").padStart(indent)} │`)} ${line}`.trimEnd());
  const legend = [dim("history"), cyan("forecast"), ...(forecast.levels.length > 0 ? [dim(`${level} % ┈`)] : [])];
  const times = timeLine(forecast, recent.length, steps.length, { series, columns });
  const room = width - stripVTControlCharacters(legend.join("  ")).length - 2;
  return `${bold(shortened(title, room))}  ${legend.join("  ")}\n${body.join("\n")}\n${dim(`${" ".repeat(indent)} ╰ ${times}`)}\n`;
}

/** A title without its middle where that is too long: names often differ at their ends. */
function shortened(title: string, room: number): string {
  if (title.length <= room) return title;
  return `${title.slice(0, Math.ceil(room * 0.6) - 1)}…${title.slice(title.length - Math.floor(room * 0.4))}`;
}

/** The last observed values up to the cutoff, so many that the forecast takes a quarter of the width at most. */
function recentValues(
  { timestamps, target }: TimeSeries,
  { cutoff, timestamps: ahead }: Forecast,
  channel: number,
): number[] {
  const end = timestamps.findLastIndex((time) => time <= cutoff) + 1;
  const start = Math.max(0, end - Math.max(3 * ahead.length, 48));
  return Array.from({ length: end - start }, (_, t) => target.values[(start + t) * target.names.length + channel]!);
}

/** The first time, the cutoff and the last time, each where it stands, as far as there is room. */
function timeLine(
  { cutoff, timestamps, frequency, timezone }: Forecast,
  rows: number,
  ahead: number,
  { series, columns }: { readonly series: TimeSeries; readonly columns: number },
): string {
  const end = series.timestamps.findLastIndex((time) => time <= cutoff);
  const [first, middle, last] = [series.timestamps[end - rows + 1]!, cutoff, timestamps.at(-1)!].map((time) =>
    formatTimestamp(time, frequency, timezone),
  ) as [string, string, string];
  const at = Math.round(((rows - 1) / Math.max(1, rows + ahead - 1)) * (columns - 1)) - middle.length + 1;
  const fits = at > first.length + 1 && at + middle.length + 1 < columns - last.length;
  const left = fits ? `${first.padEnd(at)}${middle}` : first;
  return left.length + 1 + last.length <= columns ? `${left.padEnd(columns - last.length)}${last}` : left;
}
