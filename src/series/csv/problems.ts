/** What can be wrong with a CSV, as errors that name file, line, column and remedy. */
import { nearestWord } from "../../nearestWord.ts";
import { DataError } from "../../errors.ts";
import type { RoleNames } from "./layout.ts";
import type { CsvPlan } from "./options.ts";
import { cellError, fileLine } from "./place.ts";
import type { CsvTable } from "./table.ts";
import { MOST_WORDS } from "./words.ts";

/** How many bad cells are listed. */
const LISTED = 5;

/** Bad cells of one column: the first few, and how many there are. */
interface BadCells {
  readonly kind: "number" | "time";
  readonly column: string;
  readonly first: { readonly place: number; readonly cell: string }[];
  count: number;
}

/** Bad cells by column, in order of appearance: reading goes on, so that one error tells of all of them. */
export type Problems = Map<string, BadCells>;

/** Notes a cell that is no number or time, at a line of a file. */
export function noteBadCell(
  problems: Problems,
  kind: BadCells["kind"],
  column: string,
  place: number,
  cell: string,
): void {
  let bad = problems.get(column);
  if (!bad) problems.set(column, (bad = { kind, column, first: [], count: 0 }));
  if (bad.count++ < LISTED) bad.first.push({ place, cell });
}

/**
 * Throws the first column's bad cells, if any.
 * @throws DataError
 */
export function throwProblems(table: CsvTable): void {
  for (const bad of table.problems.values()) throw badCells(bad, table);
}

function badCells({ kind, column, first, count }: BadCells, table: CsvTable): DataError {
  const { place, cell } = first[0]!;
  const at = fileLine(table, place);
  const rest = count - first.length;
  const listed = first.map(({ place, cell }) => {
    const { where, file, line } = fileLine(table, place);
    return `${quoted(cell)} (${file === at.file ? `line ${line}` : where})`;
  });
  const time = kind === "time" ? timeFacts(cell, table) : undefined;
  return cellError(at, column, {
    expected: time?.expected ?? "a number",
    found: rest > 0 ? `${listed.join(", ")} and ${rest} more` : listed.join(", "),
    remedy: time?.remedy ?? numberRemedy(cell, wordsOf(first), table),
  });
}

function quoted(cell: string, empty = "an empty cell"): string {
  return cell === "" ? empty : `"${cell.length > 40 ? `${cell.slice(0, 40)}…` : cell}"`;
}

/** The distinct cells that hold words, not numbers written in another way. */
function wordsOf(first: BadCells["first"]): string[] {
  const words = first.map(({ cell }) => cell).filter((cell) => !/\d/.test(cell));
  return [...new Set(words)];
}

function numberRemedy(cell: string, words: readonly string[], { style }: CsvTable): string {
  const decimal = style.decimal === "," ? `, as in the first rows; to read it otherwise pass decimal: "."` : "";
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell)) {
    const [point, whole] = [cell.replace(",", "."), cell.replace(",", "")];
    return `pass thousands: "," if it means ${whole}, or decimal: "," if it means ${point}`;
  }
  if (/^[+-]?\d+,\d+$/.test(cell)) return `write ${cell.replace(",", ".")}, with a decimal point, or pass decimal: ","`;
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell)) return `write ${cell.replaceAll(",", "")}, or pass thousands: ","`;
  if (/^[+-]?\d{1,3}([.\s'’]\d{3})+([,.]\d+)?$/.test(cell)) {
    const mark = /[.\s'’]/.exec(cell)![0];
    const plain = cell.replaceAll(mark, "").replace(",", ".");
    const comma = cell.includes(",") || mark === "." ? `, decimal: ","` : "";
    return `write ${plain}, or pass thousands: ${JSON.stringify(mark)}${comma}`;
  }
  if (/^[+-]?\d*\.\d+$/.test(cell) && decimal !== "") return `write it with a decimal comma${decimal}`;
  if (/^[+-]?[\d.]+\s*%$/.test(cell)) return `write ${cell.replace(/\s*%$/, "")}, without the percent sign`;
  if (/^[+-]?[\d.]+([ ;|/]+[+-]?[\d.]+)+$/.test(cell))
    return "write one number in a cell: a row for each, or a column for each";
  const listed = words.includes(cell) ? words : [cell.length > 40 ? cell.slice(0, 40) : cell];
  const missing = `missing: [${listed.map((word) => JSON.stringify(word)).join(", ")}]`;
  const it = listed.length > 1 ? "them" : "it";
  if (/^[+-]?(inf(inity)?|[\d.]+e\d+)$/i.test(cell))
    return `write a finite number, or pass ${missing} to read ${it} as missing`;
  return `pass ${missing} to read ${it} as missing, or write a number`;
}

/** What a time should have looked like, beside the others of its column, and what can be done. */
function timeFacts(cell: string, { times, plan }: CsvTable): { expected: string; remedy: string } {
  const general = "a time such as 2024-01-31, 2024-01-31T13:45 or 2024-01-31T13:45:00Z";
  const first = times.zoned ?? times.zoneless;
  if (cell === "") return { expected: general, remedy: "write the row's time, or remove the row" };
  if (plan.timeFormat !== undefined) {
    const expected = `a time as timeFormat: ${JSON.stringify(plan.timeFormat)} says`;
    return { expected, remedy: "mend the cell, or leave timeFormat out to have it found out" };
  }
  const numbered = times.kind === "year" && /^\d{1,3}$/.test(cell);
  if (first && times.kind !== undefined && !numbered && (times.kind !== "iso" || otherForm.test(cell))) {
    return {
      expected: `a time written as the first one, ${quoted(first.text)}`,
      remedy: mixedRemedy(cell, times.kind),
    };
  }
  return { expected: general, remedy: timeRemedy(cell) };
}

/** What to do about a time that is not written as the others, or looks so and does not exist. */
function mixedRemedy(cell: string, kind: string): string {
  const alike =
    kind.startsWith("day/month") && new RegExp(`^\\d{1,2}[${kind.at(-1)}]\\d{1,2}[${kind.at(-1)}]\\d{4}`).test(cell);
  if (alike && kind.endsWith(".") && Number(cell.split(".")[1]) > 12)
    return `dates with dots begin with the day: if these do not pass timeFormat: "month-first"`;
  return alike ? "check that the day and the time exist" : "write all times in one way";
}

/** Times that can be read, but stand among others. */
const otherForm = /^\d{1,2}[/.]\d{1,2}[/.]\d{4}|^\d{4}[/.]\d{1,2}[/.]\d{1,2}|^\d{9,13}$|^\d{4}[-/]\d{1,2}$/;

function timeRemedy(cell: string): string {
  if (/^\d{1,8}(\.0*)?$/.test(cell)) return "if these are row numbers pass start and frequency in place of time";
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?!\d)/.test(cell))
    return `write years with four digits, or pass timeFormat: "dd/MM/yy"`;
  if (/^\d{4}-\d{2}-\d{2}(?!\d)/.test(cell)) return "check that the day and the time exist";
  return `write times in ISO 8601, or pass timeFormat, for example timeFormat: "dd.MM.yyyy HH:mm"`;
}

/** A row whose number of cells is not the header's. */
export function raggedRow(file: string, line: number, expected: number, found: number): DataError {
  return new DataError({
    where: `${file} line ${line}`,
    file,
    line,
    expected: `${expected} cells as in the header`,
    found: `${found}`,
    remedy: "check for a missing or an additional delimiter; a cell that holds one must be quoted",
  });
}

/** A file without rows. */
export function emptyFile(file: string, found: "an empty file" | "a header only" | "no rows"): DataError {
  return new DataError({
    where: file,
    file,
    line: 1,
    expected: "a header and rows",
    found,
    remedy: found === "a header only" ? "add rows below the header" : "check that this is the right file",
  });
}

/** A column of words that has more of them than categories are. */
export function tooManyWords(at: ReturnType<typeof fileLine>, column: string, word: string): DataError {
  return cellError(at, column, {
    expected: `at most ${MOST_WORDS} different words in a column of categories`,
    found: `"${word}" as one more`,
    remedy: `pass those that matter, as categories: { "${column}": ["…"] }, or leave the column out`,
  });
}

/** A header that names a column twice. */
export function duplicateHeader(file: string, line: number, column: string): DataError {
  return new DataError({
    where: `${file} line ${line} column "${column}"`,
    file,
    line,
    column,
    expected: "every column name once",
    found: `"${column}" more than once`,
    remedy: "rename one of them",
  });
}

/** A column that is asked for and not there. */
interface Unknown {
  readonly file: string;
  readonly line: number;
  readonly option: string;
  readonly column: string;
  readonly names: readonly string[];
  readonly plan: CsvPlan;
}

/** A column that the header does not hold; the nearest name is suggested. */
export function unknownColumn(unknown: Unknown): DataError {
  const { file, line, column, names } = unknown;
  const listed = names.slice(0, SHOWN).map((name) => quoted(name, '""'));
  const rest = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return new DataError({
    where: `${file} line ${line} column "${column}"`,
    file,
    line,
    column,
    expected: `one of the columns ${listed.join(", ")}${rest}`,
    found: `"${column}"`,
    remedy: unknownRemedy(unknown),
  });
}

/** How many columns a message names. */
const SHOWN = 30;

function unknownRemedy({ option, column, names, plan }: Unknown): string {
  const nearest = nearestWord(column, names);
  const ofFile = plan.reader === "readCsv" ? fileRemedy(names, option, plan, nearest !== undefined) : undefined;
  if (ofFile !== undefined) return ofFile;
  const index = plan.reader === "readCsv" ? ", or the index of one, counted from 0" : "";
  return nearest ? `did you mean ${option}: "${nearest}"?` : `pass one of these as ${option}${index}`;
}

/** What to do where the header seems to be none, or was read in a wrong way. */
function fileRemedy(names: readonly string[], option: string, plan: CsvPlan, near: boolean): string | undefined {
  if (names.length === 1 && plan.delimiter === undefined)
    return `the header was read as a single column: pass delimiter, for example delimiter: ";"`;
  if (plan.header && names.every((name) => /^[\d.+-]/.test(name)))
    return `if the file has no header pass header: false and columns by index, as ${option}: 0`;
  const commented = plan.comment === undefined && names[0]!.startsWith("#") && names.length < 3;
  return commented && !near ? `if the first line is a comment pass comment: "#"` : undefined;
}

function listOf({ target, pastCovariates, futureCovariates, staticCovariates, weight }: RoleNames): string {
  return [...target, ...pastCovariates, ...futureCovariates, ...staticCovariates, ...weight].join(", ");
}

/** A file whose columns are not those of the files before it. */
export function otherColumns(file: string, { files, layout }: CsvTable, names: RoleNames): DataError {
  return new DataError({
    where: file,
    file,
    expected: `the columns of ${files[0]}: ${listOf(layout.names)}`,
    found: listOf(names),
    remedy: "name the columns alike in all files, or read the files one by one",
  });
}

/** Quotes that do not close. */
export function malformedQuotes(file: string, line: number): DataError {
  return new DataError({
    where: `${file} line ${line}`,
    file,
    line,
    expected: `a closing quote (") before the next delimiter or the line's end`,
    found: "a quoted cell that does not close there",
    remedy: `close the quote, and write a quote inside a quoted cell twice ("")`,
  });
}

/** A file that is JSON. */
export function jsonFile(file: string): DataError {
  return new DataError({
    where: file,
    file,
    line: 1,
    expected: "a CSV",
    found: "JSON",
    remedy: "read objects of one row each by readJson (--format json), or save it as CSV",
  });
}

/** A row that does not end. */
export function endlessRow(file: string, line: number): DataError {
  return new DataError({
    where: `${file} line ${line}`,
    file,
    line,
    expected: "rows of at most 64 MiB",
    found: "a row that does not end",
    remedy: `check for a quote (") that is not closed, and that the file is a CSV`,
  });
}

/** A series with several rows of one time. */
export function duplicateTimes(
  table: CsvTable,
  series: string,
  duplicates: readonly { readonly place: number; readonly text: string }[],
  step: string,
): DataError {
  const at = fileLine(table, duplicates[0]!.place);
  const listed = duplicates.slice(0, LISTED).map(({ place, text }) => {
    const { where, file, line } = fileLine(table, place);
    return `${text} (${file === at.file ? `line ${line}` : where})`;
  });
  const rest = duplicates.length - listed.length;
  const column = table.layout.names.time;
  const clock = table.plan.timezone === undefined ? "pass timezone" : "write times with their offset";
  return cellError(
    at,
    column,
    {
      expected: "every time once",
      found: `repeated times: ${listed.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
      remedy: `pass frequency: "${step}" and aggregate: "mean" to put rows together, or remove the repeated ones; if the file holds several series pass id; if a clock was changed ${clock}`,
    },
    series,
  );
}
