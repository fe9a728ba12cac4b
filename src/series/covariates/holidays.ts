/** Holidays as a question to a local date: from a list, a function, or the calendar object of the package date-holidays. */
import { OptionError } from "../../errors.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** What is read of an instance of `Holidays` from the package date-holidays, which is not needed otherwise. */
export interface HolidayCalendar {
  getHolidays(year: number): readonly HolidayEntry[];
}

/** One holiday of a calendar. */
export interface HolidayEntry {
  /** Begins with the local date, `YYYY-MM-DD`, and may go on with the hour at which it begins, as `18:00:00` or `00:00:00 -0600`. */
  readonly date: string;
  readonly start: Date;
  readonly end: Date;
  /** Only "public" ones count, and those without a type. */
  readonly type?: string;
}

/** Local dates such as "2024-12-25", a function of one, or a calendar of date-holidays. */
export type HolidaySource = readonly string[] | ((date: string) => boolean) | HolidayCalendar;

/**
 * A function that tells whether a local date is a holiday.
 * @throws OptionError for a date in a list that is none.
 * @example holidayTest(["2024-12-25"])("2024-12-25") //=> true
 */
export function holidayTest(source: HolidaySource): (date: string) => boolean {
  if (typeof source === "function") return source;
  if ("getHolidays" in source) return testOfCalendar(source);
  const wrong = source.find((date) => !/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date)));
  if (wrong !== undefined) throw noDate(wrong);
  const dates = new Set(source);
  return (date) => dates.has(date);
}

/** Asks the calendar once a year. */
function testOfCalendar(calendar: HolidayCalendar): (date: string) => boolean {
  const years = new Map<number, ReadonlySet<string>>();
  const datesOf = (year: number): ReadonlySet<string> => {
    let dates = years.get(year);
    if (!dates) years.set(year, (dates = new Set(calendar.getHolidays(year).flatMap(datesOfEntry))));
    return dates;
  };
  // A holiday of several days at the turn of the year is told of in the year it begins.
  return (date) => datesOf(Number(date.slice(0, 4))).has(date) || datesOf(Number(date.slice(0, 4)) - 1).has(date);
}

/**
 * The local dates of a holiday: those whose noon lies in it, and at least the first. So days of 23 and 25 hours are one, an eve that begins in
 * the afternoon is one, and Turkey's feast of 90 hours, from the evening before on, is three days.
 */
function datesOfEntry({ date, start, end, type = "public" }: HolidayEntry): string[] {
  if (type !== "public") return [];
  const first = Date.parse(date.slice(0, 10));
  const hours = beginOf(date) + (end.getTime() - start.getTime()) / HOUR;
  const days = Math.max(1, Math.ceil((hours - 12) / 24));
  return Array.from({ length: days }, (_, i) => new Date(first + i * DAY).toISOString().slice(0, 10));
}

/** Hours from the date's midnight to the holiday's beginning; `2024-04-10 00:00:00 -0600` begins six hours before. */
function beginOf(date: string): number {
  const [, hours = "0", minutes = "0", shift = "0"] =
    /^\S+ (\d\d):(\d\d)(?::\d\d)?(?: ([+-]\d\d)\d\d)?/.exec(date) ?? [];
  return Number(hours) + Number(minutes) / 60 + Number(shift);
}

function noDate(found: string): OptionError {
  return new OptionError({
    where: "calendarCovariates holidays",
    expected: "local dates as YYYY-MM-DD",
    found: `"${found}"`,
    remedy: `write for example "2024-12-25"`,
  });
}
