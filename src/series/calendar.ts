/**
 * Steps on a calendar. Seconds, minutes and hours are fixed spans; days, weeks, months, quarters and years follow the
 * zone's wall clock, so that a daily step keeps the local hour over a change to summer time. The steps are those of
 * date-fns on the wall clock; only days in UTC, which are fixed spans too, are added without it.
 *
 * Month steps are counted from an anchor, never one after another. Rule: where the anchor is the last day of its month,
 * so is every step; otherwise the day stays the anchor's, or becomes the last of a month that is too short for it.
 *
 * The fold's rule: a local time that the clock shows twice, at the end of summer time, is the earlier instant; one that it
 * skips is moved forward by the length of the gap. Steps below a day are spans of time and meet neither.
 */
import { addDays } from "date-fns/addDays";
import { addMonths } from "date-fns/addMonths";
import { differenceInCalendarMonths } from "date-fns/differenceInCalendarMonths";
import { isLastDayOfMonth } from "date-fns/isLastDayOfMonth";
import { addBusinessDays, businessDaysBetween, isWeekend, weekdayOf } from "./businessDays.ts";
import { type Frequency, type FrequencyUnit, weekdays } from "./frequency.ts";
import { instantOf, isUtc, wallTime } from "./timezone.ts";
import { onWallClock } from "./wallDate.ts";

const DAY = 86_400_000;

const fixedSpans: Readonly<Partial<Record<FrequencyUnit, number>>> = { second: 1000, minute: 60_000, hour: 3_600_000 };
const daySpans: Readonly<Partial<Record<FrequencyUnit, number>>> = { day: 1, week: 7 };
const monthSpans: Readonly<Partial<Record<FrequencyUnit, number>>> = { month: 1, quarter: 3, year: 12 };

function movedByMonths(wall: number, months: number): number {
  if (!isLastDayOfMonth(wall, onWallClock)) return addMonths(wall, months, onWallClock).getTime();
  // The day after a month's last is a first, which no month is too short for.
  const moved = addMonths(addDays(wall, 1, onWallClock), months, onWallClock);
  return addDays(moved, -1, onWallClock).getTime();
}

/**
 * Moves a timestamp by whole steps, which may be negative. The timestamp is the anchor of month steps.
 * @returns Epoch milliseconds.
 * @example addSteps(Date.UTC(2024, 0, 31), 1, { unit: "month", step: 1 }, "UTC") //=> Date.UTC(2024, 1, 29)
 */
export function addSteps(timestamp: number, steps: number, frequency: Frequency, timezone: string): number {
  if (steps === 0) return timestamp;
  const { unit, step } = frequency;
  const fixed = fixedSpans[unit];
  if (fixed !== undefined) return timestamp + steps * step * fixed;
  const days = daySpans[unit];
  if (days !== undefined && isUtc(timezone)) return timestamp + steps * step * days * DAY;
  const wall = wallTime(timestamp, timezone);
  if (unit === "businessDay") return instantOf(addBusinessDays(wall, steps * step), timezone);
  if (days !== undefined) return instantOf(addDays(wall, steps * step * days, onWallClock).getTime(), timezone);
  return instantOf(movedByMonths(wall, steps * step * (monthSpans[unit] ?? 1)), timezone);
}

/**
 * Counts the whole steps from one timestamp to another; the first is the anchor of month steps.
 * @returns The steps, negative where `to` is earlier, or undefined where `to` is off the grid.
 * @example stepsBetween(0, 7_200_000, { unit: "hour", step: 1 }, "UTC") //=> 2
 */
export function stepsBetween(from: number, to: number, frequency: Frequency, timezone: string): number | undefined {
  const { unit, step } = frequency;
  const fixed = fixedSpans[unit];
  if (fixed !== undefined) return wholeOrUndefined((to - from) / (fixed * step));
  const days = daySpans[unit];
  const [first, last] = [wallTime(from, timezone), wallTime(to, timezone)];
  // Days are rounded, since a time moved out of a clock change may be later by an hour.
  const guess =
    unit === "businessDay"
      ? Math.round(businessDaysBetween(first, last) / step)
      : days !== undefined
        ? Math.round((last - first) / (days * step * DAY))
        : Math.round(differenceInCalendarMonths(last, first, onWallClock) / ((monthSpans[unit] ?? 1) * step));
  return addSteps(from, guess, frequency, timezone) === to ? guess + 0 : undefined;
}

function wholeOrUndefined(steps: number): number | undefined {
  return Number.isInteger(steps) ? steps + 0 : undefined;
}

/**
 * The timestamps of a regular series, each counted from the start.
 * @returns Epoch milliseconds (T = count).
 * @example timestampsFrom(0, 3, { unit: "second", step: 1 }, "UTC") //=> Float64Array [0, 1000, 2000]
 */
export function timestampsFrom(start: number, count: number, frequency: Frequency, timezone: string): Float64Array {
  return stepsFrom(start, 0, count, frequency, timezone);
}

/** The timestamps `first`, `first + 1`, … steps after an anchor (count). */
export function stepsFrom(
  anchor: number,
  first: number,
  count: number,
  frequency: Frequency,
  timezone: string,
): Float64Array {
  const timestamps = new Float64Array(count);
  for (let i = 0; i < count; i++) timestamps[i] = addSteps(anchor, first + i, frequency, timezone);
  return timestamps;
}

/**
 * The row whose timestamp can anchor all others: a month end may be a longer month's day cut short, and a time moved out
 * of a clock change is later than its fellows, so the first rows are searched for one that is neither.
 */
export function anchorRow(timestamps: ArrayLike<number>, frequency: Frequency, timezone: string): number {
  const { unit } = frequency;
  if (fixedSpans[unit] !== undefined) return 0;
  let best = 0;
  let bestRank = Infinity;
  for (let i = 0; i < Math.min(timestamps.length, 24); i++) {
    const wall = wallTime(timestamps[i]!, timezone);
    const ambiguous = monthSpans[unit] !== undefined && isLastDayOfMonth(wall, onWallClock);
    const astray = unit === "businessDay" && isWeekend(wall); // a weekend's day anchors nothing
    const rank = wall - Math.floor(wall / DAY) * DAY + (ambiguous ? DAY : 0) + (astray ? 2 * DAY : 0);
    if (rank < bestRank) [best, bestRank] = [i, rank];
  }
  return best;
}

/** Whether a month, 0 for January, begins a calendar quarter or year. */
function startsUnit(month: number, unit: FrequencyUnit): boolean {
  return month % (monthSpans[unit] ?? 1) === 0;
}

/**
 * Whether a timestamp stands on a day that its frequency allows: from Monday to Friday for business days, and on the day
 * that `on` names. Every day will do for the other frequencies.
 * @example isOnDay(Date.UTC(2024, 0, 31), { unit: "month", step: 1, on: "end" }, "UTC") //=> true
 */
export function isOnDay(timestamp: number, { unit, on }: Frequency, timezone: string): boolean {
  if (on === undefined && unit !== "businessDay") return true;
  const wall = wallTime(timestamp, timezone);
  if (on === undefined) return !isWeekend(wall);
  if (on !== "start" && on !== "end") return weekdays[weekdayOf(wall)] === on;
  const date = new Date(on === "start" ? wall : wall + DAY); // the day after a last is a first
  return date.getUTCDate() === 1 && startsUnit(date.getUTCMonth(), unit);
}

/**
 * The start of the calendar unit that holds a timestamp: its second, minute, hour, local day, week (from Monday, or the day
 * that `on` names), month, calendar quarter or year. A weekend belongs to the business day before it; with `on: "end"` the
 * unit is named by its last day, so that is what is given.
 * @returns Epoch milliseconds.
 * @example startOfUnit(Date.UTC(2024, 4, 17, 8), { unit: "quarter", step: 1 }, "UTC") //=> Date.UTC(2024, 3, 1)
 */
export function startOfUnit(timestamp: number, { unit, on }: Frequency, timezone: string): number {
  const wall = wallTime(timestamp, timezone);
  const fixed = fixedSpans[unit];
  // An hour's start is taken on the wall clock, since there are zones half an hour off, but stays in the same offset.
  if (fixed !== undefined) return timestamp - (wall - Math.floor(wall / fixed) * fixed);
  const day = Math.floor(wall / DAY) * DAY;
  if (unit === "day") return instantOf(day, timezone);
  if (unit === "businessDay") return instantOf(day - Math.max(0, weekdayOf(day) - 4) * DAY, timezone);
  if (unit === "week") {
    const first = weekdays.findIndex((name) => name === (on ?? "mon"));
    return instantOf(day - ((weekdayOf(day) - first + 7) % 7) * DAY, timezone);
  }
  const months = monthSpans[unit] ?? 1;
  const date = new Date(day);
  const firstMonth = date.getUTCMonth() - (date.getUTCMonth() % months);
  const start = addMonths(0, (date.getUTCFullYear() - 1970) * 12 + firstMonth, onWallClock);
  if (on !== "end") return instantOf(start.getTime(), timezone);
  return instantOf(addMonths(start, months, onWallClock).getTime() - DAY, timezone);
}
