/** Series, forecasts and scores as data frames of danfojs, whose module is handed in: the package is not needed otherwise. */
import { type Tabular, tableOf } from "./tableOf.ts";

/** What is asked of the module danfojs-node or danfojs. */
export interface DanfoModule<Frame> {
  readonly DataFrame: new (rows: (string | number)[][], options: { columns: string[]; dtypes: string[] }) => Frame;
}

/**
 * Makes a data frame of series, forecasts or the scores of a backtest, in the columns of `seriesToCsv`, `forecastToCsv` and
 * `scoresToCsv`; times are text as there. Missing values are NaN, which danfojs carries on, not null, which it counts as 0. Its
 * own `toCSV` puts no quotes around text that needs them: use `writeCsv` to write files.
 * @param danfo - the module: `import * as danfo from "danfojs-node"`
 * @throws DataError as `seriesToCsv` and `forecastToCsv` do.
 * @example toDanfo(danfo, fitted.predict(series)).print();
 */
export function toDanfo<Frame>(danfo: DanfoModule<Frame>, rows: Tabular): Frame {
  const { header, rows: cells } = tableOf(rows, "toDanfo");
  const lists = Array.from(cells, (row) => row.map((cell) => cell ?? NaN));
  const isText = header.map((_, i) => lists.some((row) => typeof row[i] === "string"));
  const values = lists.map((row) => row.map((cell, i) => (isText[i] ? String(cell) : cell)));
  const dtypes = isText.map((text) => (text ? "string" : "float32"));
  return new danfo.DataFrame(values, { columns: [...header], dtypes });
}
