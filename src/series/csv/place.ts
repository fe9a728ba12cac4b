/** Where a row stands, as one number: its file's index and its line; and errors that say so. */
import { DataError, type ErrorFacts } from "../../errors.ts";

const FILE = 2 ** 32;

/** The place of a line, counted from 1, of a file. */
export function placeAt(file: number, line: number): number {
  return file * FILE + line;
}

/** The file and line of a place, and both in words. */
export function fileLine(
  { files }: { readonly files: readonly string[] },
  place: number,
): { where: string; file: string; line: number } {
  const file = files[Math.floor(place / FILE)]!;
  const line = place % FILE;
  return { where: `${file} line ${line}`, file, line };
}

/** An error on a column at a line of a file, and in a series where one is named. */
export function cellError(
  { where, ...at }: ReturnType<typeof fileLine>,
  column: string,
  facts: Omit<ErrorFacts, "where">,
  series?: string,
): DataError {
  const whose = series === undefined ? "" : `, series "${series}"`;
  return new DataError({ ...at, where: `${where} column "${column}"${whose}`, column, ...facts });
}
