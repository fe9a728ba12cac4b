/** Times written in ways that the readers want a pattern for, which are found by trying the usual ones. */
import type { InspectedColumn } from "../src/cli/inspectColumn.ts";
import { patternReader } from "../src/series/csv/timeFormat.ts";

/** Patterns of date-fns: of years of two digits, and of clocks of twelve hours. */
const patterns = ["MMM-yy", "MMM yy", "d-MMM-yy", "d-MMM-yy HH:mm", "MMM d, yyyy h:mm a"];

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
