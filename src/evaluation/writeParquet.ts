/** Writes series, forecasts and scores as Parquet. */
import { writeWhole } from "#platform";
import { tableToParquet } from "../series/index.ts";
import { type Tabular, tableOf, timezonesOf } from "./tableOf.ts";

/**
 * Writes series, forecasts or the scores of a backtest to a Parquet file, whole or not at all, in the columns of `seriesToCsv`,
 * `forecastToCsv` and `scoresToCsv`; folders are made. Times are timestamps in milliseconds, in UTC unless they are floating;
 * missing values are null. In a browser the file becomes a download. All rows are in memory while they are packed.
 * @throws DataError where the path cannot be written, some times are floating and others are not, and as the writers of CSV do.
 * @example await writeParquet("forecast.parquet", fitted.predict(series));
 */
export async function writeParquet(path: string, rows: Tabular): Promise<void> {
  const table = tableOf(rows, "writeParquet", (timestamp) => timestamp);
  const timeColumn = table.header.indexOf("scores" in rows ? "cutoff" : "timestamp");
  await writeWhole(path, await tableToParquet(table, timeColumn, timezonesOf(rows), "writeParquet"));
}
