/** What the clock on the wall shows. */
import { formatTimestamp } from "../src/index.ts";

/** Instants as the clock of a zone shows them, both in epoch milliseconds. */
export function wallsOf(times: Float64Array, timezone: string): Float64Array {
  if (timezone === "floating" || timezone === "UTC") return times;
  return times.map((time) =>
    Date.parse(`${formatTimestamp(time, { unit: "second", step: 1 }, timezone).slice(0, 19)}Z`),
  );
}
