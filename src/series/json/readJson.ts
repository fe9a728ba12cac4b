/**
 * Reads series from objects with one row each: JSON Lines, a JSON list, or objects in code. Their values take the road of a CSV's
 * cells, so that times, missing words, layouts and errors are the same.
 */
import { DataError } from "../../errors.ts";
import { layoutOf } from "../csv/layout.ts";
import { detectStyle } from "../csv/numberStyle.ts";
import { planOf, type CsvPlan, type ReadCsvOptions, rolesOf } from "../csv/options.ts";
import { emptyFile, unknownColumn } from "../csv/problems.ts";
import { collectSeries } from "../csv/readCsv.ts";
import { type CsvSource, openSources } from "../csv/source.ts";
import { addRow, createTable, type CsvTable } from "../csv/table.ts";
import { settleWords } from "../csv/timeColumn.ts";
import { isPattern, patternReader } from "../csv/timeFormat.ts";
import type { TimeSeries } from "../series.ts";
import { textOf } from "./cellText.ts";
import { type RecordLine, recordLines } from "./recordLines.ts";

/** Options of `readJson` and `readRecords`: those of `readCsv` without the ones of cells and lines. */
export type ReadJsonOptions = Omit<ReadCsvOptions, "delimiter" | "comment" | "header">;

/** A row: values by column. Numbers, text, true and false (1 and 0), dates; null, undefined and NaN are missing. */
export type DataRecord = Readonly<Record<string, unknown>>;

const BLOCK = 4096;

/**
 * Reads series from JSON Lines (an object a line) or from JSON that is a list of objects, from one source or several one behind
 * the other. Text that begins with a brace or bracket is the JSON itself.
 * @throws DataError for input that is malformed or contradicts itself, with file and line; in a list, the item counts as line.
 * @throws OptionError for options that contradict each other.
 * @example (await readJson('{"t":"2024-01-01","y":1}\n{"t":"2024-01-02","y":2}', { time: "t", target: "y" }))[0]?.id //=> "y"
 */
export async function readJson(
  source: CsvSource | readonly CsvSource[],
  options: ReadJsonOptions,
): Promise<TimeSeries[]> {
  const plan = planOf(options, "readJson");
  const sources = (Array.isArray(source) ? source : [source]) as readonly CsvSource[];
  const files = await openSources(sources.map(textItself), plan);
  const tables = async function* (): AsyncGenerator<CsvTable> {
    let table: CsvTable | undefined;
    for (const { name, chunks } of files) {
      for await (const filled of tablesOf(name, recordLines(chunks, name), plan, table)) yield (table = filled);
    }
  };
  return collectSeries(tables(), plan, files[0]!.name);
}

function textItself(source: CsvSource): CsvSource {
  return typeof source === "string" && /^\s*[[{]/.test(source) ? { text: source, name: "JSON text" } : source;
}

/**
 * Reads series from objects in code, such as the rows of a database.
 * @throws DataError for values that are malformed or contradict each other; the number of the object, from 1, counts as line.
 * @throws OptionError for options that contradict each other.
 * @example (await readRecords([{ t: "2024-01-01", y: 1 }, { t: "2024-01-02", y: 2 }], { time: "t", target: "y" }))[0]?.id //=> "y"
 */
export async function readRecords(
  records: Iterable<DataRecord> | AsyncIterable<DataRecord>,
  options: ReadJsonOptions,
): Promise<TimeSeries[]> {
  const plan = planOf(options, "readRecords");
  const lines = async function* (): AsyncGenerator<RecordLine> {
    let line = 0;
    for await (const record of records) yield { record, line: ++line };
  };
  return collectSeries(tablesOf("records", lines(), plan, undefined), plan, "records");
}

async function* tablesOf(
  file: string,
  lines: AsyncIterable<RecordLine>,
  plan: CsvPlan,
  before: CsvTable | undefined,
): AsyncGenerator<CsvTable> {
  const pattern = isPattern(plan.timeFormat) ? await patternReader(plan.timeFormat, plan.reader) : undefined;
  const seen = new Set<string>();
  let header: readonly string[] = [];
  let table: CsvTable | undefined;
  for await (const { record, line } of lines) {
    const row = recordOf({ record, line }, file);
    if (!table) {
      header = headerOf(row, plan);
      const layout = layoutOf(header, plan, file, line);
      table = before ?? createTable(file, plan, layout, pattern);
      if (before) before.files.push(file);
      table.style = detectStyle([], plan);
      table.layout = layout;
      await settleWords(table.times, textOf(row[layout.names.time]));
    }
    if (seen.size < header.length) for (const name of Object.keys(row)) seen.add(name);
    addRow(
      table,
      header.map((name) => textOf(row[name])),
      line,
    );
    if (table.block.count >= BLOCK) yield table;
  }
  if (!table) throw emptyFile(file, "an empty file");
  checkSeen(seen, header, plan, file);
  yield table;
}

/** @throws DataError for what is no object */
export function recordOf({ record, line }: RecordLine, file: string): DataRecord {
  if (typeof record !== "object" || record === null || Array.isArray(record)) throw noObject(file, line, record);
  return record as DataRecord;
}

/** The keys of the first object, and the columns asked for that it lacks: missing values may be left out. */
function headerOf(first: DataRecord, plan: CsvPlan): readonly string[] {
  const names = rolesOf(plan).flatMap(([, column]) => (typeof column === "string" ? [column] : []));
  return [...new Set([...Object.keys(first), ...names])];
}

/** Refuses a column that no object has. */
function checkSeen(seen: ReadonlySet<string>, header: readonly string[], plan: CsvPlan, file: string): void {
  const names = header.filter((name) => seen.has(name));
  for (const [option, column] of rolesOf(plan)) {
    if (typeof column === "string" && !seen.has(column)) {
      throw unknownColumn({ file, line: 1, option, column, names, plan });
    }
  }
}

function noObject(file: string, line: number, found: unknown): DataError {
  return new DataError({
    where: `${file} line ${line}`,
    file,
    line,
    expected: "an object with the row's columns",
    found: Array.isArray(found) ? "a list" : JSON.stringify(found),
    remedy: `write a row as {"time": "2024-01-31", "load": 1}`,
  });
}
