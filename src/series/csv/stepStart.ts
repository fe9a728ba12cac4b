/**
 * Where the steps begin that rows are put together in: at midnight, Monday or the day of the week that the frequency names, the first
 * of a month, quarter or year of the zone, or at a multiple of their seconds, minutes or hours from there. A weekend counts to the
 * business day before it. A period that is named by its end is stamped by its last day.
 */
import { OptionError } from "../../errors.ts";
import { addBusinessDays, businessDaysBetween } from "../businessDays.ts";
import { daysOf } from "../dates.ts";
import { type Frequency, weekdays } from "../frequency.ts";
import { instantOf, offsetAt, wallTime } from "../timezone.ts";

const DAY = 86_400_000;
const MONDAY = 4; // 1970-01-05
const spans: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000 };
const days: Readonly<Record<string, number>> = { day: 1, week: 7 };
const months: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

/** Finds the beginning of the step that an instant lies in, or its last day where that names it. */
export type StepStart = (time: number) => number;

/**
 * The beginnings of a frequency's steps in a zone.
 * @param first time of the data; hours and shorter steps are counted with the zone's offset there, so that they stay regular.
 * @throws OptionError for an unknown unit.
 * @example stepStart({ unit: "hour", step: 1 }, "UTC", 0)(5_400_000) //=> 3600000
 */
export function stepStart(frequency: Frequency, timezone: string, first: number): StepStart {
  const span = (spans[frequency.unit] ?? 0) * frequency.step;
  if (span > 0) {
    const offset = offsetAt(first, timezone);
    return (time) => Math.floor((time + offset) / span) * span - offset;
  }
  const start = dayStart(frequency);
  return (time) => instantOf(start(Math.floor(wallTime(time, timezone) / DAY)) * DAY, timezone);
}

/** The same in days of the wall clock, counted from 1970. */
function dayStart({ unit, step, on }: Frequency): (day: number) => number {
  if (unit === "businessDay") {
    const monday = MONDAY * DAY;
    return (day) => addBusinessDays(monday, Math.floor(businessDaysBetween(monday, day * DAY) / step) * step) / DAY;
  }
  const span = (days[unit] ?? 0) * step;
  if (span > 0) {
    const shift =
      unit === "week"
        ? MONDAY +
          Math.max(
            0,
            weekdays.findIndex((name) => name === on),
          )
        : 0;
    return (day) => Math.floor((day - shift) / span) * span + shift;
  }
  const count = (months[unit] ?? 0) * step;
  if (!(count > 0)) throw new OptionError({ where: "frequency", expected: "a known unit", found: `"${unit}"` });
  return (day) => {
    const date = new Date(day * DAY);
    const step = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / count);
    return on === "end" ? firstOf((step + 1) * count) - 1 : firstOf(step * count);
  };
}

/** The first day of a month that is counted from the year 0. */
function firstOf(month: number): number {
  return daysOf(Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 1);
}
