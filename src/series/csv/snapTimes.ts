/**
 * Times that jitter about the steps of a grid, moved onto it. The grid is found out from the times: of all phases that the tolerance
 * allows the roundest time of the clock, so that stamps of 12:00:03, 12:00:58 and 12:02:01 become 12:00, 12:01 and 12:02. Loaded where
 * it is asked for; it imports types alone, so that a page's bundle need not be cut to share code with it.
 */
import type { Frequency } from "../frequency.ts";
import type * as zones from "../timezone.ts";
import type { CsvPlan } from "./options.ts";

const DAY = 86_400_000;
const spans: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000 };
/** Times of the clock by how round they are, in milliseconds. */
const rounds = [3_600_000, 1_800_000, 900_000, 600_000, 300_000, 60_000, 30_000, 15_000, 10_000, 5000, 1000, 1];

/** What is known of a timezone. */
export type ZoneClock = Pick<typeof zones, "instantOf" | "offsetAt" | "wallTime">;

/** Times on a grid, and what was done to bring them there. */
export interface SnappedTimes {
  /** (rows) */
  readonly times: Float64Array;
  /** Rows that were moved. */
  readonly moved: number;
  /** The farthest move, in milliseconds. */
  readonly farthest: number;
  /** The first row that stands farther from the grid than the tolerance; -1 where none does. */
  readonly stray: number;
}

/**
 * Moves times onto the grid of a frequency: steps below a day by themselves, longer ones to the same time of each day.
 * @param times in ascending order (rows); they are left as they are.
 * @param tolerance in milliseconds.
 */
export function snapTimes(
  times: Float64Array,
  { unit, step }: Frequency,
  tolerance: number,
  timezone: string,
  { instantOf, offsetAt, wallTime }: ZoneClock,
): SnappedTimes {
  const below = spans[unit];
  const span = below === undefined ? DAY : below * step;
  const offset = offsetAt(times[0] ?? 0, timezone);
  const clock = times.map((time) => (below === undefined ? wallTime(time, timezone) : time + offset));
  const phase = phaseOf(clock, span, tolerance);
  let [moved, farthest, stray] = [0, 0, -1];
  const snapped = clock.map((time, row) => {
    const at = phase + Math.round((time - phase) / span) * span;
    const distance = Math.abs(at - time);
    if (distance > 0) moved++;
    if (distance > farthest) farthest = distance;
    if (distance > tolerance && stray < 0) stray = row;
    return distance === 0 ? times[row]! : below === undefined ? instantOf(at, timezone) : at - offset;
  });
  return { times: snapped, moved, farthest, stray };
}

/** Moves the rows of a file's series, and tells how far. */
export interface Snapper {
  /** Times in ascending order (rows) to those of their grid. */
  snap(times: Float64Array, timezone: string): SnappedTimes;
  /** A warning where rows were moved. */
  tell(file: string): void;
}

/** What moves rows as the options say. */
export function createSnapper({ frequency, tolerance, warn }: CsvPlan, zone: ZoneClock): Snapper {
  let [rows, moved, farthest] = [0, 0, 0];
  return {
    snap(times, timezone) {
      const snapped = snapTimes(times, frequency!, tolerance!, timezone, zone);
      rows += times.length;
      moved += snapped.moved;
      farthest = Math.max(farthest, snapped.farthest);
      return snapped;
    },
    tell(file) {
      const by = `by ${farthest / 1000} s at most`;
      if (moved > 0) warn(`${file}: ${moved} of ${rows} rows stood beside their step, ${by}, and were moved onto it`);
    },
  };
}

/** The phase of the grid: the roundest that all times are near, or the one in the middle of them where there is none. */
function phaseOf(clock: Float64Array, span: number, tolerance: number): number {
  if (clock.length === 0) return 0;
  // Half a step away rows are as near to the next time, and would fall together.
  const nearest = Math.min(tolerance, span / 2 - 1);
  const phases = clock.map((time) => time - Math.floor(time / span) * span).sort();
  let [widest, after] = [phases[0]! + span - phases.at(-1)!, 0];
  for (let i = 1; i < phases.length; i++) {
    const gap = phases[i]! - phases[i - 1]!;
    if (gap > widest) [widest, after] = [gap, i];
  }
  const spread = span - widest;
  const centre = phases[after]! + spread / 2;
  for (const round of [span, ...rounds.filter((one) => one < span)]) {
    const phase = Math.round(centre / round) * round;
    if (Math.abs(phase - centre) + spread / 2 <= nearest) return phase;
  }
  const near = phases.filter((phase) => Math.min(phase, span - phase) <= tolerance).length;
  const middle = phases[(after + Math.floor(phases.length / 2)) % phases.length]!;
  return 2 * near >= phases.length ? 0 : Math.round(middle / 1000) * 1000;
}
