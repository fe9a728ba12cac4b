/** Times written with names of months, in quarters or in weeks, which are found by trying the usual patterns. */
import type { InspectedColumn } from "../src/cli/inspectColumn.ts";
import { patternReader } from "../src/series/csv/timeFormat.ts";

/** Patterns of date-fns. */
const patterns = [
  "MMM yyyy",
  "MMMM yyyy",
  "MMM-yyyy",
  "MMM-yy",
  "MMM yy",
  "yyyy MMM",
  "yyyy-MMM",
  "yyyy MMMM",
  "d MMM yyyy",
  "d MMMM yyyy",
  "d-MMM-yyyy",
  "d-MMM-yy",
  "MMM d, yyyy",
  "MMMM d, yyyy",
  "MMM d yyyy",
  "d MMM yyyy HH:mm",
  "d-MMM-yyyy HH:mm",
  "MMM d, yyyy HH:mm",
  "MMM d, yyyy h:mm a",
  "QQQ yyyy",
  "QQQ-yyyy",
  "yyyy QQQ",
  "yyyy-QQQ",
  "yyyyQQQ",
  "RRRR-'W'II",
];

/** The first column of words that all are times by one of the patterns, as a column of times, and the pattern. */
export async function patternColumn(
  columns: readonly InspectedColumn[],
): Promise<{ column: InspectedColumn; pattern: string } | undefined> {
  const candidates = columns.filter(
    ({ type, texts }) => type === "text" && texts.length > 1 && texts.every((text) => /\d/.test(text)),
  );
  for (const column of candidates)
    for (const pattern of patterns) {
      const read = await patternReader(pattern, "the page");
      if (Number.isNaN(read(column.texts[0]!))) continue;
      const times = Float64Array.from(column.texts, read);
      if (times.some(Number.isNaN)) continue;
      const values = column.values.map((word) => (Number.isNaN(word) ? NaN : times[word]!));
      return { column: { ...column, type: "time", values, texts: [], form: pattern }, pattern };
    }
  return undefined;
}
