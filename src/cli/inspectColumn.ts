/** One column of a file: whether it holds times, numbers or words, and what of them is missing. */
import {
  detectStyle,
  numberOf,
  type PatternReader,
  type ReadTimes,
  readTimes,
  type ToldTimeFormat,
} from "../series/index.ts";

/** A column with its cells read as what most of them are. */
export interface InspectedColumn {
  readonly name: string;
  readonly type: "time" | "number" | "text" | "empty";
  readonly missing: number;
  /** Different values, up to 10,000. */
  readonly distinct: number;
  /** Words that stand for a missing value. */
  readonly words: readonly string[];
  /** Numbers, or wall-clock times in epoch milliseconds, or the number of the word (rows); NaN where missing. */
  readonly values: Float64Array;
  /** Words by their number, for text. */
  readonly texts: readonly string[];
  /** Cells of another type than the column's, and the first of them. */
  readonly strangers: { readonly count: number; readonly first: string };
  /** Whether times name their zone; then they are instants. */
  readonly zoned: boolean;
  /** What tells the times' way of writing, where it is not ISO 8601. */
  readonly form: string;
}

/** What the flags say of the cells. */
export interface CellFlags {
  readonly missing?: readonly string[] | undefined;
  readonly decimal?: "." | "," | undefined;
  readonly thousands?: string | undefined;
  /** Columns of `--time`. */
  readonly time?: readonly string[] | undefined;
  /** What reads times that hold a word, given the first of them. */
  readonly wordReader?: ((first: string) => PatternReader | undefined) | undefined;
  /** How the times are written. */
  readonly told?: ToldTimeFormat | undefined;
}

const missingWords = new Set(["na", "n/a", "nan", "null", "none", "nil", "-", "?", "."]);
const SAMPLE = 2000; // cells that choose the way of writing
const MOST_DISTINCT = 10_000;
const USUAL = 0.95; // of the cells are of the column's type; the others are told of

const speaksOfTime = /time|date|^ts$|epoch|unix|stamp/i;

const noneMissing = { missing: new Set<string>(), missingNumbers: new Set<number>() }; // missing words are gone by then

/** Numerals, and "1975-1", which may be a year's first part of any kind. */
const isNumeral = (cell: string): boolean => /^[+-]?\d+(\.\d*)?$|^\d{4}[-/]\d$/.test(cell);

/** The times of a column; numerals are times only where its name says so, or the flags do. */
function timesOf(name: string, cells: readonly string[], { time, told, wordReader }: CellFlags): ReadTimes {
  const isNamed = time?.includes(name) === true;
  const open = isNamed || speaksOfTime.test(name) ? cells : cells.map((cell) => (isNumeral(cell) ? "" : cell));
  const read = readTimes(open, isNamed || time === undefined ? told : undefined);
  const pattern = read.count === 0 && !told ? wordReader?.(cells.find((cell) => cell !== "") ?? "") : undefined;
  return pattern ? readTimes(open, { format: "in words", pattern }) : read;
}

/** Looks at all cells of a column. */
export function columnOf(
  name: string,
  rows: readonly (readonly string[])[],
  place: number,
  flags: CellFlags,
): InspectedColumn {
  const { missing: given, decimal, thousands } = flags;
  const words = new Set<string>();
  const cells = rows.map((row) => {
    const cell = (row[place] ?? "").trim();
    const isWord = given ? given.includes(cell) : missingWords.has(cell.toLowerCase());
    if (isWord && cell !== "") words.add(cell);
    return isWord ? "" : cell;
  });
  const observed = cells.filter((cell) => cell !== "");
  const sample = observed.filter((_, i) => i % Math.ceil(observed.length / SAMPLE) === 0);
  const shared = {
    name,
    missing: cells.length - observed.length,
    distinct: distinctOf(observed),
    words: [...words],
    texts: [],
    zoned: false,
    form: "",
  };
  if (observed.length === 0)
    return { ...shared, type: "empty", values: new Float64Array(cells.length).fill(NaN), strangers: none };
  if (timesOf(name, sample, flags).count > 0) {
    const { values, count, form, zoned } = timesOf(name, cells, flags);
    const first = cells.findIndex((cell, row) => cell !== "" && Number.isNaN(values[row]!));
    const strangers = { count: observed.length - count, first: cells[first] ?? "" };
    if (count >= USUAL * observed.length) return { ...shared, type: "time", values, strangers, zoned, form };
  }
  const style = detectStyle(sample, { decimal, thousands }); // as `readCsv` does of a target
  const numbers = readAll(cells, (cell) => numberOf(cell, noneMissing, style) ?? NaN);
  if (numbers.strangers.count <= (1 - USUAL) * observed.length) return { ...shared, type: "number", ...numbers };
  return { ...shared, type: "text", ...numbered(cells) };
}

const none = { count: 0, first: "" };

function readAll(
  cells: readonly string[],
  read: (text: string) => number,
): Pick<InspectedColumn, "values" | "strangers"> {
  let [count, first] = [0, ""];
  const values = Float64Array.from(cells, (cell) => {
    if (cell === "") return NaN;
    const value = read(cell);
    if (Number.isNaN(value) && count++ === 0) first = cell;
    return value;
  });
  return { values, strangers: { count, first } };
}

function numbered(cells: readonly string[]): Pick<InspectedColumn, "values" | "strangers" | "texts"> {
  const numbers = new Map<string, number>();
  const values = Float64Array.from(cells, (cell) => {
    if (cell === "") return NaN;
    const known = numbers.get(cell) ?? numbers.size;
    numbers.set(cell, known);
    return known;
  });
  return { values, texts: [...numbers.keys()], strangers: none };
}

function distinctOf(cells: readonly string[]): number {
  const seen = new Set<string>();
  for (const cell of cells) if (seen.add(cell).size >= MOST_DISTINCT) break;
  return seen.size;
}
