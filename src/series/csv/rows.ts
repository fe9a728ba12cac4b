/**
 * CSV text pieces to rows of cells, in bounded memory. Papa Parse reads complete rows only: what follows the last row's
 * end is carried over to the next piece, so that quoted line breaks survive any border between pieces.
 */
import Papa from "papaparse";
import { DataError } from "../../errors.ts";

/** Rows of one piece of text. */
export interface RowBatch {
  readonly rows: readonly (readonly string[])[];
  /** Whether cells may hold line breaks, so that a row may span several lines. */
  readonly quoted: boolean;
}

/** How a file is written. */
interface Dialect {
  readonly delimiter: string;
  readonly newline: "\n" | "\r";
}

interface Complete extends RowBatch {
  /** Characters read; the rest is an incomplete row. */
  readonly used: number;
  /** The index of the first row whose quotes do not close properly. */
  readonly malformed: number | undefined;
}

const delimiters = [",", ";", "\t", "|"];
const DETECTABLE = 1 << 20;

/** What `readRows` takes beside the text. */
export interface RowOptions {
  /** The file's name in error messages. */
  readonly name: string;
  /** One character; detected among comma, semicolon, tab and bar when absent. */
  readonly delimiter?: string | undefined;
  /** Characters to gather before parsing; a test makes it small. */
  readonly pieceLength?: number | undefined;
}

/**
 * Reads rows, blank lines included (as one empty cell). A carriage return before the line feed stays on the last cell.
 * @throws DataError for quotes that do not close.
 */
export async function* readRows(pieces: AsyncIterable<string>, options: RowOptions): AsyncGenerator<RowBatch> {
  const pieceLength = options.pieceLength ?? 1 << 16;
  let dialect: Dialect | undefined;
  let line = 1;
  let buffer = "";
  let enough = pieceLength;
  for await (const piece of bounded(pieces)) {
    buffer += piece;
    if (buffer.length < enough || !(dialect || detectable(buffer))) continue;
    dialect ??= detectDialect(buffer, options.delimiter);
    const batch = completeRows(buffer, dialect, false);
    line = checkedLine(batch, line, options.name);
    yield batch;
    buffer = buffer.slice(batch.used);
    // A row longer than a piece is not parsed again before it has doubled.
    enough = Math.max(pieceLength, 2 * buffer.length);
  }
  if (buffer === "") return;
  const batch = completeRows(buffer, dialect ?? detectDialect(buffer, options.delimiter), true);
  checkedLine(batch, line, options.name);
  yield batch;
}

/** Long pieces cut short, so that a text given whole does not become an array of all its cells. */
async function* bounded(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += DETECTABLE) yield piece.slice(at, at + DETECTABLE);
  }
}

function detectable(text: string): boolean {
  return text.length >= DETECTABLE || text.split("\n", 4).length === 4;
}

/** Line feeds end lines even where a carriage return stands before some of them. */
function detectDialect(text: string, delimiter: string | undefined): Dialect {
  const newline = text.includes("\n") || !text.includes("\r") ? "\n" : "\r";
  if (delimiter !== undefined) return { delimiter, newline };
  const end = text.length < DETECTABLE ? text.length : DETECTABLE;
  // The empty row behind the last line break would make a file of few rows look uneven.
  const { meta } = Papa.parse(text.slice(0, end), {
    preview: 10,
    newline,
    skipEmptyLines: "greedy",
    delimitersToGuess: delimiters,
  });
  return { delimiter: meta.delimiter, newline };
}

function completeRows(text: string, dialect: Dialect, final: boolean): Complete {
  if (text.includes('"')) return quotedRows(text, dialect, final);
  const ended = text.endsWith(dialect.newline);
  const used = final ? text.length : text.lastIndexOf(dialect.newline) + 1;
  if (used === 0) return { rows: [], quoted: false, used, malformed: undefined };
  const body = text.slice(0, final && !ended ? used : used - 1);
  const rows = body === "" ? [[""]] : Papa.parse<string[]>(body, dialect).data;
  return { rows, quoted: false, used, malformed: undefined };
}

function quotedRows(text: string, dialect: Dialect, final: boolean): Complete {
  const rows: string[][] = [];
  const ends: number[] = [];
  let malformed: number | undefined;
  Papa.parse<string[]>(text, {
    ...dialect,
    step({ data, errors, meta }) {
      if (errors.length > 0) malformed ??= rows.length;
      rows.push(data);
      ends.push(meta.cursor);
    },
  });
  if (final) return { rows, quoted: true, used: text.length, malformed };
  rows.pop();
  if (malformed !== undefined && malformed >= rows.length) malformed = undefined;
  return { rows, quoted: true, used: ends[rows.length - 1] ?? 0, malformed };
}

/** The line behind a batch; refuses a batch with malformed quotes. */
function checkedLine(batch: Complete, line: number, name: string): number {
  for (let i = 0; i < batch.rows.length; i++) {
    if (i === batch.malformed) throw malformedQuotes(line, name);
    line += batch.quoted ? linesOf(batch.rows[i]!) : 1;
  }
  return line;
}

/** The lines of text that a row spans. */
export function linesOf(row: readonly string[]): number {
  let lines = 1;
  for (const cell of row) {
    for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) lines++;
  }
  return lines;
}

function malformedQuotes(line: number, name: string): DataError {
  return new DataError({
    where: `${name} line ${line}`,
    file: name,
    line,
    expected: `a closing quote (") before the next delimiter or the line's end`,
    found: "a quoted cell that does not close there",
    remedy: `close the quote, and write a quote inside a quoted cell twice ("")`,
  });
}
