/** A file as a table: unpacked, parsed, and its columns read as what most of their cells are. */
import Papa from "papaparse";
import { columnOf, type InspectedColumn } from "../src/cli/inspectColumn.ts";
import type { InspectedTable } from "../src/cli/inspectTable.ts";
import { DataError, estimateFrequency } from "../src/index.ts";
import { loadSnapTimes, loadWordReader, openSources, readTimes, refuseJson } from "../src/series/index.ts";
import { asTimes, isAscending } from "./numberTimes.ts";
import type { Columns, DateOrder } from "./protocol.ts";
import { patternColumn } from "./timePatterns.ts";

const MOST_ROWS = 1_000_000;
const SAMPLE = 65_536;
const DAY = 86_400_000;
const MOST_WORDS = 20; // that count as missing

/** A file as columns, and what was found out of the way it is written. */
export interface ReadTable {
  readonly table: InspectedTable;
  /** Whether the first row names the columns. */
  readonly header: boolean;
  /** What begins lines that are passed over. */
  readonly comment: string | null;
  /** The order of day and month where the file leaves it open. */
  readonly order: DateOrder | null;
  /** That times were found by. */
  readonly pattern: string | null;
  /** Columns of numbers that can be read as times, so read. */
  readonly inNumbers: readonly (InspectedColumn | undefined)[];
}

/**
 * Reads the file as columns.
 * @throws DataError for one that is empty, no table of text, or without rows
 */
export async function readTable(
  file: File,
  { order: given, time }: Pick<Columns, "order" | "time">,
): Promise<ReadTable> {
  const text = await textOf(file);
  const comment = commentOf(text);
  if (text.trim() === "") throw noRows(file.name, "an empty file");
  const { data, meta } = Papa.parse<string[]>(text, {
    delimitersToGuess: [",", ";", "\t", "|"],
    skipEmptyLines: "greedy",
    preview: MOST_ROWS + 1,
    ...(comment !== null && { comments: comment }),
  });
  const [first = [], ...rest] = data;
  refuseJson(file.name, first);
  const header = !isHeadless(first);
  if (header && rest.length === 0) throw noRows(file.name, "a header only");
  const rows = header ? rest : data;
  const names = first.map((cell, i) => (header ? cell.trim() || `column ${i + 1}` : String(i)));
  const wordReader = await loadWordReader();
  const found = names.map((name, c) => withStrangers(columnOf(name, rows, c, { wordReader }), rows, c));
  const order = found.some(isOpen) ? (given ?? likelierOrder(found.find(isOpen)!)) : null;
  const settled = order === "month-first" ? found.map(monthFirst) : found;
  const inNumbers = settled.map((column, c) => asTimes(column, rows, c));
  const timed = settled.some(({ type }) => type === "time");
  const worded = timed ? undefined : await patternColumn(settled);
  const guessed = timed || worded ? undefined : inNumbers.find((column) => column && isAscending(column));
  const chosen = inNumbers.find((column) => column && column.name === time) ?? (time === null ? guessed : undefined);
  const taken = [worded?.column, chosen];
  const columns = settled.map((column) => taken.find((one) => one?.name === column.name) ?? column);
  const table = {
    name: file.name,
    format: "csv",
    delimiter: meta.delimiter,
    headless: !header,
    rows: rows.length,
    cut: meta.truncated,
    columns,
    snap: await loadSnapTimes(),
  } as const;
  return { table, header, comment, order, pattern: worded?.pattern ?? null, inNumbers };
}

/** Cells of words among numbers count as missing where they are few words. */
function withStrangers(column: InspectedColumn, rows: readonly (readonly string[])[], place: number): InspectedColumn {
  const { type, strangers, values, words } = column;
  if (type !== "number" || strangers.count === 0) return column;
  const cells = rows.map((row) => (row[place] ?? "").trim());
  const strange = new Set(
    cells.filter((cell, row) => cell !== "" && !words.includes(cell) && Number.isNaN(values[row]!)),
  );
  const isWords = [...strange].every((cell) => !/\d/.test(cell));
  return strange.size > MOST_WORDS || !isWords ? column : { ...column, words: [...words, ...strange] };
}

/** Whether both orders of day and month read all dates; the day is taken to stand first then. */
const isOpen = ({ type, form }: InspectedColumn): boolean => type === "time" && form.includes("reads as well");

/** How far the column's times stand a step apart. */
function confidence({ values }: InspectedColumn): number {
  const times = [...new Set(values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return estimateFrequency(times, "floating")?.confidence ?? 0;
}

/** The order that leaves fewer gaps; the day first where none does. */
function likelierOrder(column: InspectedColumn): DateOrder {
  return confidence(monthFirst(column)) > confidence(column) ? "month-first" : "day-first";
}

/** The other reading of such dates. */
function monthFirst(column: InspectedColumn): InspectedColumn {
  if (!isOpen(column)) return column;
  const values = column.values.map((wall) => {
    const date = new Date(wall);
    const day = Date.UTC(date.getUTCFullYear(), date.getUTCDate() - 1, date.getUTCMonth() + 1);
    return day + (((wall % DAY) + DAY) % DAY);
  });
  return { ...column, values, form: "month first, but day first reads as well" };
}

const cellsOf = (line: string): number => line.split(/[,;\t|]/).length;

/** "#" where the file begins with lines of it that are no header: they have not as many cells as the line behind them. */
function commentOf(text: string): string | null {
  if (!text.startsWith("#")) return null;
  const lines = text.slice(0, SAMPLE).split(/\r?\n/);
  const table = lines.find((line) => !line.startsWith("#")) ?? "";
  return cellsOf(lines[0]!) === cellsOf(table) ? null : "#";
}

/** Whether a first row is data: numbers and times are no names. */
function isHeadless(row: readonly string[]): boolean {
  const cells = row.map((cell) => cell.trim()).filter((cell) => cell !== "");
  return cells.length > 0 && cells.every((cell) => Number.isFinite(Number(cell)) || readTimes([cell]).count > 0);
}

/** Unpacked and in UTF-8, as `readCsv` sees it. */
async function textOf(file: File): Promise<string> {
  const [opened] = await openSources(file, { encoding: undefined, warn: () => undefined });
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of opened!.chunks) text += decoder.decode(chunk, { stream: true });
  if (holdsControls(text.slice(0, SAMPLE))) throw binary(file.name);
  return text;
}

/** Whether there are characters that no table of text holds, other than white space. */
function holdsControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 9 || (code > 13 && code < 32)) return true;
  }
  return false;
}

const binary = (file: string): DataError =>
  new DataError({
    where: file,
    file,
    expected: "a table of text, such as CSV",
    found: "binary data",
    remedy: "export the table as CSV and choose that file",
  });

const noRows = (file: string, found: string): DataError =>
  new DataError({
    where: file,
    file,
    expected: "a header and at least one row",
    found,
    remedy: "check that this is the right file",
  });
