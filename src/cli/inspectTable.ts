/** The columns of a file as they are, before anyone says what they mean: their types, their numbers, their times. */
import { Readable } from "node:stream";
import Papa from "papaparse";
import { DataError, SeqcastError } from "../errors.ts";
import { openSources, refuseJson } from "../series/index.ts";
import { assertGoingOn } from "./data.ts";
import { type CellFlags, columnOf, type InspectedColumn } from "./inspectColumn.ts";
import type { Terminal } from "./terminal.ts";

/** A file as columns. */
export interface InspectedTable {
  readonly name: string;
  readonly delimiter: string;
  /** Rows looked at. */
  readonly rows: number;
  /** Whether the file goes on behind them. */
  readonly cut: boolean;
  readonly columns: readonly InspectedColumn[];
}

/** What the flags say of how the cells are written. */
export interface WritingFlags extends CellFlags {
  readonly delimiter?: string;
}

const MOST_ROWS = 1_000_000;

/**
 * Reads a file, or standard input for "-", up to a million rows.
 * @throws DataError for a file that cannot be read or holds no rows
 */
export async function readTable(
  file: string,
  { delimiter, missing, decimal, thousands }: WritingFlags,
  terminal: Terminal,
): Promise<InspectedTable> {
  const name = file === "-" ? "standard input" : file;
  const text = await openText(file, name, terminal);
  const { rows, cut, delimiter: found } = await parseRows(text, name, delimiter, terminal);
  const [first, ...rest] = rows;
  refuseJson(name, first ?? []);
  if (!first || (rest.length === 0 && !isHeadless(first)))
    throw noRows(name, first ? "a header only" : "an empty file");
  const headless = isHeadless(first);
  const names = headless ? first.map((_, i) => String(i)) : first.map((cell, i) => cell.trim() || `column ${i + 1}`);
  const body = headless ? rows : rest;
  const columns = names.map((column, c) => columnOf(column, body, c, { missing, decimal, thousands }));
  return { name, delimiter: found, rows: body.length, cut, columns };
}

/** Names are no numbers: a first row of numbers alone is data. */
function isHeadless(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() !== "" && Number.isFinite(Number(cell)));
}

/** The file as text: unpacked, in UTF-8, as `readCsv` sees it. */
async function openText(file: string, name: string, terminal: Terminal): Promise<Readable> {
  const source = file === "-" ? terminal.stdin() : file;
  const [opened] = await openSources(source, { encoding: undefined, warn: () => undefined });
  return Readable.from(textOf(opened!.chunks, name), { objectMode: true });
}

async function* textOf(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
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
  delimiter: string | undefined,
  terminal: Terminal,
): Promise<{ rows: string[][]; cut: boolean; delimiter: string }> {
  const rows: string[][] = [];
  let [cut, found] = [false, delimiter ?? ","];
  return new Promise((resolve, reject) => {
    text.on("error", reject);
    Papa.parse<string[]>(text, {
      delimiter: delimiter ?? "",
      delimitersToGuess: [",", ";", "\t", "|"],
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
