/** How a file is written, seen from its first lines: delimiter, line break, where the header stands. */
import { type CsvPlan, rolesOf } from "./options.ts";
import { papaParse } from "./papaParse.ts";
import type { Dialect } from "./rows.ts";

/** The first rows of a file. */
export interface Head {
  readonly dialect: Dialect;
  /** The first row that is no blank line and no comment; undefined where the text holds none. */
  readonly first: readonly string[] | undefined;
  /** Characters before it. */
  readonly start: number;
  /** Its line, and the line behind it, counted from 1. */
  readonly line: number;
  readonly nextLine: number;
  /** Characters to the end of the first row's line. */
  readonly length: number;
  /** Whether the first row's quotes do not close, or its line's end is not there yet. */
  readonly open: boolean;
  /** Whether its quotes do not close. */
  readonly malformed: boolean;
}

const delimiters = [",", ";", "\t", "|"];

/**
 * Reads the head of a file. The delimiter is the one with which the first line holds the columns asked for; where none or
 * several do, the one that Papa Parse finds. Excel's first line `sep=;` tells it, too.
 */
export async function headOf(text: string, plan: CsvPlan): Promise<Head> {
  // Line feeds end lines even where a carriage return stands before some of them.
  const newline = text.includes("\n") || !text.includes("\r") ? "\n" : "\r";
  let [from, line] = firstLine(text, newline, plan.comment);
  const told = /^sep=(.)\r?$/.exec(text.slice(from, endOf(text, from, newline)))?.[1];
  if (told !== undefined) {
    const [skipped, lines] = firstLine(text.slice(endOf(text, from, newline) + 1), newline, plan.comment);
    from = endOf(text, from, newline) + 1 + skipped;
    line += lines;
  }
  const rest = text.slice(from);
  const delimiter = plan.delimiter ?? told ?? (await detectDelimiter(rest, newline, plan));
  const dialect: Dialect = { delimiter, newline, comment: plan.comment };
  if (rest === "") {
    return {
      dialect,
      first: undefined,
      start: from,
      line,
      nextLine: line,
      length: text.length,
      open: false,
      malformed: false,
    };
  }
  return { dialect, ...(await firstRow(rest, dialect, line, from)) };
}

function endOf(text: string, from: number, newline: string): number {
  const end = text.indexOf(newline, from);
  return end < 0 ? text.length : end;
}

/** Where the first line that is neither blank nor a comment starts, and its number from 1. */
function firstLine(text: string, newline: string, comment: string | undefined): [at: number, line: number] {
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const end = endOf(text, at, newline);
    const isComment = comment !== undefined && text.startsWith(comment, at);
    if (!isComment && /[^\s,;|"]/.test(text.slice(at, end))) break;
    at = Math.min(text.length, end + 1);
    line++;
  }
  return [at, line];
}

async function firstRow(rest: string, dialect: Dialect, line: number, from: number): Promise<Omit<Head, "dialect">> {
  const { delimiter, newline } = dialect;
  const { first, end, open } = await cellsOf(rest, delimiter, newline);
  const ended = rest[end - 1] === newline;
  const lines = rest.slice(0, end).split(newline).length - (ended ? 1 : 0);
  return {
    first,
    start: from,
    line,
    nextLine: line + lines,
    length: from + end,
    open: open || !ended,
    malformed: open,
  };
}

/** The cells of the first row, where it ends, and whether its quotes do not close. */
async function cellsOf(
  text: string,
  delimiter: string,
  newline: Dialect["newline"],
): Promise<{ first: readonly string[]; end: number; open: boolean }> {
  const line = text.slice(0, endOf(text, 0, newline));
  if (!line.includes('"')) {
    return { first: line.split(delimiter), end: Math.min(text.length, line.length + 1), open: false };
  }
  let row = { first: [] as readonly string[], end: 0, open: false };
  (await papaParse()).parse<string[]>(text, {
    delimiter,
    newline,
    step({ data, errors, meta }, parser) {
      row = { first: data, end: meta.cursor, open: errors.length > 0 };
      parser.abort();
    },
  });
  return row;
}

async function detectDelimiter(text: string, newline: "\n" | "\r", plan: CsvPlan): Promise<string> {
  const holding = plan.header ? delimiters.filter((delimiter) => holdsColumns(text, { delimiter, newline }, plan)) : [];
  if (holding.length === 1) return holding[0]!;
  // The empty row behind the last line break would make a file of few rows look uneven.
  const { meta } = (await papaParse()).parse(text, {
    preview: 10,
    newline,
    skipEmptyLines: "greedy",
    comments: plan.comment ?? false,
    delimitersToGuess: holding.length > 0 ? holding : delimiters,
  });
  return meta.delimiter;
}

/** Whether the first row, cut at a delimiter, holds all columns that are asked for by name. */
function holdsColumns(text: string, { delimiter, newline }: Omit<Dialect, "comment">, plan: CsvPlan): boolean {
  const names = rolesOf(plan).flatMap(([, column]) =>
    typeof column === "string" && !/^\d+$/.test(column) ? [column] : [],
  );
  if (names.length < 2) return false;
  const line = text.slice(0, endOf(text, 0, newline));
  const cells = line.split(delimiter).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
  const there = new Set(cells);
  return names.every((name) => there.has(name));
}
