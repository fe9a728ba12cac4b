/**
 * Rows of comma-separated text with quoted cells, by RFC 4180 and, where quotes close in an odd way, as Papa Parse reads them,
 * which the tests hold it against: a twentieth of its size, for a browser loads it with every reader of files.
 */

/** The marks between cells and rows. */
export interface Marks {
  /** One character. */
  readonly delimiter: string;
  readonly newline: "\n" | "\r";
  /** Begins lines to be passed over. */
  readonly comment?: string | undefined;
}

/** One row. */
export interface ParsedRow {
  readonly cells: readonly string[];
  /** Where the text goes on behind it. */
  readonly end: number;
  /** Whether a quote does not close, or text follows a closing one. */
  readonly malformed: boolean;
}

const QUOTE = '"';

/** The next place of a mark from places that only grow, so that a text without it is not searched again and again. */
class Finder {
  readonly #text: string;
  readonly #mark: string;
  #found = -1;

  constructor(text: string, mark: string) {
    this.#text = text;
    this.#mark = mark;
  }

  /** Infinity where there is none. */
  next(from: number): number {
    if (this.#found >= from) return this.#found;
    const found = this.#text.indexOf(this.#mark, from);
    return (this.#found = found < 0 ? Infinity : found);
  }
}

/** A text with its marks found. */
interface Scan {
  readonly text: string;
  readonly delimiters: Finder;
  readonly newlines: Finder;
}

/** A cell, and what ends it. */
interface Cell {
  readonly value: string;
  readonly end: number;
  readonly last: "of its row" | "of the text" | false;
  readonly malformed: boolean;
}

/**
 * The rows of a text, one after another; a text that ends in a line break has an empty row behind it, an empty text has none.
 * @example [...rowsOf('1,"a, b"', { delimiter: ",", newline: "\n" })][0].cells //=> ["1", "a, b"]
 */
export function* rowsOf(text: string, { delimiter, newline, comment }: Marks): Generator<ParsedRow, void> {
  const scan = { text, delimiters: new Finder(text, delimiter), newlines: new Finder(text, newline) };
  let at = 0;
  let going = text !== "";
  while (going) {
    if (comment !== undefined && text[at] !== QUOTE && text.startsWith(comment, at)) {
      at = scan.newlines.next(at) + 1;
      going = at !== Infinity;
      continue;
    }
    const cells: string[] = [];
    let [malformed, cell] = [false, undefined as Cell | undefined];
    while (!cell?.last) {
      cell = text[at] === QUOTE ? quotedCell(scan, at + 1) : plainCell(scan, at);
      cells.push(cell.value);
      malformed ||= cell.malformed;
      at = cell.end;
    }
    yield { cells, end: at, malformed };
    going = cell.last === "of its row";
  }
}

function plainCell({ text, delimiters, newlines }: Scan, from: number): Cell {
  const [delimiter, newline] = [delimiters.next(from), newlines.next(from)];
  const close = Math.min(delimiter, newline);
  if (close === Infinity) return { value: text.slice(from), end: text.length, last: "of the text", malformed: false };
  return {
    value: text.slice(from, close),
    end: close + 1,
    last: newline < delimiter && "of its row",
    malformed: false,
  };
}

/** @param from - behind the opening quote */
function quotedCell(scan: Scan, from: number): Cell {
  const { text } = scan;
  let malformed = false;
  for (let quote = text.indexOf(QUOTE, from); quote >= 0; quote = text.indexOf(QUOTE, quote + 1)) {
    const value = (): string => text.slice(from, quote).replaceAll('""', QUOTE);
    if (quote === text.length - 1) return { value: value(), end: text.length, last: "of the text", malformed };
    if (text[quote + 1] !== QUOTE) {
      const close = closeBehind(scan, quote + 1);
      if (close) return { value: value(), ...close, malformed };
      malformed = true;
    }
    quote++; // an escaped quote, or the character behind one that stands alone
  }
  return { value: text.slice(from), end: text.length, last: "of the text", malformed: true };
}

/** Where a cell ends whose quote closes before `from`: at a delimiter or a line break, with nothing but blanks between. */
function closeBehind({ text, delimiters, newlines }: Scan, from: number): Pick<Cell, "end" | "last"> | undefined {
  const [delimiter, newline] = [delimiters.next(from), newlines.next(from)];
  const isBlank = (to: number): boolean => to !== Infinity && text.slice(from, to).trim() === "";
  if (delimiter === from || (delimiter < newline && isBlank(delimiter))) return { end: delimiter + 1, last: false };
  return isBlank(newline) ? { end: newline + 1, last: "of its row" } : undefined;
}

const ROWS_TO_GUESS = 10;

/**
 * The delimiter that cuts the first rows into the same number of cells, and into more than one; a comma where none does.
 * @example guessDelimiter("a;b\n1;2\n", { newline: "\n" }, [",", ";"]) //=> ";"
 */
export function guessDelimiter(text: string, marks: Omit<Marks, "delimiter">, candidates: readonly string[]): string {
  let best = { delimiter: ",", changes: Infinity, mean: 0 };
  for (const delimiter of candidates) {
    const counts = countsOf(text, { ...marks, delimiter });
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const changes = counts.slice(1).reduce((sum, count, i) => sum + Math.abs(count - counts[i]!), 0);
    const better = changes < best.changes || (changes === best.changes && mean > best.mean);
    if (mean > 1.99 && better) best = { delimiter, changes, mean };
  }
  return best.delimiter;
}

/** How many cells the first rows have; rows of blanks alone are left out. */
function countsOf(text: string, marks: Marks): number[] {
  const counts: number[] = [];
  let read = 0;
  for (const { cells } of rowsOf(text, marks)) {
    if (cells.join("").trim() !== "") counts.push(cells.length);
    if (++read === ROWS_TO_GUESS) break;
  }
  return counts;
}
