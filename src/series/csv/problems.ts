/** What can be wrong with a CSV, as errors that name file, line, column and remedy. */
import { nearestWord } from "../../nearestWord.ts";
import { DataError } from "../../errors.ts";
import type { CellFacts } from "./cellFacts.ts";
import type { RoleNames } from "./layout.ts";
import type { CsvPlan } from "./options.ts";
import { cellError, fileLine } from "./place.ts";
import type { CsvTable } from "./table.ts";
import { MOST_WORDS } from "./words.ts";

/** How many bad cells are listed. */
const LISTED = 5;

/** Bad cells of one column: the first few, and how many there are. */
export interface BadCells {
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

/** Bad cells that end the reading: what is thrown until `cellProblem` has words for them. */
export class BadCellsFound {
  readonly table: CsvTable;
  readonly bad: BadCells;

  constructor(table: CsvTable, bad: BadCells) {
    this.table = table;
    this.bad = bad;
  }
}

/**
 * Throws the first column's bad cells, if any.
 * @throws BadCellsFound
 */
export function throwProblems(table: CsvTable): void {
  for (const bad of table.problems.values()) throw new BadCellsFound(table, bad);
}

/** What was thrown, with the words for bad cells; they are loaded where there are any, since a page's bundle need not hold them. */
export async function worded(cause: unknown): Promise<unknown> {
  if (!(cause instanceof BadCellsFound)) return cause;
  const { cellFacts } = await import("./cellFacts.ts");
  return badCells(cause.bad, cause.table, cellFacts(cause.bad, cause.table));
}

function badCells({ column, first, count }: BadCells, table: CsvTable, facts: CellFacts): DataError {
  const at = fileLine(table, first[0]!.place);
  const rest = count - first.length;
  const listed = first.map(({ place, cell }) => {
    const { where, file, line } = fileLine(table, place);
    return `${quoted(cell)} (${file === at.file ? `line ${line}` : where})`;
  });
  const found = rest > 0 ? `${listed.join(", ")} and ${rest} more` : listed.join(", ");
  return cellError(at, column, { ...facts, found });
}

function quoted(cell: string, empty = "an empty cell"): string {
  return cell === "" ? empty : `"${cell.length > 40 ? `${cell.slice(0, 40)}…` : cell}"`;
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

/** Whether a time lies where most clocks are set back, in the night of a Sunday. */
function isSundayNight({ text }: { readonly text: string }): boolean {
  const wall = new Date(`${text}Z`);
  return wall.getUTCDay() === 0 && wall.getUTCHours() > 0 && wall.getUTCHours() < 4;
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
  const isOnce = new Set(duplicates.map(({ text }) => text)).size === duplicates.length;
  const rows = `pass frequency: "${step}" and aggregate: "mean" to put rows together, or remove the repeated ones; if the file holds several series pass id`;
  return cellError(
    at,
    column,
    {
      expected: "every time once",
      found: `repeated times: ${listed.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
      remedy:
        isOnce && duplicates.every(isSundayNight)
          ? `${clock}, if the clock was set back in these nights; else ${rows}`
          : `${rows}; if a clock was changed ${clock}`,
    },
    series,
  );
}
