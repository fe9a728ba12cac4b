/**
 * Text to rows of cells: by Papa Parse, the general road, for quoted cells and whatever the byte scanner leaves; by cutting at
 * delimiters where no quote stands, and Papa Parse is not needed. Only complete
 * rows are given; what follows the last row's end is carried over to the next piece, so that quoted line breaks survive any
 * border between pieces.
 */
import { papaParse } from "./papaParse.ts";

type PapaParse = Awaited<ReturnType<typeof papaParse>>;

/** How a file is written. */
export interface Dialect {
  readonly delimiter: string;
  readonly newline: "\n" | "\r";
  /** Begins lines to be passed over. */
  readonly comment: string | undefined;
}

/** Complete rows of a piece of text, blank lines included (as one empty cell). */
export interface CompleteRows {
  readonly rows: readonly (readonly string[])[];
  /** The first line of each row, counted from 0 at the piece's start; undefined where every row is one line. */
  readonly lines: readonly number[] | undefined;
  /** Characters read; the rest is an incomplete row. */
  readonly used: number;
  /** The index of the first row whose quotes do not close properly. */
  readonly malformed: number | undefined;
}

/**
 * Reads the complete rows of a piece.
 * @param final whether the text ends here, so that its last row is complete without a line break.
 */
export async function completeRows(text: string, dialect: Dialect, final: boolean): Promise<CompleteRows> {
  const { newline } = dialect;
  const end = text.lastIndexOf(newline);
  const body = final && end !== text.length - 1 ? text : text.slice(0, Math.max(end, 0));
  if (!final && end < 0) return { rows: [], lines: [], used: 0, malformed: undefined };
  if (text !== "" && !body.includes('"')) return plainRows(body, dialect, final ? text.length : end + 1);
  const Papa = await papaParse();
  const { data, errors } = Papa.parse<string[]>(body, {
    delimiter: dialect.delimiter,
    newline,
    comments: dialect.comment ?? false,
  });
  // Every line a row, and no quote left open: nothing to be counted.
  if (errors.length > 0 || data.length !== count(body, newline) + 1) return countedRows(Papa, text, dialect, final);
  return { rows: data, lines: undefined, used: final ? text.length : end + 1, malformed: undefined };
}

/** Rows of a text without quotes: every line is one, comments left out. */
function plainRows(body: string, { delimiter, newline, comment }: Dialect, used: number): CompleteRows {
  const all = body.split(newline).map((line, at) => ({ line, at }));
  const kept = comment === undefined ? all : all.filter(({ line }) => !line.startsWith(comment));
  const rows = kept.map(({ line }) => line.split(delimiter));
  return { rows, lines: kept.length < all.length ? kept.map(({ at }) => at) : undefined, used, malformed: undefined };
}

function count(text: string, mark: string): number {
  let found = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) found++;
  return found;
}

/** Row after row, with the line of each; takes twice as long. */
function countedRows(Papa: PapaParse, text: string, dialect: Dialect, final: boolean): CompleteRows {
  const rows: string[][] = [];
  const lines: number[] = [];
  const ends: number[] = [];
  let malformed: number | undefined;
  let at = 0;
  let line = 0;
  Papa.parse<string[]>(text, {
    delimiter: dialect.delimiter,
    newline: dialect.newline,
    comments: dialect.comment ?? false,
    step({ data, errors, meta }) {
      if (errors.length > 0) malformed ??= rows.length;
      rows.push(data);
      ends.push(meta.cursor);
      at = skippedTo(text, at, dialect);
      lines.push(line + count(text.slice(ends.at(-2) ?? 0, at), dialect.newline));
      line += count(text.slice(ends.at(-2) ?? 0, meta.cursor), dialect.newline);
      at = meta.cursor;
    },
  });
  if (final) return { rows, lines, used: text.length, malformed };
  rows.pop();
  lines.pop();
  if (malformed !== undefined && malformed >= rows.length) malformed = undefined;
  return { rows, lines, used: ends[rows.length - 1] ?? 0, malformed };
}

/** Where the row begins that follows: behind all comments. */
function skippedTo(text: string, from: number, { comment, newline }: Dialect): number {
  let at = from;
  if (comment === undefined) return at;
  while (text.startsWith(comment, at)) {
    const end = text.indexOf(newline, at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}
