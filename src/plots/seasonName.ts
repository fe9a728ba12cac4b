/** Seasons in words. */
import type { Frequency } from "../series/index.ts";
import { spanOf } from "./report/phrases.ts";

/**
 * A season by the calendar where it is a whole unit, else by its rows.
 * @example seasonName({ unit: "minute", step: 30 }, 336) //=> "1 week"
 */
export function seasonName(frequency: Frequency, rows: number): string {
  return Number.isInteger(rows) ? spanOf(frequency, rows) : `${rows.toFixed(1)} rows`;
}
