/** Reads series from a data frame of danfojs, known by its shape alone: the package is not needed otherwise. */
import { OptionError } from "../../errors.ts";
import type { TimeSeries } from "../series.ts";
import { type ColumnSource, type ReadColumnsOptions, readColumns } from "./columnTables.ts";

/** What is read of a `DataFrame` of danfojs-node or danfojs: column names, and the rows as lists of values. */
export interface DanfoFrame {
  readonly columns: readonly string[];
  readonly values: unknown;
}

/**
 * Reads series from a data frame of danfojs, as `readCsv` does from text; null, undefined and NaN are missing, never 0.
 * @throws DataError for values that are malformed or contradict each other; the row's number counts as line.
 * @throws OptionError for options that contradict each other, and for what is no data frame.
 * @example const series = await fromDanfo(df, { time: "date", target: "load" });
 */
export async function fromDanfo(frame: DanfoFrame, options: ReadColumnsOptions): Promise<TimeSeries[]> {
  const { columns: header, values } = frame;
  if (!Array.isArray(header) || !Array.isArray(values)) throw noFrame("an object without columns and rows");
  const rows = values.map((row: unknown, i): readonly unknown[] => {
    if (Array.isArray(row) && row.length === header.length) return row;
    throw noFrame(Array.isArray(row) ? `${row.length} values in row ${i + 1}` : `no list in row ${i + 1}`);
  });
  const source: ColumnSource = {
    name: "data frame",
    header: header.map(String),
    blocks: (places) => [{ rows: rows.length, columns: places.map((place) => rows.map((row) => row[place])) }],
  };
  return readColumns([source], options, "fromDanfo");
}

function noFrame(found: string): OptionError {
  return new OptionError({
    where: "fromDanfo frame",
    expected: "a DataFrame of danfojs, with a value of every column in each row",
    found,
    remedy: "pass a DataFrame; make one of a Series by new DataFrame({ name: series.values })",
  });
}
