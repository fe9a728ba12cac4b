/**
 * Puts rows on the regular grid of a calendar: where each row stands, and the timestamps of all rows between the first
 * and the last. Missing rows become rows of NaN; nothing is filled.
 */
import { addSteps, anchorRow, isOnDay, startOfUnit, stepsBetween, stepsFrom } from "./calendar.ts";
import type { Frequency } from "./frequency.ts";

/** Rows on a regular grid. */
export interface Grid {
  /** All timestamps from the first row to the last, one step apart. */
  readonly timestamps: Float64Array;
  /** The place of each given row in `timestamps`. */
  readonly positions: Float64Array;
}

/** The first row that no whole number of steps reaches, and the nearest grid time before or at it. */
export interface OffGrid {
  readonly row: number;
  readonly nearest: number;
}

/** The grid of sorted distinct timestamps, or the first row that is off it. */
export function gridOf(stamps: ArrayLike<number>, frequency: Frequency, timezone: string): Grid | OffGrid {
  const bound = frequency.on !== undefined || frequency.unit === "businessDay"; // to some days
  const stray = bound ? Array.from(stamps).findIndex((stamp) => !isOnDay(stamp, frequency, timezone)) : -1;
  if (stray >= 0) return { row: stray, nearest: startOfUnit(stamps[stray]!, frequency, timezone) };
  const anchor = stamps[anchorRow(stamps, frequency, timezone)]!;
  const positions = new Float64Array(stamps.length);
  let first = 0;
  for (let i = 0; i < stamps.length; i++) {
    const steps = stepsBetween(anchor, stamps[i]!, frequency, timezone);
    if (steps === undefined) return { row: i, nearest: gridTimeBefore(anchor, stamps[i]!, frequency, timezone) };
    if (i === 0) first = steps;
    positions[i] = steps - first;
  }
  const count = stamps.length === 0 ? 0 : positions[stamps.length - 1]! + 1;
  const timestamps =
    count === stamps.length ? Float64Array.from(stamps) : stepsFrom(anchor, first, count, frequency, timezone);
  return { timestamps, positions };
}

function gridTimeBefore(anchor: number, stamp: number, frequency: Frequency, timezone: string): number {
  const span = Math.abs(addSteps(anchor, 1, frequency, timezone) - anchor);
  let steps = Math.floor((stamp - anchor) / span) + 1;
  while (addSteps(anchor, steps, frequency, timezone) > stamp) steps--;
  return addSteps(anchor, steps, frequency, timezone);
}

/** Row-major values (count, width) with the given rows (rows, width) at their positions and NaN elsewhere. */
export function onGrid(values: Float64Array, width: number, positions: Float64Array, count: number): Float64Array {
  if (count === positions.length) return values;
  const spread = new Float64Array(count * width).fill(NaN);
  for (let i = 0; i < positions.length; i++) {
    spread.set(values.subarray(i * width, (i + 1) * width), positions[i]! * width);
  }
  return spread;
}
