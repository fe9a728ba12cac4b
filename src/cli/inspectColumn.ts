/** One column of a file: whether it holds times, numbers or words, and what of them is missing. */
import { detectStyle, namesZone, numberOf, scanTimestamp } from "../series/index.ts";

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

const missingWords = new Set(["na", "n/a", "nan", "null", "none", "nil", "-", "?", "."]);
const SAMPLE = 2000; // cells that choose the way of writing
const MOST_DISTINCT = 10_000;
const USUAL = 0.95; // of the cells are of the column's type; the others are told of

/** A way of writing times. */
interface TimeForm {
  readonly name: string;
  readonly read: (text: string) => number;
}

const day = (year: number, month: number, date: number): number =>
  month >= 1 && month <= 12 && date >= 1 && date <= new Date(Date.UTC(year, month, 0)).getUTCDate()
    ? Date.UTC(year, month - 1, date)
    : NaN;

/** Dates with slashes, dots or dashes, in the order that the places say. */
function dated(places: readonly [number, number, number]): (text: string) => number {
  return (text) => {
    const match = /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
    if (!match) return NaN;
    const [year, month, date] = places.map((place) => match[place + 1]!);
    if (year!.length !== 4) return NaN;
    const clock = [match[4], match[5], match[6]].map((part) => Number(part ?? 0));
    const time = (clock[0]! * 60 + clock[1]!) * 60 + clock[2]!;
    return clock[0]! < 24 && clock[1]! < 60 && clock[2]! < 60
      ? day(Number(year), Number(month), Number(date)) + time * 1000
      : NaN;
  };
}

/** Epochs, in columns whose name speaks of time. */
const epochForms: readonly TimeForm[] = [
  { name: "seconds since 1970", read: (text) => (/^\d{9,10}(\.\d+)?$/.test(text) ? Number(text) * 1000 : NaN) },
  { name: "milliseconds since 1970", read: (text) => (/^\d{12,13}$/.test(text) ? Number(text) : NaN) },
];

const timeForms: readonly TimeForm[] = [
  { name: "ISO 8601", read: scanTimestamp },
  { name: "year first", read: dated([0, 1, 2]) },
  { name: "day first", read: dated([2, 1, 0]) },
  { name: "month first", read: dated([2, 0, 1]) },
];

const speaksOfTime = /time|date|^ts$|epoch|unix|stamp/i;

const noneMissing = { missing: new Set<string>(), missingNumbers: new Set<number>() }; // missing words are gone by then

function readable(form: TimeForm, cells: readonly string[]): number {
  return cells.filter((cell) => !Number.isNaN(form.read(cell))).length;
}

/** Looks at all cells of a column. */
export function columnOf(
  name: string,
  rows: readonly (readonly string[])[],
  place: number,
  given: readonly string[] | undefined,
): InspectedColumn {
  const words = new Set<string>();
  const cells = rows.map((row) => {
    const cell = (row[place] ?? "").trim();
    const isWord = given ? given.includes(cell) : missingWords.has(cell.toLowerCase());
    if (isWord && cell !== "") words.add(cell);
    return isWord ? "" : cell;
  });
  const observed = cells.filter((cell) => cell !== "");
  const forms = speaksOfTime.test(name) ? [...epochForms, ...timeForms] : timeForms;
  const sample = observed.filter((_, i) => i % Math.ceil(observed.length / SAMPLE) === 0);
  const form = forms.toSorted((a, b) => readable(b, sample) - readable(a, sample))[0]!;
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
  if (readable(form, sample) > 0 && readable(form, observed) >= USUAL * observed.length) {
    const { read, name: written } = form;
    const zoned = written.includes("1970") || (written === "ISO 8601" && observed.some(namesZone));
    const said = bothWays(written, observed) ? "day first, but month first reads as well" : written;
    return { ...shared, type: "time", ...readAll(cells, read), zoned, form: said };
  }
  const style = detectStyle(sample, { decimal: undefined, thousands: undefined }); // as `readCsv` does of a target
  const numbers = readAll(cells, (cell) => numberOf(cell, noneMissing, style) ?? NaN);
  if (numbers.strangers.count <= (1 - USUAL) * observed.length) return { ...shared, type: "number", ...numbers };
  return { ...shared, type: "text", ...numbered(cells) };
}

/** Whether no day above 12 tells which of the two comes first. */
function bothWays(name: string, cells: readonly string[]): boolean {
  return name === "day first" && cells.every((cell) => !Number.isNaN(dated([2, 0, 1])(cell)));
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
