/** Loads what moves times onto a grid: few files need it, and a page's bundle stays without it. */
import type { Frequency } from "../frequency.ts";
import { instantOf, offsetAt, wallTime } from "../timezone.ts";
import type { CsvPlan } from "./options.ts";
import type { SnappedTimes, Snapper } from "./snapTimes.ts";

const zone = { instantOf, offsetAt, wallTime };

/** Moves times in ascending order (rows) onto the grid of a frequency; see `snapTimes.ts`. */
export type SnapTimes = (
  times: Float64Array,
  frequency: Frequency,
  tolerance: number,
  timezone: string,
) => SnappedTimes;

/** What moves times. */
export async function loadSnapTimes(): Promise<SnapTimes> {
  const { snapTimes } = await import("./snapTimes.ts");
  return (times, frequency, tolerance, timezone) => snapTimes(times, frequency, tolerance, timezone, zone);
}

/** What moves rows as a plan says; undefined where it says nothing. */
export async function loadSnapper(plan: CsvPlan): Promise<Snapper | undefined> {
  return plan.tolerance === undefined ? undefined : (await import("./snapTimes.ts")).createSnapper(plan, zone);
}
