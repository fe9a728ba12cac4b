/** Reads series from a CSV of any size: cells go straight into typed arrays, and every series comes out regular. */
import { gatherRows, type SeriesRows } from "./gather.ts";
import { loadSnapper } from "./loadSnapTimes.ts";
import { type CsvPlan, planOf, type ReadCsvOptions } from "./options.ts";
import { emptyFile, throwProblems, worded } from "./problems.ts";
import { readTables } from "./reader.ts";
import { seriesOf, settleTimes, timezoneOf } from "./seriesOf.ts";
import { type CsvSource, openSources } from "./source.ts";
import { type StepStart, stepStart } from "./stepStart.ts";
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
  try {
    return await collected(tables, plan, name);
  } catch (cause) {
    throw await worded(cause);
  }
}

async function collected(tables: AsyncIterable<CsvTable>, plan: CsvPlan, name: string): Promise<TimeSeries[]> {
  // Few files need these.
  const snapper = await loadSnapper(plan);
  const aggregator =
    plan.aggregate && (await import("./aggregate.ts")).createAggregator(plan.aggregate, stepFinder(plan));
  const gathered: SeriesRows[] = [];
  let table: CsvTable | undefined;
  for await (table of tables) {
    if (aggregator) aggregator.add(table);
    else gatherRows(table, gathered);
  }
  if (!table) throw emptyFile(name, "an empty file");
  throwProblems(table);
  if (aggregator) table.times.kind = undefined; // unpacked already
  if (aggregator) return seriesOf(table, aggregator.steps);
  const series = seriesOf(table, gathered, snapper);
  snapper?.tell(name);
  return series;
}

/** Settles the times of a block, and finds the steps of its rows: one that comes a tolerance early counts to the next. */
function stepFinder({ frequency, tolerance = 0 }: CsvPlan): (table: CsvTable) => StepStart {
  let start: StepStart | undefined;
  return (table) => {
    // Of day and month the first block must tell the order: nothing is kept back until another does.
    settleTimes(table, [table.block]);
    start ??= stepStart(frequency!, timezoneOf(table), table.block.times[0]!);
    return (time) => start!(time + tolerance);
  };
}
