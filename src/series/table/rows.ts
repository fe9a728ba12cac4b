/** Series and forecasts as tables of rows, which the writers turn into CSV or JSON. */
import { DataError } from "../../errors.ts";
import { timestampsAfter } from "../horizon.ts";
import type { Columns, Forecast, TimeSeries } from "../series.ts";
import type { Frequency } from "../frequency.ts";
import { formatTimestamp } from "../timestamp.ts";

/** A cell: NaN is a missing value, undefined one that is not there. */
export type Cell = string | number | undefined;

/** A table, row by row. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: Iterable<readonly Cell[]>;
}

/** Makes the cell of a timestamp: text, unless the format has times of its own. */
export type TimeCell = (timestamp: number, frequency: Frequency, timezone: string) => Cell;

function cellsOf(columns: Columns | undefined, t: number, length: number): Cell[] {
  const width = columns?.names.length ?? 0;
  return Array.from({ length: width }, (_, c) => (t < length ? columns!.values[t * width + c]! : undefined));
}

/** The names of a series' columns in the order of the file. */
function columnNames({ target, pastCovariates, futureCovariates, staticCovariates, weight }: TimeSeries): string[] {
  const covariates = [...(pastCovariates?.names ?? []), ...(futureCovariates?.names ?? [])];
  const last = [...Object.keys(staticCovariates ?? {}), ...(weight ? ["weight"] : [])];
  return ["id", "timestamp", ...target.names, ...covariates, ...last];
}

/**
 * Series as a table: `id`, `timestamp`, then target, past, future and static columns, and `weight`. Rows beyond the end hold the known future
 * covariates only.
 * @throws DataError where the series differ in their columns, or two columns have one name.
 */
export function seriesTable(series: readonly TimeSeries[], where: string, timeCell: TimeCell = formatTimestamp): Table {
  const [first] = series;
  const header = first ? columnNames(first) : ["id", "timestamp"];
  const twice = header.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined) throw columnTwice(twice, where);
  for (const one of series)
    if (columnNames(one).join("\n") !== header.join("\n")) throw otherColumns(one, header, where);
  return { header, rows: rowsOfAll(series, (one) => seriesRows(one, timeCell)) };
}

function* rowsOfAll<T>(all: readonly T[], rowsOf: (one: T) => Iterable<readonly Cell[]>): Generator<readonly Cell[]> {
  for (const one of all) yield* rowsOf(one);
}

function* seriesRows(series: TimeSeries, timeCell: TimeCell): Generator<readonly Cell[]> {
  const { id, frequency, timezone, target, pastCovariates, futureCovariates, weight } = series;
  const length = series.timestamps.length;
  const known = futureCovariates ? futureCovariates.values.length / futureCovariates.names.length : length;
  const statics = Object.values(series.staticCovariates ?? {});
  const beyond = timestampsAfter(series, Math.max(0, known - length));
  for (let t = 0; t < Math.max(length, known); t++) {
    const timestamp = t < length ? series.timestamps[t]! : beyond[t - length]!;
    yield [
      id,
      timeCell(timestamp, frequency, timezone),
      ...cellsOf(target, t, length),
      ...cellsOf(pastCovariates, t, length),
      ...cellsOf(futureCovariates, t, known),
      ...statics,
      ...(weight ? [t < length ? weight[t] : undefined] : []),
    ];
  }
}

function columnTwice(name: string, where: string): DataError {
  return new DataError({
    where: `${where} column "${name}"`,
    column: name,
    expected: `every column name once, beside "id" and "timestamp"`,
    found: `"${name}" twice`,
    remedy: "rename the column",
  });
}

function otherColumns(series: TimeSeries, header: readonly string[], where: string): DataError {
  return new DataError({
    where: `${where} series "${series.id}"`,
    expected: `the columns of the first series: ${header.slice(2).join(", ")}`,
    found: columnNames(series).slice(2).join(", "),
    remedy: "write series with other columns to a file of their own",
  });
}

/** The index of a probability among a forecast's quantiles. */
function quantileIndex({ seriesId, quantiles }: Forecast, probability: number, where: string): number {
  const index = quantiles.findIndex((quantile) => Math.abs(quantile - probability) < 1e-9);
  if (index >= 0) return index;
  throw new DataError({
    where: `${where} series "${seriesId}"`,
    expected: `the quantile ${Number(probability.toFixed(9))} among the forecast's`,
    found: quantiles.join(", "),
    remedy: "predict with these levels",
  });
}

/**
 * Forecasts as a long table: `id,timestamp,channel,forecast`, then `lo-80,hi-80` and so on, a pair a level. `forecast` is the
 * quantile 0.5.
 * @throws DataError where forecasts differ in their levels or lack a level's quantiles.
 */
export function forecastTable(
  forecasts: readonly Forecast[],
  where: string,
  timeCell: TimeCell = formatTimestamp,
): Table {
  const levels = forecasts[0]?.levels ?? [];
  const tails = levels.flatMap((level) => [(100 - level) / 200, (100 + level) / 200]);
  const places = new Map<Forecast, number[]>();
  for (const forecast of forecasts) {
    if (forecast.levels.join() !== levels.join()) throw otherLevels(forecast, levels, where);
    places.set(
      forecast,
      [0.5, ...tails].map((probability) => quantileIndex(forecast, probability, where)),
    );
  }
  const pairs = levels.flatMap((level) => [`lo-${level}`, `hi-${level}`]);
  const rows = rowsOfAll(forecasts, (forecast) => forecastRows(forecast, places.get(forecast)!, timeCell));
  return { header: ["id", "timestamp", "channel", "forecast", ...pairs], rows };
}

function* forecastRows(forecast: Forecast, places: readonly number[], timeCell: TimeCell): Generator<readonly Cell[]> {
  const { seriesId, timestamps, channels, quantiles, values, frequency, timezone } = forecast;
  for (let h = 0; h < timestamps.length; h++) {
    const timestamp = timeCell(timestamps[h]!, frequency, timezone);
    for (let c = 0; c < channels.length; c++) {
      const at = (h * channels.length + c) * quantiles.length;
      yield [seriesId, timestamp, channels[c]!, ...places.map((q) => values[at + q]!)];
    }
  }
}

function otherLevels({ seriesId, levels }: Forecast, first: readonly number[], where: string): DataError {
  return new DataError({
    where: `${where} series "${seriesId}"`,
    expected: `the levels of the first forecast: ${first.join(", ") || "none"}`,
    found: levels.join(", ") || "none",
    remedy: "write forecasts with other levels to a file of their own",
  });
}

/** Whether rows are forecasts and no series. */
export function areForecasts(rows: readonly TimeSeries[] | readonly Forecast[]): rows is readonly Forecast[] {
  const [first] = rows;
  return first !== undefined && "seriesId" in first;
}

const PIECE = 1 << 16;

/** Lines with their ends, gathered into longer pieces. */
export function* piecesOf(lines: Iterable<string>): Generator<string> {
  let piece = "";
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
