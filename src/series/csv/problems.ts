/** What can be wrong with a CSV, as errors that name file, line, column and remedy. */
import { nearestWord } from "../../nearestWord.ts";
import { DataError } from "../../errors.ts";

/** How many bad cells are listed. */
const LISTED = 5;

/** Bad cells of one column: the first few, and how many there are. */
interface BadCells {
  readonly kind: "number" | "time";
  readonly column: string;
  readonly first: { readonly line: number; readonly cell: string }[];
  count: number;
}

/** Bad cells by column, in order of appearance: reading goes on, so that one error tells of all of them. */
export type Problems = Map<string, BadCells>;

/** Notes a cell that is no number or time. */
export function noteBadCell(
  problems: Problems,
  kind: BadCells["kind"],
  column: string,
  line: number,
  cell: string,
): void {
  let bad = problems.get(column);
  if (!bad) problems.set(column, (bad = { kind, column, first: [], count: 0 }));
  if (bad.count++ < LISTED) bad.first.push({ line, cell });
}

/**
 * Throws the first column's bad cells, if any.
 * @throws DataError
 */
export function throwProblems(problems: Problems, file: string): void {
  for (const bad of problems.values()) throw badCells(bad, file);
}

function badCells({ kind, column, first, count }: BadCells, file: string): DataError {
  const { line, cell } = first[0]!;
  const rest = count - first.length;
  const listed = first.map(({ line, cell }) => `${quoted(cell)} (line ${line})`).join(", ");
  return new DataError({
    where: `${file} line ${line} column "${column}"`,
    file,
    line,
    column,
    expected: kind === "number" ? "a number" : "a time such as 2024-01-31, 2024-01-31T13:45 or 2024-01-31T13:45:00Z",
    found: rest > 0 ? `${listed} and ${rest} more` : listed,
    remedy: kind === "number" ? numberRemedy(cell, wordsOf(first)) : timeRemedy(cell),
  });
}

function quoted(cell: string): string {
  return cell === "" ? "an empty cell" : `"${cell.length > 40 ? `${cell.slice(0, 40)}…` : cell}"`;
}

/** The distinct cells that hold words, not numbers written in another way. */
function wordsOf(first: BadCells["first"]): string[] {
  const words = first.map(({ cell }) => cell).filter((cell) => !/\d/.test(cell));
  return [...new Set(words)];
}

function numberRemedy(cell: string, words: readonly string[]): string {
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell))
    return `write ${cell.replaceAll(",", "")}, without separators of thousands`;
  if (/^[+-]?\d{1,3}([.\s']\d{3})+(,\d+)?$/.test(cell))
    return `write ${cell.replaceAll(/[.\s']/g, "").replace(",", ".")}, with a decimal point and no separators of thousands`;
  if (/^[+-]?\d+,\d+$/.test(cell)) return `write ${cell.replace(",", ".")}, with a decimal point`;
  if (/^[+-]?[\d.]+\s*%$/.test(cell)) return `write ${cell.replace(/\s*%$/, "")}, without the percent sign`;
  const listed = words.includes(cell) ? words : [cell];
  const missing = `missing: [${listed.map((word) => JSON.stringify(word)).join(", ")}]`;
  const it = listed.length > 1 ? "them" : "it";
  if (/^[+-]?(inf(inity)?|[\d.]+e\d+)$/i.test(cell))
    return `write a finite number, or pass ${missing} to read ${it} as missing`;
  return `pass ${missing} to read ${it} as missing, or write a number`;
}

function timeRemedy(cell: string): string {
  if (cell === "") return "write the row's time, or remove the row";
  if (/^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}/.test(cell)) return "write year, month and day as 2024-01-31";
  if (/^\d{9,13}$/.test(cell)) {
    const milliseconds = cell.length > 10 ? Number(cell) : 1000 * Number(cell);
    return `write epoch times in ISO 8601, here as ${new Date(milliseconds).toISOString()}`;
  }
  if (/^\d{4}-\d{2}$/.test(cell)) return `write the first day of the month, here ${cell}-01`;
  if (/^\d{4}\/\d{1,2}\/\d{1,2}/.test(cell)) return "write dates with hyphens, as 2024-01-31";
  return "write times in ISO 8601";
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
export function emptyFile(file: string, found: "an empty file" | "a header only"): DataError {
  return new DataError({
    where: file,
    file,
    line: 1,
    expected: "a header and rows",
    found,
    remedy: found === "a header only" ? "add rows below the header" : "check that this is the right file",
  });
}

/** A header that names a column twice. */
export function duplicateHeader(file: string, column: string): DataError {
  return new DataError({
    where: `${file} line 1 column "${column}"`,
    file,
    line: 1,
    column,
    expected: "every column name once",
    found: `"${column}" more than once`,
    remedy: "rename one of them",
  });
}

/** A column that the header does not hold; the nearest name is suggested. */
export function unknownColumn(file: string, option: string, column: string, names: readonly string[]): DataError {
  const nearest = nearestWord(column, names);
  return new DataError({
    where: `${file} line 1 column "${column}"`,
    file,
    line: 1,
    column,
    expected: `one of the columns ${names.map((name) => `"${name}"`).join(", ")}`,
    found: `"${column}"`,
    remedy: unknownRemedy(option, nearest, names),
  });
}

function unknownRemedy(option: string, nearest: string | undefined, names: readonly string[]): string {
  if (names.length === 1) return `the header was read as a single column: pass delimiter, for example delimiter: ";"`;
  return nearest ? `did you mean ${option}: "${nearest}"?` : `pass one of these as ${option}`;
}

/** A series with several rows of one time. */
export function duplicateTimes(
  file: string,
  series: string,
  column: string,
  duplicates: readonly { readonly line: number; readonly text: string }[],
): DataError {
  const listed = duplicates.slice(0, LISTED).map(({ line, text }) => `${text} (line ${line})`);
  const rest = duplicates.length - listed.length;
  const { line } = duplicates[0]!;
  return new DataError({
    where: `${file} line ${line} column "${column}", series "${series}"`,
    file,
    line,
    column,
    expected: "every time once",
    found: `repeated times: ${listed.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
    remedy:
      "remove or sum the repeated rows; if the file holds several series pass id; if the clock was set back write times with their offset",
  });
}
