/** The columns of a file as they are, before anyone says what they mean: their types, their numbers, their times. */
import { Readable } from "node:stream";
import { expandPath } from "#platform";
import Papa from "papaparse";
import { DataError, SeqcastError } from "../errors.ts";
import {
  checkTimeFormat,
  loadSnapTimes,
  loadWordReader,
  openSources,
  parquetFiles,
  recordLines,
  recordOf,
  refuseJson,
  type SnapTimes,
  textOf,
  toldTimeFormat,
} from "../series/index.ts";
import { assertGoingOn } from "./data.ts";
import { type FileFormat, type Source, sourceOf, wholeOf } from "./fileFormat.ts";
import type { FormatFlags } from "./formatFlags.ts";
import { type CellFlags, columnOf, type InspectedColumn } from "./inspectColumn.ts";
import type { Terminal } from "./terminal.ts";

/** A file as columns. */
export interface InspectedTable {
  readonly name: string;
  readonly format: FileFormat;
  readonly delimiter: string;
  /** Whether the first row is data already. */
  readonly headless: boolean;
  /** Rows looked at. */
  readonly rows: number;
  /** Whether the file goes on behind them. */
  readonly cut: boolean;
  readonly columns: readonly InspectedColumn[];
  /** The columns of `--time` joined, where it names several. */
  readonly joinedTime?: InspectedColumn | undefined;
  /** What moves times onto a grid; loaded with the table, so that all else need not wait. */
  readonly snap: SnapTimes;
}

/** What the flags say of how the file is written. */
export type WritingFlags = FormatFlags & Omit<CellFlags, "told">;

/** The cells of a file, and what they stand under. */
interface Cells {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly cut: boolean;
  readonly headless: boolean;
  readonly delimiter: string;
}

const MOST_ROWS = 1_000_000;

/**
 * Reads a file, or standard input for "-", up to a million rows.
 * @throws DataError for a file that cannot be read or holds no rows
 */
export async function readTable(file: string, flags: WritingFlags, terminal: Terminal): Promise<InspectedTable> {
  const { timeFormat } = flags;
  const told =
    timeFormat === undefined ? undefined : await toldTimeFormat(checkTimeFormat(timeFormat, "inspect"), "inspect");
  const [path = file] = file === "-" ? [file] : await expandPath(file);
  const source = await sourceOf(path, flags.format, terminal);
  const { name, format } = source;
  const { header, rows, cut, headless, delimiter } = await cellsOf(source, flags, terminal);
  if (rows.length === 0) throw noRows(name, header.length > 0 ? "a header only" : "an empty file");
  const reading = { ...flags, told, wordReader: await loadWordReader() };
  const columns = header.map((column, c) => columnOf(column, rows, c, reading));
  const joinedTime = joined(flags.time, header, rows, reading);
  return {
    name,
    format,
    delimiter,
    headless,
    rows: rows.length,
    cut,
    columns,
    joinedTime,
    snap: await loadSnapTimes(),
  };
}

/** Times in several columns, as the readers join them; undefined where a single one is named, or one is not there. */
function joined(
  time: readonly string[] | undefined,
  header: readonly string[],
  rows: Cells["rows"],
  reading: CellFlags,
): InspectedColumn | undefined {
  const places = (time ?? []).map((name) => header.indexOf(name));
  if (places.length < 2 || places.includes(-1)) return undefined;
  const name = time!.join(" ");
  const cells = rows.map((row) => [places.map((place) => (row[place] ?? "").trim()).join(" ")]);
  return columnOf(name, cells, 0, { ...reading, time: [name] });
}

function cellsOf(source: Source, flags: WritingFlags, terminal: Terminal): Promise<Cells> {
  if (source.format === "csv") return textCells(source, flags, terminal);
  return source.format === "json" ? recordCells(source, terminal) : columnCells(source, terminal);
}

/** The cells of CSV: unpacked, in UTF-8, as `readCsv` sees it. */
async function textCells({ name, content }: Source, flags: WritingFlags, terminal: Terminal): Promise<Cells> {
  const [opened] = await openSources(content, { encoding: flags.encoding, warn: () => undefined });
  const text = Readable.from(textPieces(opened!.chunks, name), { objectMode: true });
  const { rows: all, cut, delimiter } = await parseRows(text, name, flags, terminal);
  const [first = [], ...rest] = all;
  const headless = flags.header === false || isHeadless(first);
  if (!headless) refuseJson(name, first);
  const header = headless ? first.map((_, i) => String(i)) : first.map((cell, i) => cell.trim() || `column ${i + 1}`);
  return { header, rows: headless ? all : rest, cut, headless, delimiter };
}

/** Names are no numbers: a first row of numbers alone is data. */
function isHeadless(row: readonly string[]): boolean {
  return row.length > 0 && row.every((cell) => cell.trim() !== "" && Number.isFinite(Number(cell)));
}

const noText = { headless: false, delimiter: "" };

/** The values of JSON as cells; columns are the keys of all objects. */
async function recordCells({ name, content }: Source, { signal }: Terminal): Promise<Cells> {
  const [opened] = await openSources(content, { encoding: undefined, warn: () => undefined });
  const places = new Map<string, number>();
  const rows: string[][] = [];
  for await (const line of recordLines(opened!.chunks, name)) {
    assertGoingOn(signal);
    if (rows.length === MOST_ROWS) return { header: [...places.keys()], rows, cut: true, ...noText };
    const row: string[] = [];
    for (const [key, value] of Object.entries(recordOf(line, name))) {
      if (!places.has(key)) places.set(key, places.size);
      row[places.get(key)!] = textOf(value);
    }
    rows.push(row);
  }
  return { header: [...places.keys()], rows, cut: false, ...noText };
}

/** The values of Parquet as cells, without columns of lists and structures. */
async function columnCells({ content }: Source, { signal }: Terminal): Promise<Cells> {
  let header: readonly string[] = [];
  const rows: string[][] = [];
  for await (const source of parquetFiles([await wholeOf(content)])) {
    const places = source.header.map((_, place) => place).filter((place) => source.flat?.[place] !== false);
    header = places.map((place) => source.header[place]!);
    for await (const block of source.blocks(places)) {
      assertGoingOn(signal);
      for (let row = 0; row < block.rows; row++) {
        if (rows.length === MOST_ROWS) return { header, rows, cut: true, ...noText };
        rows.push(block.columns.map((column) => textOf(column[row])));
      }
    }
  }
  return { header, rows, cut: false, ...noText };
}

async function* textPieces(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw cause instanceof SeqcastError ? cause : unreadable(name, cause as Error);
  }
}

function parseRows(
  text: Readable,
  name: string,
  { delimiter, comment }: WritingFlags,
  terminal: Terminal,
): Promise<{ rows: string[][]; cut: boolean; delimiter: string }> {
  const rows: string[][] = [];
  let [cut, found] = [false, delimiter ?? ","];
  return new Promise((resolve, reject) => {
    text.on("error", reject);
    Papa.parse<string[]>(text, {
      delimiter: delimiter === "\\t" ? "\t" : (delimiter ?? ""),
      delimitersToGuess: [",", ";", "\t", "|"],
      comments: comment ?? false,
      skipEmptyLines: "greedy",
      chunk({ data, meta }, parser) {
        found = meta.delimiter;
        for (const row of data) {
          if (rows.length > MOST_ROWS) cut = true;
          else rows.push(row);
        }
        if (cut || terminal.signal.aborted) parser.abort();
      },
      complete: () => {
        try {
          assertGoingOn(terminal.signal);
          resolve({ rows, cut, delimiter: found });
        } catch (cause) {
          reject(cause);
        }
      },
      error: (cause) => reject(cause instanceof SeqcastError ? cause : unreadable(name, cause)),
    });
  });
}

function unreadable(name: string, { message }: Error): DataError {
  const remedy = "check that the file is a table of text";
  return new DataError({ where: name, file: name, expected: "a readable file", found: message, remedy });
}

function noRows(name: string, found: string): DataError {
  return new DataError({
    where: name,
    file: name,
    expected: "a header and at least one row",
    found,
    remedy: "check that this is the right file",
  });
}
