/**
 * Series and forecasts as CSV text. Numbers are the shortest digits that read back to the same float64, missing values
 * are empty cells, and a cell is quoted only where it must be.
 */
import { writeWhole } from "#platform";
import { DataError } from "../../errors.ts";
import { timestampsAfter } from "../horizon.ts";
import type { Columns, Forecast, TimeSeries } from "../series.ts";
import { formatTimestamp } from "../timestamp.ts";

function cellOf(text: string): string {
  return /[",;|\t\r\n]|^\s|\s$|^\ufeff/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function numberCell(value: number): string {
  if (Number.isNaN(value)) return "";
  return Object.is(value, -0) ? "-0" : String(value);
}

function rowOf(columns: Columns | undefined, t: number, length: number): string[] {
  const width = columns?.names.length ?? 0;
  return Array.from({ length: width }, (_, c) => (t < length ? numberCell(columns!.values[t * width + c]!) : ""));
}

/** The names of a series' columns in the order of the file. */
function columnNames({ target, pastCovariates, futureCovariates, staticCovariates }: TimeSeries): string[] {
  const covariates = [...(pastCovariates?.names ?? []), ...(futureCovariates?.names ?? [])];
  return ["id", "timestamp", ...target.names, ...covariates, ...Object.keys(staticCovariates ?? {})];
}

/**
 * Writes series as CSV: `id`, `timestamp`, then target, past, future and static columns. Rows beyond the end hold the
 * known future covariates only.
 * @throws DataError where the series differ in their columns, or two columns have one name.
 * @example seriesToCsv([series]) //=> "id,timestamp,load\nload,2024-01-01,1\n"
 */
export function seriesToCsv(series: readonly TimeSeries[]): string {
  const [first] = series;
  const header = first ? columnNames(first) : ["id", "timestamp"];
  const twice = header.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined) throw columnTwice(twice);
  const lines = [header.map(cellOf).join(",")];
  for (const one of series) {
    if (columnNames(one).join("\n") !== header.join("\n")) throw otherColumns(one, header);
    for (const line of seriesLines(one)) lines.push(line);
  }
  return `${lines.join("\n")}\n`;
}

function* seriesLines(series: TimeSeries): Generator<string> {
  const { id, frequency, timezone, target, pastCovariates, futureCovariates } = series;
  const length = series.timestamps.length;
  const known = futureCovariates ? futureCovariates.values.length / futureCovariates.names.length : length;
  const statics = Object.values(series.staticCovariates ?? {}).map((value) =>
    typeof value === "number" ? numberCell(value) : cellOf(value),
  );
  const beyond = timestampsAfter(series, Math.max(0, known - length));
  for (let t = 0; t < Math.max(length, known); t++) {
    const timestamp = t < length ? series.timestamps[t]! : beyond[t - length]!;
    yield [
      cellOf(id),
      formatTimestamp(timestamp, frequency, timezone),
      ...rowOf(target, t, length),
      ...rowOf(pastCovariates, t, length),
      ...rowOf(futureCovariates, t, known),
      ...statics,
    ].join(",");
  }
}

function columnTwice(name: string): DataError {
  return new DataError({
    where: `seriesToCsv column "${name}"`,
    column: name,
    expected: `every column name once, beside "id" and "timestamp"`,
    found: `"${name}" twice`,
    remedy: "rename the column",
  });
}

function otherColumns(series: TimeSeries, header: readonly string[]): DataError {
  return new DataError({
    where: `seriesToCsv series "${series.id}"`,
    expected: `the columns of the first series: ${header.slice(2).join(", ")}`,
    found: columnNames(series).slice(2).join(", "),
    remedy: "write series with other columns to a file of their own",
  });
}

/** The index of a probability among a forecast's quantiles. */
function quantileIndex({ seriesId, quantiles }: Forecast, probability: number): number {
  const index = quantiles.findIndex((quantile) => Math.abs(quantile - probability) < 1e-9);
  if (index >= 0) return index;
  throw new DataError({
    where: `forecastToCsv series "${seriesId}"`,
    expected: `the quantile ${Number(probability.toFixed(9))} among the forecast's`,
    found: quantiles.join(", "),
    remedy: "predict with these levels",
  });
}

/**
 * Writes forecasts as long CSV: `id,timestamp,channel,forecast`, then `lo-80,hi-80` and so on, a pair a level.
 * `forecast` is the quantile 0.5.
 * @throws DataError where forecasts differ in their levels or lack a level's quantiles.
 * @example forecastToCsv([forecast]).split("\n")[0] //=> "id,timestamp,channel,forecast,lo-80,hi-80"
 */
export function forecastToCsv(forecasts: readonly Forecast[]): string {
  const levels = forecasts[0]?.levels ?? [];
  const pairs = levels.flatMap((level) => [`lo-${level}`, `hi-${level}`]);
  const lines = [["id", "timestamp", "channel", "forecast", ...pairs].join(",")];
  for (const forecast of forecasts) {
    if (forecast.levels.join() !== levels.join()) throw otherLevels(forecast, levels);
    for (const line of forecastLines(forecast)) lines.push(line);
  }
  return `${lines.join("\n")}\n`;
}

function* forecastLines(forecast: Forecast): Generator<string> {
  const { seriesId, timestamps, channels, levels, quantiles, values, frequency, timezone } = forecast;
  const tails = levels.flatMap((level) => [(100 - level) / 200, (100 + level) / 200]);
  const columns = [0.5, ...tails].map((probability) => quantileIndex(forecast, probability));
  for (let h = 0; h < timestamps.length; h++) {
    const timestamp = formatTimestamp(timestamps[h]!, frequency, timezone);
    for (let c = 0; c < channels.length; c++) {
      const at = (h * channels.length + c) * quantiles.length;
      const cells = columns.map((q) => numberCell(values[at + q]!));
      yield [cellOf(seriesId), timestamp, cellOf(channels[c]!), ...cells].join(",");
    }
  }
}

function otherLevels({ seriesId, levels }: Forecast, first: readonly number[]): DataError {
  return new DataError({
    where: `forecastToCsv series "${seriesId}"`,
    expected: `the levels of the first forecast: ${first.join(", ") || "none"}`,
    found: levels.join(", ") || "none",
    remedy: "write forecasts with other levels to a file of their own",
  });
}

/**
 * Writes series or forecasts to a CSV file, whole or not at all; folders are made. In a browser it becomes a download.
 * @throws DataError where the path cannot be written, and as `seriesToCsv` and `forecastToCsv` do.
 */
export async function writeCsv(path: string, rows: readonly TimeSeries[] | readonly Forecast[]): Promise<void> {
  await writeWhole(path, areForecasts(rows) ? forecastToCsv(rows) : seriesToCsv(rows));
}

function areForecasts(rows: readonly TimeSeries[] | readonly Forecast[]): rows is readonly Forecast[] {
  const [first] = rows;
  return first !== undefined && "seriesId" in first;
}
