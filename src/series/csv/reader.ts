/**
 * Reads files piece by piece into the blocks of a table, in memory that does not depend on their length: mostly by the
 * byte scanner; where that meets a quote it does not understand Papa Parse reads the rest of the piece.
 */
import { type ByteScanner, createScanner, scanRows } from "./byteScanner.ts";
import { headOf } from "./dialect.ts";
import { type CsvLayout, layoutOf, numberedColumns } from "./layout.ts";
import { detectStyle } from "./numberStyle.ts";
import type { CsvPlan } from "./options.ts";
import { emptyFile, endlessRow, jsonFile, malformedQuotes, otherColumns } from "./problems.ts";
import { completeRows, type Dialect } from "./rows.ts";
import type { OpenedSource } from "./source.ts";
import { addRow, createTable, type CsvTable, fail } from "./table.ts";
import { settleWords } from "./timeColumn.ts";
import { isPattern, type PatternReader, patternReader } from "./timeFormat.ts";

/** Bytes that the dialect and the style of numbers are found out from. */
const HEAD = 1 << 16;
/** Bytes of a row from which on its quotes or line breaks must be wrong. */
const LONGEST_ROW = 1 << 26;

/** Bytes that were read and not yet used. */
interface Queue {
  bytes: Uint8Array;
  from: number;
  to: number;
}

/** A file that is read. */
interface OpenFile {
  readonly table: CsvTable;
  readonly name: string;
  readonly dialect: Dialect;
  readonly scanner: ByteScanner | undefined;
  readonly decoder: TextDecoder;
  line: number;
  rows: number;
}

/** What a test makes other than it is. */
export interface ReaderSettings {
  /** Bytes that the dialect is found out from. */
  readonly head?: number;
  /** Whether bytes are scanned (default), or all of the file is read as text. */
  readonly scan?: boolean;
}

/**
 * Reads files one after another. Each time the table is given its block holds new rows, which whoever takes them removes by
 * setting `count` to 0; each file has a header of its own, and columns may stand in another order there.
 * @throws DataError for what is malformed.
 */
export async function* readTables(
  files: readonly OpenedSource[],
  plan: CsvPlan,
  { head = HEAD, scan = true }: ReaderSettings = {},
): AsyncGenerator<CsvTable> {
  const pattern = isPattern(plan.timeFormat) ? await patternReader(plan.timeFormat, plan.reader) : undefined;
  let table: CsvTable | undefined;
  for (const { name, chunks } of files) {
    for await (const filled of readFile(name, chunks, { plan, pattern, head, scan, table })) yield (table = filled);
  }
}

interface Setting {
  readonly plan: CsvPlan;
  readonly pattern: PatternReader | undefined;
  readonly head: number;
  readonly scan: boolean;
  /** Of the files before; undefined for the first. */
  readonly table: CsvTable | undefined;
}

async function* readFile(name: string, chunks: AsyncIterable<Uint8Array>, setting: Setting): AsyncGenerator<CsvTable> {
  const queue: Queue = { bytes: new Uint8Array(2 * HEAD), from: 0, to: 0 };
  let file: OpenFile | undefined;
  let enough = setting.head;
  for await (const chunk of pieces(chunks)) {
    append(queue, chunk);
    if (queue.to - queue.from < enough) continue;
    file ??= await openFile(name, queue, setting, false);
    if (file) {
      await readPiece(file, queue, false);
      if (file.table.block.count > 0) yield file.table;
    }
    // A row longer than a piece is not looked at again before it has doubled.
    const left = queue.to - queue.from;
    if (left > LONGEST_ROW) throw endlessRow(name, file?.line ?? 1);
    enough = Math.max(1, 2 * left);
  }
  file ??= await openFile(name, queue, setting, true);
  if (!file) throw emptyFile(name, "an empty file");
  if (queue.to > queue.from) await readPiece(file, queue, true);
  if (file.table.block.count > 0) yield file.table;
  else if (file.rows === 0) fail(file.table, emptyFile(name, setting.plan.header ? "a header only" : "an empty file"));
}

/** Long chunks cut short, so that a text given whole does not become all its cells at once. */
async function* pieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += 4 * HEAD) yield chunk.subarray(at, at + 4 * HEAD);
  }
}

function append(queue: Queue, chunk: Uint8Array): void {
  const length = queue.to - queue.from;
  if (queue.to + chunk.length + 1 > queue.bytes.length) {
    let capacity = queue.bytes.length;
    while (length + chunk.length + 1 > capacity) capacity *= 2;
    const bytes = capacity === queue.bytes.length ? queue.bytes : new Uint8Array(capacity);
    bytes.set(queue.bytes.subarray(queue.from, queue.to));
    [queue.bytes, queue.from, queue.to] = [bytes, 0, length];
  }
  queue.bytes.set(chunk, queue.to);
  queue.to += chunk.length;
}

/** Finds out how a file is written and where its columns stand; undefined where more bytes are needed, or there are none. */
async function openFile(name: string, queue: Queue, setting: Setting, final: boolean): Promise<OpenFile | undefined> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const available = queue.to - queue.from;
  const { plan } = setting;
  for (let size = Math.min(setting.head, available); ; size = available) {
    const text = decoder.decode(wholeLines(queue, size, final));
    const head = await headOf(text, plan);
    if (!head.first || (head.open && !(final && size === available))) {
      if (size < available) continue;
      return undefined;
    }
    if (plan.header) refuseJson(name, head.first);
    if (head.malformed) throw malformedQuotes(name, head.line);
    const layout = layoutOf(plan.header ? head.first : numberedColumns(head.first.length), plan, name, head.line);
    const table = withFile(name, layout, setting);
    const { dialect } = head;
    const start = plan.header ? head.length : head.start;
    queue.from += new TextEncoder().encode(text.slice(0, start)).length;
    const { rows: sample } = await completeRows(text.slice(start), dialect, true);
    table.style = detectStyle(numericCells(sample, layout), plan);
    await settleWords(table.times, sample.map((row) => row[layout.time[0]!]?.trim()).find(Boolean));
    const scanner = setting.scan ? createScanner(dialect.delimiter, dialect.newline, dialect.comment) : undefined;
    return { table, name, dialect, scanner, decoder, line: plan.header ? head.nextLine : head.line, rows: 0 };
  }
}

/** @throws DataError where a first row is an object or a list of JSON: no column is called so */
export function refuseJson(name: string, [first = ""]: readonly string[]): void {
  if (/^\s*(\[\s*)?(\{\s*("|$)|\[\s*$)/.test(first)) throw jsonFile(name);
}

/** The lines that end within the first bytes; all bytes where no line ends there, or the file ends. */
function wholeLines({ bytes, from, to }: Queue, size: number, final: boolean): Uint8Array {
  let part = bytes.subarray(from, from + size);
  if (final && from + size === to) return part;
  // A line feed may follow the carriage return.
  if (part[size - 1] === 13) part = part.subarray(0, size - 1);
  const end = Math.max(part.lastIndexOf(10), part.lastIndexOf(13)) + 1;
  return end > 0 ? part.subarray(0, end) : part;
}

/** The table of the files before, made ready for one more; or a new one. */
function withFile(name: string, layout: CsvLayout, { plan, pattern, table }: Setting): CsvTable {
  if (!table) return createTable(name, plan, layout, pattern);
  if (JSON.stringify(table.layout.names) !== JSON.stringify(layout.names))
    throw otherColumns(name, table, layout.names);
  table.files.push(name);
  table.layout = layout;
  return table;
}

function* numericCells(rows: readonly (readonly string[])[], { numeric, words }: CsvLayout): Generator<string> {
  const places = numeric.filter((_, i) => !words.has(i));
  for (const row of rows) for (const place of places) if (row[place] !== undefined) yield row[place];
}

/** Reads the complete rows of what there is. */
async function readPiece(file: OpenFile, queue: Queue, final: boolean): Promise<void> {
  const newline = file.dialect.newline.charCodeAt(0);
  if (final && queue.bytes[queue.to - 1] !== newline) queue.bytes[queue.to++] = newline;
  const { bytes, from, to } = queue;
  const end = bytes.lastIndexOf(newline, to - 1) + 1;
  if (end <= from) return;
  const before = file.table.block.count;
  if (file.scanner) {
    const { at, line } = scanRows(file.table, file.scanner, bytes, [from, end], file.line);
    file.line = line;
    queue.from = at;
  }
  if (queue.from < end) await readText(file, queue, end, final);
  file.rows += file.table.block.count - before;
}

/** Reads what the scanner left: quotes that close in an odd way, or not at all. */
async function readText(file: OpenFile, queue: Queue, to: number, final: boolean): Promise<void> {
  const { table, dialect, decoder, name } = file;
  // Up to a line's end: behind it a character may be cut.
  const text = decoder.decode(queue.bytes.subarray(queue.from, to));
  const { rows, lines, used, malformed } = await completeRows(text, dialect, final);
  for (let i = 0; i < rows.length; i++) {
    const line = file.line + (lines ? lines[i]! : i);
    if (i === malformed) fail(table, malformedQuotes(name, line));
    addRow(table, rows[i]!, line);
  }
  const rest = used === text.length ? 0 : new TextEncoder().encode(text.slice(used)).length;
  const end = to - rest;
  file.line += lines ? countLines(queue.bytes, queue.from, end, dialect.newline.charCodeAt(0)) : rows.length;
  queue.from = end;
}

function countLines(bytes: Uint8Array, from: number, to: number, newline: number): number {
  let lines = 0;
  for (let i = from; i < to; i++) if (bytes[i] === newline) lines++;
  return lines;
}
