/** Times that are written as numbers under a name that says nothing of time: years, seconds or milliseconds since 1970. */
import type { InspectedColumn } from "../src/cli/inspectColumn.ts";
import { readTimes } from "../src/series/index.ts";

type Rows = readonly (readonly string[])[];

const SAMPLE = 500; // cells that tell whether the others are worth a look
const [FIRST_YEAR, LAST_YEAR] = [1500, 2200];
const FIRST_SECOND = 1e8; // of 1973

/** Whether numbers can be meant as times. */
const isLikely = ({ type, values }: InspectedColumn): boolean =>
  type === "number" &&
  values.every(
    (value) =>
      Number.isNaN(value) ||
      (Number.isInteger(value) && ((value >= FIRST_YEAR && value <= LAST_YEAR) || value >= FIRST_SECOND)),
  );

/** A column of numbers read as times; undefined where a cell is none. */
export function asTimes(column: InspectedColumn, rows: Rows, place: number): InspectedColumn | undefined {
  if (!isLikely(column)) return undefined;
  const cells = rows.map((row) => (row[place] ?? "").trim());
  const observed = cells.filter((cell) => cell !== "");
  const sample = observed.slice(0, SAMPLE);
  if (sample.length === 0 || readTimes(sample).count < sample.length) return undefined;
  const { values, count, form, zoned } = readTimes(cells);
  return count === observed.length ? { ...column, type: "time", values, form, zoned } : undefined;
}

/** Whether times go on from row to row, as those of one series do and other numbers hardly ever. */
export const isAscending = ({ values }: InspectedColumn): boolean =>
  values.length > 2 && values.every((value, row) => row === 0 || value > values[row - 1]!);
