/** Where a row stands, as one number: its file's index and its line. */

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
