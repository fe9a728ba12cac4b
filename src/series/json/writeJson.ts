/**
 * Series and forecasts as JSON Lines: an object a row, with the names of the CSV's columns. Numbers are the shortest digits that
 * read back to the same float64, missing values are null, and what a row does not have is left out.
 */
import { writeWhole } from "#platform";
import type { Forecast, TimeSeries } from "../series.ts";
import { areForecasts, type Cell, forecastTable, piecesOf, seriesTable, type Table } from "../table/rows.ts";

function valueText(cell: string | number): string {
  if (typeof cell === "string") return JSON.stringify(cell);
  if (!Number.isFinite(cell)) return "null";
  return Object.is(cell, -0) ? "-0" : String(cell);
}

function* linesOf({ header, rows }: Table): Generator<string> {
  const keys = header.map((name) => `${JSON.stringify(name)}:`);
  for (const row of rows) {
    const fields = row.flatMap((cell: Cell, i) => (cell === undefined ? [] : [keys[i]! + valueText(cell)]));
    yield `{${fields.join(",")}}`;
  }
}

/** A table as JSON Lines. */
export function tableToJsonLines(table: Table): string {
  return [...piecesOf(linesOf(table))].join("");
}

/**
 * Writes series as JSON Lines, in the columns of `seriesToCsv`.
 * @throws DataError where the series differ in their columns, or two columns have one name.
 * @example seriesToJsonLines([series]) //=> '{"id":"load","timestamp":"2024-01-01","load":1}\n'
 */
export function seriesToJsonLines(series: readonly TimeSeries[]): string {
  return tableToJsonLines(seriesTable(series, "seriesToJsonLines"));
}

/**
 * Writes forecasts as JSON Lines, in the columns of `forecastToCsv`.
 * @throws DataError where forecasts differ in their levels or lack a level's quantiles.
 * @example forecastToJsonLines([forecast]) //=> '{"id":"load","timestamp":"2024-01-02","channel":"load","forecast":1}\n'
 */
export function forecastToJsonLines(forecasts: readonly Forecast[]): string {
  return tableToJsonLines(forecastTable(forecasts, "forecastToJsonLines"));
}

/**
 * Writes series or forecasts to a file of JSON Lines, whole or not at all; folders are made. In a browser it becomes a download.
 * @throws DataError where the path cannot be written, and as `seriesToJsonLines` and `forecastToJsonLines` do.
 */
export async function writeJsonLines(path: string, rows: readonly TimeSeries[] | readonly Forecast[]): Promise<void> {
  const table = areForecasts(rows) ? forecastTable(rows, "writeJsonLines") : seriesTable(rows, "writeJsonLines");
  await writeWhole(path, piecesOf(linesOf(table)));
}
