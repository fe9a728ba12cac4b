/**
 * Where the steps begin that rows are put together in: at midnight, Monday, the first of a month, quarter or year of the zone, or at a
 * multiple of their seconds, minutes or hours from there.
 */
import { daysOf } from "../dates.ts";
import type { Frequency } from "../frequency.ts";
import { instantOf, offsetAt, wallTime } from "../timezone.ts";

const DAY = 86_400_000;
const spans: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000 };
const months: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

/** Finds the beginning of the step that an instant lies in. */
export type StepStart = (time: number) => number;

/**
 * The beginnings of a frequency's steps in a zone.
 * @param first time of the data; hours and shorter steps are counted with the zone's offset there, so that they stay regular.
 * @example stepStart({ unit: "hour", step: 1 }, "UTC", 0)(5_400_000) //=> 3600000
 */
export function stepStart({ unit, step }: Frequency, timezone: string, first: number): StepStart {
  const span = (spans[unit] ?? 0) * step;
  if (span > 0) {
    const offset = offsetAt(first, timezone);
    return (time) => Math.floor((time + offset) / span) * span - offset;
  }
  const days = (unit === "week" ? 7 : unit === "day" ? 1 : 0) * step;
  if (days > 0) {
    // 1970-01-05 was a Monday.
    const shift = unit === "week" ? 4 : 0;
    return (time) => {
      const day = Math.floor(wallTime(time, timezone) / DAY);
      return instantOf((Math.floor((day - shift) / days) * days + shift) * DAY, timezone);
    };
  }
  const count = (months[unit] ?? 1) * step;
  return (time) => {
    const date = new Date(wallTime(time, timezone));
    const month = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / count) * count;
    return instantOf(daysOf(Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 1) * DAY, timezone);
  };
}
