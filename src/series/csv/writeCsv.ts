/**
 * Series and forecasts as CSV text. Numbers are the shortest digits that read back to the same float64, missing values
 * are empty cells, and a cell is quoted only where it must be.
 */
import { writeWhole } from "#platform";
import type { Forecast, TimeSeries } from "../series.ts";
import { areForecasts, type Cell, forecastTable, piecesOf, seriesTable, type Table } from "../table/rows.ts";

/** Options of the writers of CSV. */
export interface WriteCsvOptions {
  /**
   * Whether texts that a spreadsheet would take for formulas (=, +, -, @, tab or return at the beginning) get an apostrophe in
   * front. Default: false; such texts do not read back as they were. Numbers are never changed.
   */
  readonly escapeFormulas?: boolean | undefined;
}

function textCell(text: string, { escapeFormulas }: WriteCsvOptions): string {
  const safe = escapeFormulas === true && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;|\t\r\n]|^\s|\s$|^\ufeff/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function cellText(cell: Cell, options: WriteCsvOptions): string {
  if (typeof cell === "string") return textCell(cell, options);
  if (cell === undefined || Number.isNaN(cell)) return "";
  return Object.is(cell, -0) ? "-0" : String(cell);
}

function* linesOf({ header, rows }: Table, options: WriteCsvOptions): Generator<string> {
  yield header.map((name) => textCell(name, options)).join(",");
  for (const row of rows) yield row.map((cell) => cellText(cell, options)).join(",");
}

/** A table as CSV text. */
export function tableToCsv(table: Table, options: WriteCsvOptions = {}): string {
  return [...piecesOf(linesOf(table, options))].join("");
}

/**
 * Writes series as CSV: `id`, `timestamp`, then target, past, future and static columns. Rows beyond the end hold the
 * known future covariates only.
 * @throws DataError where the series differ in their columns, or two columns have one name.
 * @example seriesToCsv([series]) //=> "id,timestamp,load\nload,2024-01-01,1\n"
 */
export function seriesToCsv(series: readonly TimeSeries[], options: WriteCsvOptions = {}): string {
  return tableToCsv(seriesTable(series, "seriesToCsv"), options);
}

/**
 * Writes forecasts as long CSV: `id,timestamp,channel,forecast`, then `lo-80,hi-80` and so on, a pair a level.
 * `forecast` is the quantile 0.5.
 * @throws DataError where forecasts differ in their levels or lack a level's quantiles.
 * @example forecastToCsv([forecast]).split("\n")[0] //=> "id,timestamp,channel,forecast,lo-80,hi-80"
 */
export function forecastToCsv(forecasts: readonly Forecast[], options: WriteCsvOptions = {}): string {
  return tableToCsv(forecastTable(forecasts, "forecastToCsv"), options);
}

/**
 * Writes series or forecasts to a CSV file, whole or not at all; folders are made. In a browser it becomes a download.
 * @throws DataError where the path cannot be written, and as `seriesToCsv` and `forecastToCsv` do.
 */
export async function writeCsv(
  path: string,
  rows: readonly TimeSeries[] | readonly Forecast[],
  options: WriteCsvOptions = {},
): Promise<void> {
  const table = areForecasts(rows) ? forecastTable(rows, "writeCsv") : seriesTable(rows, "writeCsv");
  await writeWhole(path, piecesOf(linesOf(table, options)));
}
