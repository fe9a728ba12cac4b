/** Forecasts as a person reads them: a table a series and channel, its middle left out where it is long. */
import { type Forecast, formatFrequency, formatTimestamp } from "../series/index.ts";
import { countOf } from "./paragraph.ts";
import { type Alignment, formatTable, sameDecimals } from "./table.ts";
import type { Palette } from "./terminal.ts";

/** One channel of one forecast. */
interface Lane {
  readonly forecast: Forecast;
  readonly channel: number;
}

const MAX_ROWS = 30; // over all tables; longer ones show a head and a tail
const MAX_TABLES = 6;

/** The forecast at a step, and both ends of each level. */
export interface ForecastStep {
  readonly timestamp: string;
  readonly channel: string;
  readonly forecast: number;
  readonly intervals: readonly { readonly level: number; readonly lo: number; readonly hi: number }[];
}

/** The steps of one channel (H), by the names that people use. */
export function stepsOf(forecast: Forecast, channel: number): ForecastStep[] {
  const { timestamps, channels, levels, quantiles, values, frequency, timezone } = forecast;
  return Array.from(timestamps, (time, h) => {
    const row = values.subarray((h * channels.length + channel) * quantiles.length).subarray(0, quantiles.length);
    const half = (quantiles.length - 1) / 2; // quantiles ascend about 0.5, a pair a level
    return {
      timestamp: formatTimestamp(time, frequency, timezone),
      channel: channels[channel]!,
      forecast: row[half]!,
      intervals: levels.map((level, l) => ({ level, lo: row[half - 1 - l]!, hi: row[half + 1 + l]! })),
    };
  });
}

/** What was forecast, in a phrase. */
export function describeForecasts(forecasts: readonly Forecast[]): string {
  const { seriesId, model, timestamps, frequency, timezone, cutoff } = forecasts[0]!;
  const what = forecasts.length === 1 ? seriesId : `${forecasts.length} series`;
  const same = forecasts.every((forecast) => forecast.cutoff === cutoff);
  const after = same ? ` after ${formatTimestamp(cutoff, frequency, timezone)}` : " after the end of each";
  return `forecast of ${what} by ${model}: ${countOf(timestamps.length, "step")} of ${formatFrequency(frequency)}${after}`;
}

/** Forecasts as text with a headline. */
export function forecastTables(forecasts: readonly Forecast[], palette: Palette): string {
  const lanes = forecasts.flatMap((forecast) => forecast.channels.map((_, channel) => ({ forecast, channel })));
  const shown = lanes.slice(0, MAX_TABLES);
  const rows = Math.max(6, Math.floor(MAX_ROWS / shown.length));
  const headline = describeForecasts(forecasts);
  const parts = [`${palette.bold(headline[0]!.toUpperCase() + headline.slice(1))}\n`];
  for (const lane of shown) parts.push(`${titleOf(lane, lanes.length, palette)}${laneTable(lane, rows, palette)}`);
  const hidden = lanes.length - shown.length;
  if (hidden > 0) parts.push(palette.dim(`… and ${countOf(hidden, "more table")}: --out writes all of them\n`));
  return parts.join("\n");
}

function titleOf({ forecast, channel }: Lane, lanes: number, { bold }: Palette): string {
  if (lanes === 1) return "";
  const name = forecast.channels[channel]!;
  return `${bold(forecast.seriesId)}${name === forecast.seriesId ? "" : `, ${name}`}\n`;
}

function laneTable({ forecast, channel }: Lane, limit: number, { dim }: Palette): string {
  const steps = stepsOf(forecast, channel);
  const numbers = steps.map(({ forecast: middle, intervals }) => [
    middle,
    ...intervals.flatMap(({ lo, hi }) => [lo, hi]),
  ]);
  const width = numbers[0]?.length ?? 0;
  const texts = sameDecimals(numbers.flat());
  const rows = steps.map(({ timestamp }, h) => [timestamp].concat(texts.slice(h * width, (h + 1) * width)));
  const names = ["timestamp", "forecast", ...forecast.levels.flatMap((level) => [`lo-${level}`, `hi-${level}`])];
  const alignments = names.map((_, i): Alignment => (i === 0 ? "left" : "right"));
  return formatTable([names.map((name) => dim(name)), ...abridged(rows, limit)], alignments);
}

/** Head and tail of long tables; the row between says how many are left out. */
function abridged(rows: readonly string[][], limit: number): readonly string[][] {
  if (rows.length <= limit) return rows;
  const tail = Math.floor(limit / 4);
  const head = limit - tail - 1;
  return [...rows.slice(0, head), [`… ${rows.length - head - tail} more`], ...rows.slice(-tail)];
}
