/** Reads series from a CSV of any size: cells go straight into typed arrays, and every series comes out regular. */
import { createAggregator } from "./aggregate.ts";
import { gatherRows, type SeriesRows } from "./gather.ts";
import { type CsvPlan, planOf, type ReadCsvOptions } from "./options.ts";
import { emptyFile, throwProblems } from "./problems.ts";
import { readTables } from "./reader.ts";
import { seriesOf } from "./seriesOf.ts";
import { type CsvSource, openSources } from "./source.ts";
import type { CsvTable } from "./table.ts";
import type { TimeSeries } from "../series.ts";

/**
 * Reads one series, or one per id in order of first appearance, from one source or several one behind the other. Rows are sorted;
 * missing rows are inserted as NaN and nothing is filled; empty cells are NaN. Delimiter, encoding, packing, the way of writing
 * times and decimal commas are found out, and refused where they can be read in two ways. Times that name no zone are local
 * times of `timezone`: one that the clock shows twice is the earlier instant, where it stands in two rows the second is the later
 * one; one that the clock skips moves forward.
 * @throws DataError for input that is malformed or contradicts itself, with file, line and column.
 * @throws OptionError for options that contradict each other.
 * @throws UnsupportedError for a zstd file where the platform cannot unpack it.
 * @example (await readCsv("time,load\n2024-01-01,1\n2024-01-02,2", { time: "time", target: "load" }))[0]?.id //=> "load"
 */
export async function readCsv(
  source: CsvSource | readonly CsvSource[],
  options: ReadCsvOptions,
): Promise<TimeSeries[]> {
  const plan = planOf(options);
  const files = await openSources(source, plan);
  return collectSeries(readTables(files, plan), plan, files[0]!.name);
}

/** Takes the blocks of tables and makes their series. */
export async function collectSeries(
  tables: AsyncIterable<CsvTable>,
  plan: CsvPlan,
  name: string,
): Promise<TimeSeries[]> {
  const aggregator = plan.aggregate === undefined ? undefined : createAggregator(plan.aggregate);
  const gathered: SeriesRows[] = [];
  let table: CsvTable | undefined;
  for await (table of tables) {
    if (aggregator) aggregator.add(table);
    else gatherRows(table, gathered);
  }
  if (!table) throw emptyFile(name, "an empty file");
  throwProblems(table);
  if (aggregator) table.times.kind = undefined; // unpacked already
  return seriesOf(table, aggregator?.steps ?? gathered);
}
