/**
 * Local times that the clock shows twice, when summer time ends. A time that stands alone is the earlier instant. Where it
 * stands twice the first of the two in time's order is the earlier instant and the other the later one: in a file that runs
 * backwards the first row is the later. A third row of one time is left, and refused as a repeated time.
 */
import { instantOf, isUtc, offsetAt, wallTime } from "../timezone.ts";

const DAY = 86_400_000;

/** Moves the second of two equal instants (rows, in the order of the file) to the later one, where a clock shows both alike. */
export function separateFold(times: Float64Array, timezone: string): void {
  if (isUtc(timezone) || times.length < 2) return;
  const first = new Map<number, number>();
  const backwards = times[0]! > times[times.length - 1]!;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (!nearChange(time, timezone)) continue;
    const later = laterTwin(time, timezone);
    if (later === time) continue;
    const other = first.get(time);
    if (other === undefined) first.set(time, i);
    else if (times[other] === time) times[backwards ? other : i] = later;
  }
}

/** Whether the zone's offset changes within a day: only there can a clock show a time twice. */
function nearChange(time: number, timezone: string): boolean {
  return offsetAt(time, timezone) !== offsetAt(time + DAY, timezone);
}

/** The later instant that the clock shows like this one; the instant itself where there is none. */
function laterTwin(time: number, timezone: string): number {
  const wall = wallTime(time, timezone);
  const later = wall - offsetAt(time + DAY, timezone);
  return later > time && wallTime(later, timezone) === wall && instantOf(wall, timezone) === time ? later : time;
}
