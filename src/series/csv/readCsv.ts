/** Reads series from a CSV of any size: cells go straight into typed arrays, and every series comes out regular. */
import { refuseUnknown } from "../../options.ts";
import { type CsvPlan, layoutOf, planOf, type ReadCsvOptions } from "./layout.ts";
import { emptyFile, throwProblems } from "./problems.ts";
import { linesOf, readRows, type RowBatch } from "./rows.ts";
import { seriesOf } from "./seriesOf.ts";
import { type CsvSource, openSource } from "./source.ts";
import { addRow, createTable, type CsvTable } from "./table.ts";
import type { TimeSeries } from "../series.ts";

const optionNames = [
  "time",
  "target",
  "id",
  "pastCovariates",
  "futureCovariates",
  "staticCovariates",
  "frequency",
  "timezone",
  "missing",
  "delimiter",
] as const satisfies readonly (keyof ReadCsvOptions)[];

/**
 * Reads one series, or one per id in order of first appearance. Rows are sorted; missing rows are inserted as NaN and
 * nothing is filled; empty cells are NaN. Times are ISO 8601; those without a zone are local times of `timezone` (the
 * earlier instant where the clock shows a time twice, moved forward where it skips one).
 * @throws DataError for input that is malformed or contradicts itself, with file, line and column.
 * @throws OptionError for options that contradict each other.
 * @example (await readCsv("time,load\n2024-01-01,1\n2024-01-02,2", { time: "time", target: "load" }))[0]?.id //=> "load"
 */
export async function readCsv(source: CsvSource, options: ReadCsvOptions): Promise<TimeSeries[]> {
  refuseUnknown("readCsv", options, optionNames);
  const plan = planOf(options);
  const { name, pieces } = openSource(source);
  const table = await readTable(readRows(pieces, { name, delimiter: plan.delimiter }), plan, name);
  throwProblems(table.problems, name);
  if (table.series.size === 0) throw emptyFile(name, "a header only");
  return seriesOf(table);
}

async function readTable(batches: AsyncIterable<RowBatch>, plan: CsvPlan, name: string): Promise<CsvTable> {
  let table: CsvTable | undefined;
  let line = 1;
  for await (const { rows, quoted } of batches) {
    for (const row of rows) {
      if (table) addRow(table, row, line);
      else if (row.length > 1 || row[0]?.trim()) table = createTable(name, plan, layoutOf(row, plan, name));
      line += quoted ? linesOf(row) : 1;
    }
  }
  if (!table) throw emptyFile(name, "an empty file");
  return table;
}
