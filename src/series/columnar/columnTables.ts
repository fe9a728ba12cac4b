/**
 * Reads series from columns in memory or from a file of columns: Parquet, Arrow, data frames, results of a query. Values take the
 * road of a CSV's cells, so that times, missing words, layouts and errors are the same; only columns that have a role are asked for.
 */
import { type CsvLayout, layoutOf } from "../csv/layout.ts";
import { plainStyle } from "../csv/numberStyle.ts";
import { type CsvPlan, planOf, type ReadCsvOptions } from "../csv/options.ts";
import { emptyFile } from "../csv/problems.ts";
import { collectSeries } from "../csv/readCsv.ts";
import { addRow, createTable, type CsvTable } from "../csv/table.ts";
import { settleWords } from "../csv/timeColumn.ts";
import { isPattern, patternReader } from "../csv/timeFormat.ts";
import { textOf } from "../json/cellText.ts";
import type { TimeSeries } from "../series.ts";

/** Options of the readers of columns: those of `readCsv` without the ones of text files. Columns may be named or counted from 0. */
export type ReadColumnsOptions = Omit<
  ReadCsvOptions,
  "delimiter" | "comment" | "header" | "encoding" | "decimal" | "thousands" | "onWarning"
>;

/** Some rows: values by column, in the order that was asked for (columns, rows). */
export interface ColumnBlock {
  readonly rows: number;
  readonly columns: readonly ArrayLike<unknown>[];
}

/** What columns are read from: its name in error messages, its column names and its rows, piece by piece. */
export interface ColumnSource {
  readonly name: string;
  readonly header: readonly string[];
  /** Which columns hold one value a row; all where absent. */
  readonly flat?: readonly boolean[];
  /**
   * The rows of columns by their places in the header, oldest first. Dates are instants; times that name no zone are text
   * (see `localText`).
   */
  blocks(places: readonly number[]): AsyncIterable<ColumnBlock> | Iterable<ColumnBlock>;
}

/** Reads the series of sources one behind the other. */
export async function readColumns(
  sources: AsyncIterable<ColumnSource> | Iterable<ColumnSource>,
  options: ReadColumnsOptions,
  reader: string,
): Promise<TimeSeries[]> {
  const plan = planOf(options, reader);
  return collectSeries(tablesOf(sources, plan), plan, reader);
}

async function* tablesOf(
  sources: AsyncIterable<ColumnSource> | Iterable<ColumnSource>,
  plan: CsvPlan,
): AsyncGenerator<CsvTable> {
  const pattern = isPattern(plan.timeFormat) ? await patternReader(plan.timeFormat, plan.reader) : undefined;
  let table: CsvTable | undefined;
  for await (const source of sources) {
    const layout = layoutOf(source.header, plan, source.name, 1);
    if (table) table.files.push(source.name);
    else table = createTable(source.name, plan, layout, pattern);
    table.layout = layout;
    table.style = plainStyle;
    yield* filledTables(source, table);
  }
}

const BLOCK = 4096;

async function* filledTables(source: ColumnSource, table: CsvTable): AsyncGenerator<CsvTable> {
  const places = placesOf(table.layout);
  const cells = Array.from({ length: table.layout.width }, () => "");
  let line = 0;
  for await (const { rows, columns } of source.blocks(places)) {
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < places.length; i++) cells[places[i]!] = textOf(columns[i]![row]);
      if (line === 0) await settleWords(table.times, cells[table.layout.time[0]!]);
      addRow(table, cells, ++line);
      if (table.block.count >= BLOCK) yield table;
    }
  }
  if (line === 0) throw emptyFile(source.name, "no rows");
  yield table;
}

/** The places of all columns that have a role, ascending. */
function placesOf({ time, id, numeric, statics }: CsvLayout): number[] {
  const places = [...time, ...numeric, ...statics, ...(id < 0 ? [] : [id])];
  return [...new Set(places)].sort((a, b) => a - b);
}

/** A time that names no zone as text, from the milliseconds that it would be in UTC. */
export function localText(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? "no time" : date.toISOString().slice(0, -1);
}
