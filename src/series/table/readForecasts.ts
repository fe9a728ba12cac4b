/** Reads the long tables of forecasts that the writers make: CSV or JSON Lines, a row a step and channel. */
import Papa from "papaparse";
import { DataError, OptionError } from "../../errors.ts";
import { addSteps } from "../calendar.ts";
import { type CsvSource, openSources } from "../csv/source.ts";
import { type Frequency, toFrequency } from "../frequency.ts";
import { inferFrequency } from "../inferFrequency.ts";
import type { Forecast } from "../series.ts";
import { namesZone, parseTimestamp } from "../timestamp.ts";
import { checkTimezone } from "../timezone.ts";

/** Options of `readForecasts`. */
export interface ReadForecastsOptions {
  /** Step between rows; inferred where a series has two steps or more. */
  readonly frequency?: string | Frequency | undefined;
  /** IANA zone; absent: "floating", or what the first time names, "UTC" or whole hours from it such as "Etc/GMT-1". */
  readonly timezone?: string | undefined;
  /** What the forecasts are said to be by; the files do not tell. Default: "". */
  readonly model?: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

const needed = ["id", "timestamp", "channel", "forecast"];

/**
 * Reads what `forecastToCsv` and `forecastToJsonLines` wrote. The cutoff is taken to lie a step before the first row.
 * @throws DataError for other columns, a step without a channel's row, and what is no time or number; OptionError for a zone or a
 * frequency that is none
 * @example (await readForecasts("id,timestamp,channel,forecast\na,2024-01-02,a,1\na,2024-01-03,a,2\n"))[0]?.seriesId //=> "a"
 */
export async function readForecasts(source: CsvSource, options: ReadForecastsOptions = {}): Promise<Forecast[]> {
  const { frequency, timezone, model = "" } = options;
  if (timezone !== undefined) checkTimezone(timezone);
  const given = frequency === undefined ? undefined : toFrequency(frequency);
  const [file] = await openSources(source, { encoding: undefined, warn: () => undefined });
  if (!file) throw new OptionError({ where: "readForecasts", expected: "one source", found: "none" });
  const { name } = file;
  const rows = rowsOf(await textOf(file.chunks), name);
  const header = new Set(rows.flatMap((row) => Object.keys(row)));
  const absent = needed.filter((column) => !header.has(column));
  if (rows.length === 0 || absent.length > 0) throw noForecasts(name, [...header]);
  const levels = [...header].flatMap((column) => /^lo-([\d.]+)$/.exec(column)?.[1] ?? []).map(Number);
  const zone = timezone ?? zoneNamed(String(rows[0]!["timestamp"]));
  const series = groupedBy(rows, (row) => String(row["id"]));
  return [...series].map(([id, own]) => {
    const plan = { id, name, model, zone, given, levels: levels.toSorted((a, b) => a - b) };
    return forecastOf(own, plan);
  });
}

/** The clock that times were written on, as far as they tell: the offset of the first, also where the clock is set forward or back later. */
function zoneNamed(time: string): string {
  if (!namesZone(time)) return "floating";
  const [, sign, hours] = /([+-])(\d\d):?00$/.exec(time) ?? [];
  if (hours === undefined || Number(hours) === 0 || Number(hours) > 12) return "UTC";
  return `Etc/GMT${sign === "+" ? "-" : "+"}${Number(hours)}`; // as POSIX has it: west is +
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/** Rows by column; an object a line, or cells below a header. */
function rowsOf(text: string, name: string): Row[] {
  if (!/^\s*\{/.test(text)) return Papa.parse<Row>(text.trimEnd(), { header: true, skipEmptyLines: true }).data;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  try {
    return lines.map((line) => JSON.parse(line) as Row);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new DataError({ where: name, file: name, expected: "a JSON object a line", found, remedy: "mend the JSON" });
  }
}

/** Rows by what a function makes of them, in order of first appearance. */
function groupedBy<K>(rows: readonly Row[], keyOf: (row: Row) => K): Map<K, Row[]> {
  const groups = new Map<K, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

interface ForecastPlan {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly zone: string;
  readonly given: Frequency | undefined;
  /** Ascending. */
  readonly levels: readonly number[];
}

/** The rows of one series (H C). */
function forecastOf(rows: readonly Row[], { id, name, model, zone, given, levels }: ForecastPlan): Forecast {
  const where = `${name} series "${id}"`;
  const steps = groupedBy(rows, (row) => timeOf(row["timestamp"], zone, where));
  const timestamps = Float64Array.from(steps.keys()).sort();
  const channels = [...new Set(rows.map((row) => String(row["channel"])))];
  const frequency = given ?? inferFrequency(timestamps, zone, where);
  const columns = [
    ...levels.toReversed().map((level) => `lo-${level}`),
    "forecast",
    ...levels.map((level) => `hi-${level}`),
  ];
  const values = new Float64Array(timestamps.length * channels.length * columns.length);
  timestamps.forEach((time, h) => {
    const own = new Map(steps.get(time)!.map((row) => [String(row["channel"]), row]));
    channels.forEach((channel, c) => {
      const row = own.get(channel);
      if (!row) throw noRow(where, channel, String(steps.get(time)![0]!["timestamp"]));
      const at = (h * channels.length + c) * columns.length;
      columns.forEach((column, q) => (values[at + q] = numberOf(row[column], column, where)));
    });
  });
  return {
    seriesId: id,
    model,
    cutoff: addSteps(timestamps[0]!, -1, frequency, zone),
    frequency,
    timezone: zone,
    timestamps,
    channels,
    levels,
    quantiles: columns.map((column) => probabilityOf(column)),
    values,
  };
}

/** The probability of a column: 0.5, or an end of a central interval in percent. */
function probabilityOf(column: string): number {
  if (column === "forecast") return 0.5;
  const level = Number(column.slice(3));
  return column.startsWith("lo-") ? (100 - level) / 200 : (100 + level) / 200;
}

function timeOf(cell: unknown, zone: string, where: string): number {
  const time = parseTimestamp(String(cell), zone);
  if (!Number.isNaN(time)) return time;
  throw new DataError({
    where,
    column: "timestamp",
    expected: "an ISO 8601 time",
    found: JSON.stringify(cell) ?? "nothing",
    remedy: "give a forecast as seqcast wrote it",
  });
}

/** Null and the empty cell are missing. */
function numberOf(cell: unknown, column: string, where: string): number {
  if (cell === null || cell === undefined || cell === "") return NaN;
  const value = Number(cell);
  if (!Number.isNaN(value)) return value;
  const remedy = "give a forecast as seqcast wrote it";
  throw new DataError({ where, column, expected: `a number in ${column}`, found: JSON.stringify(cell), remedy });
}

function noForecasts(name: string, header: readonly string[]): DataError {
  return new DataError({
    where: name,
    file: name,
    expected: "a forecast: id,timestamp,channel,forecast, then lo-80,hi-80 and so on",
    found: header.join() || "nothing",
    remedy: "give a file that `seqcast forecast --out` or writeCsv wrote",
  });
}

function noRow(where: string, channel: string, time: string): DataError {
  const expected = `a row of channel "${channel}" at ${time}`;
  return new DataError({ where, expected, found: "none", remedy: "give a forecast as seqcast wrote it" });
}
