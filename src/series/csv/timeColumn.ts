/**
 * The times of a file. The first readable cell tells how the column is written, and all others must be written alike. Whether
 * day or month comes first is seen from the whole column: until then such times are kept packed, both numbers side by side.
 */
import { daysOf, isDate } from "../dates.ts";
import { namesZone, scanTimestamp } from "../timestamp.ts";
import { instantOf, isUtc, offsetAt } from "../timezone.ts";
import { cellError } from "./place.ts";
import { type PatternReader, patternNamesZone, type TimeFormat } from "./timeFormat.ts";

const DAY = 86_400_000;
/** Numbers below are row numbers, years or days; above, seconds since 1970 (from March 1973 on). */
const LEAST_EPOCH = 1e8;
/** Numbers from here on are milliseconds; as seconds they would be in the year 5138. */
const LEAST_MILLISECONDS = 1e11;

/** A cell that tells something of the whole column, and where it stands. */
interface Evidence {
  readonly text: string;
  readonly place: number;
}

/** What is known of the times so far. */
export interface TimeColumn {
  readonly format: TimeFormat | undefined;
  pattern: PatternReader | undefined;
  /** Zone of times that name none. */
  readonly timezone: string;
  /** How the column is written; undefined before its first readable cell. */
  kind: string | undefined;
  /** First cells that name a zone, and that name none. */
  zoned: Evidence | undefined;
  zoneless: Evidence | undefined;
  /** First cells that only one order of day and month reads, and that both read, each in its way. */
  dayFirst: Evidence | undefined;
  monthFirst: Evidence | undefined;
  either: Evidence | undefined;
  /** The day of local time looked up last, and its offset where the day has but one. */
  day: number;
  offset: number;
}

/** A column that nothing is known of. */
export function createTimeColumn(
  format: TimeFormat | undefined,
  pattern: PatternReader | undefined,
  timezone: string | undefined,
): TimeColumn {
  const nothing = { kind: undefined, zoned: undefined, zoneless: undefined };
  const order = { dayFirst: undefined, monthFirst: undefined, either: undefined };
  return { format, pattern, timezone: timezone ?? "floating", ...nothing, ...order, day: NaN, offset: 0 };
}

const holdsWord = /[a-z]{3}|\d[-/ ]?[qwm]\d|q\d/i;

/** Loads what reads times that hold a word, given the first of them; for columns that are looked at and not yet read for good. */
export const loadWordReader = async (): Promise<(first: string) => PatternReader | undefined> =>
  (await import("./wordTimes.ts")).wordReader;

/** Loads what reads times that hold a word, such as "Jan 2019", where the first one does. */
export async function settleWords(column: TimeColumn, first: string | undefined): Promise<void> {
  if (column.format ?? column.kind ?? column.pattern ?? !holdsWord.test(first ?? "")) return;
  column.pattern = (await import("./wordTimes.ts")).wordReader(first!);
}

/** The instant of a local time, with the offset remembered by day: half the time of looking it up. */
function localInstant(column: TimeColumn, wall: number): number {
  const { timezone } = column;
  if (isUtc(timezone)) return wall;
  const day = Math.floor(wall / DAY);
  if (day !== column.day) {
    const offset = offsetAt((day - 1) * DAY, timezone);
    const same = offset === offsetAt((day + 1) * DAY, timezone) && offset === offsetAt((day + 2) * DAY, timezone);
    column.day = same ? day : NaN;
    column.offset = offset;
    if (!same) return instantOf(wall, timezone);
  }
  return wall - column.offset;
}

/** An instant of a time that was scanned: a local time, or an instant already where it names its zone. */
export function settledTime(column: TimeColumn, scanned: number, zoned: boolean, text: string, place: number): number {
  if (zoned) {
    column.zoned ??= { text, place };
    return scanned;
  }
  column.zoneless ??= { text, place };
  return localInstant(column, scanned);
}

/**
 * Reads the text of a time.
 * @returns Epoch milliseconds, or a packed date where `isPacked`; NaN for what is no time or is not written as the others.
 */
export function readTime(column: TimeColumn, text: string, place: number): number {
  if (column.pattern) {
    return settledTime(column, column.pattern(text), patternNamesZone(String(column.format)), text, place);
  }
  const scanned = column.format === "seconds" || column.format === "milliseconds" ? NaN : scanTimestamp(text);
  if (scanned === scanned) {
    if (!isKind(column, "iso")) return NaN;
    return settledTime(column, scanned, namesZone(text), text, place);
  }
  return /^[+-]?\d+(\.\d*)?$/.test(text) ? numericTime(column, text, place) : datedTime(column, text, place);
}

/** Whether a kind is that of the column, which the first cell settles. */
function isKind(column: TimeColumn, kind: string): boolean {
  const { format } = column;
  if (column.kind === undefined && (format === undefined || format === kindFormat(kind))) column.kind = kind;
  return column.kind === kind;
}

/** The word of the option that a kind belongs to. */
function kindFormat(kind: string): string {
  if (kind.startsWith("day/month")) return "day-first";
  return kind === "seconds" || kind === "milliseconds" ? kind : "iso";
}

function numericTime(column: TimeColumn, text: string, place: number): number {
  const value = Number(text);
  if (column.format === "seconds" || column.format === "milliseconds") {
    const kind = column.format === "seconds" ? "seconds" : "milliseconds";
    column.kind = kind;
    return settledTime(column, epochTime(column, kind, value), true, text, place);
  }
  if (/^(1[5-9]|2[01])\d\d$/.test(text)) {
    return isKind(column, "year") ? calendarTime(column, [value], 0, { text, place }) : NaN;
  }
  if (/^\d{8}$/.test(text)) {
    const date = [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100];
    return isKind(column, "date") ? calendarTime(column, date, 0, { text, place }) : NaN;
  }
  const kind = Math.abs(value) < LEAST_MILLISECONDS ? "seconds" : "milliseconds";
  if (!(Math.abs(value) >= LEAST_EPOCH) || !isKind(column, kind)) return NaN;
  return settledTime(column, epochTime(column, kind, value), true, text, place);
}

/** The instant that is so many seconds or milliseconds after 1970; NaN for a number of the other kind, unless the format is said. */
export function epochTime({ format }: TimeColumn, kind: "seconds" | "milliseconds", value: number): number {
  const size = Math.abs(value);
  if (format === undefined && (size < LEAST_EPOCH || size < LEAST_MILLISECONDS !== (kind === "seconds"))) return NaN;
  return inRange(kind === "seconds" ? 1000 * value : value);
}

/** Only years of four digits can be written as text; seconds taken for milliseconds, or the other way round, often have others. */
function inRange(milliseconds: number): number {
  return milliseconds >= -62_167_219_200_000 && milliseconds < 253_402_300_800_000 ? Math.round(milliseconds) : NaN;
}

const dated =
  /^(\d{1,4})([-/. ])(\d{1,2})(?:\2(\d{1,4})(?:[T, ] ?(\d{1,2})(?:([: ])(\d{2}|\d)(?:\6(\d{2}|\d)(?:\.(\d{1,9}))?)?)?(?: ?([AaPp])\.?[Mm]\.?)?)?)?$/;

/** Dates that are no ISO 8601: parts of one digit, slashes and dots, year last, a clock of twelve hours. */
function datedTime(column: TimeColumn, text: string, place: number): number {
  const parts = dated.exec(text);
  if (!parts) return NaN;
  const [, first = "", mark = "", second = "", third, hours, colon, minutes = "0", seconds = "0", fraction = "", half] =
    parts;
  if (third === undefined) {
    if (first.length !== 4 || (mark !== "-" && mark !== "/") || !isKind(column, `month ${mark}`)) return NaN;
    return calendarTime(column, [Number(first), Number(second)], 0, { text, place });
  }
  if (hours !== undefined && colon === undefined && half === undefined && mark !== " ") return NaN;
  const clock =
    clockOf(Number(hours ?? 0), Number(minutes), Number(seconds), half) + Number(fraction.padEnd(3, "0").slice(0, 3));
  if (first.length === 4) {
    if (!isKind(column, mark === "-" ? "iso" : `year${mark}`)) return NaN;
    return calendarTime(column, [Number(first), Number(second), Number(third)], clock, { text, place });
  }
  if (third.length !== 4 || mark === " " || first.length > 2) return NaN;
  return orderedTime(column, [Number(third), Number(first), Number(second)], clock, mark, { text, place });
}

/** Milliseconds since midnight, or NaN. */
function clockOf(hours: number, minutes: number, seconds: number, half: string | undefined): number {
  if (half !== undefined && !(hours >= 1 && hours <= 12)) return NaN;
  const hour = half === undefined ? hours : (hours % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  return hour < 24 && minutes < 60 && seconds < 60 ? ((hour * 60 + minutes) * 60 + seconds) * 1000 : NaN;
}

/** A date with the year first, as an instant. */
function calendarTime(
  column: TimeColumn,
  [year = NaN, month = 1, day = 1]: number[],
  clock: number,
  at: Evidence,
): number {
  if (!isDate(year, month, day) || clock !== clock) return NaN;
  return settledTime(column, daysOf(year, month, day) * DAY + clock, false, at.text, at.place);
}

/** A date whose day and month may stand in either order; both are kept. */
function orderedTime(
  column: TimeColumn,
  [year, first, second]: [number, number, number],
  clock: number,
  mark: string,
  evidence: Evidence,
): number {
  const { format } = column;
  const day = isDate(year, second, first);
  const month = isDate(year, first, second);
  if ((!day && !month) || clock !== clock) return NaN;
  const kind = `day/month ${mark}`;
  if (column.kind === undefined && (format === undefined || format === "day-first" || format === "month-first")) {
    column.kind = kind;
  }
  if (column.kind !== kind) return NaN;
  // Dots stand in dates that begin with the day.
  const order = format ?? (mark === "." ? "day-first" : undefined);
  if ((order === "day-first" && !day) || (order === "month-first" && !month)) return NaN;
  column.zoneless ??= evidence;
  if (order === "day-first") column.dayFirst ??= evidence;
  else if (order === "month-first") column.monthFirst ??= evidence;
  else if (!month) column.dayFirst ??= evidence;
  else if (!day) column.monthFirst ??= evidence;
  else if (first !== second) column.either ??= evidence;
  return (year * 10_000 + first * 100 + second) * DAY + clock;
}

/** Whether the column's times are packed dates, to be settled by `unpackTimes`. */
export function isPacked({ kind }: TimeColumn): boolean {
  return kind !== undefined && kind.startsWith("day/month");
}

/** Where a cell stands, in words: `f.csv line 3`. */
export type Where = (place: number) => { readonly where: string; readonly file: string; readonly line: number };

/**
 * Which of day and month comes first.
 * @throws DataError where cells contradict each other, or both orders read all cells.
 */
export function orderOf({ dayFirst, monthFirst, either }: TimeColumn, name: string, where: Where): "day" | "month" {
  if (dayFirst && monthFirst) {
    const [one, other] = [where(dayFirst.place), where(monthFirst.place)];
    throw cellError(other, name, {
      expected: "all dates in one order of day and month",
      found: `"${dayFirst.text}" (${one.where}), day first, and "${monthFirst.text}" (${other.where}), month first`,
      remedy: "write all dates as 2024-01-31",
    });
  }
  if (dayFirst || monthFirst || !either) return monthFirst ? "month" : "day";
  const at = where(either.place);
  const [day, month] = readings(either.text);
  throw cellError(at, name, {
    expected: "a date that tells day from month by a number above 12",
    found: `none in the column: "${either.text}" is ${day} with the day first and ${month} with the month first`,
    remedy: `pass timeFormat: "day-first" or timeFormat: "month-first"`,
  });
}

/** The two dates that a text may mean, in ISO 8601. */
function readings(text: string): [day: string, month: string] {
  const [first = "", second = "", year = ""] = text.split(/[-/. ,T]/);
  const [a, b] = [first.padStart(2, "0"), second.padStart(2, "0")];
  return [`${year}-${b}-${a}`, `${year}-${a}-${b}`];
}

/** Turns packed dates into instants, in place. */
export function unpackTimes(column: TimeColumn, times: Float64Array, order: "day" | "month"): void {
  for (let i = 0; i < times.length; i++) {
    const packed = times[i]!;
    const date = Math.floor(packed / DAY);
    const [first, second] = [Math.floor(date / 100) % 100, date % 100];
    const [month, day] = order === "day" ? [second, first] : [first, second];
    times[i] = localInstant(column, daysOf(Math.floor(date / 10_000), month, day) * DAY + (packed - date * DAY));
  }
}
