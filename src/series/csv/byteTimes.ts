/**
 * Times straight from bytes, for columns of which the road over text has settled how they are written. Whatever tells something
 * new of the column goes over text as well.
 */
import { numberAt, OTHER } from "./byteNumbers.ts";
import { daysOf, isDate } from "../dates.ts";
import { epochTime, settledTime, type TimeColumn } from "./timeColumn.ts";

const DAY = 86_400_000;

/** The time of the bytes [from, to): epoch milliseconds or a packed date; OTHER for what must go over text. */
export function timeAt(column: TimeColumn, bytes: Uint8Array, from: number, to: number): number {
  const { kind } = column;
  if (kind === "iso") return isoTime(column, bytes, from, to);
  if (kind === "seconds" || kind === "milliseconds") return countedTime(column, kind, bytes, from, to);
  return kind !== undefined && kind.startsWith("day/month") && column.zoneless
    ? datedTime(column, kind, bytes, from, to)
    : OTHER;
}

function isoTime(column: TimeColumn, bytes: Uint8Array, from: number, to: number): number {
  const zone = zoneAt(bytes, from, to);
  if (zone === to ? !column.zoneless || column.zoned : !column.zoned || column.zoneless) return OTHER;
  const scanned = isoAt(bytes, from, zone) - (zone === to ? 0 : offsetAt(bytes, zone, to));
  return Number.isFinite(scanned) ? settledTime(column, scanned, zone < to, "", 0) : OTHER;
}

function countedTime(
  column: TimeColumn,
  kind: "seconds" | "milliseconds",
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  const value = numberAt(bytes, from, to, 46);
  const time = Number.isFinite(value) && column.zoned ? epochTime(column, kind, value) : NaN;
  return time === time ? time : OTHER;
}

/** `31.01.2024`, `31.01.2024 13:45` or `31.01.2024 13:45:59`, packed; any mark between day and month. */
function datedTime(column: TimeColumn, kind: string, bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  const mark = kind.charCodeAt(kind.length - 1);
  if ((length !== 10 && length !== 16 && length !== 19) || bytes[from + 2] !== mark || bytes[from + 5] !== mark)
    return OTHER;
  const first = twoAt(bytes, from);
  const second = twoAt(bytes, from + 3);
  const century = twoAt(bytes, from + 6);
  const years = twoAt(bytes, from + 8);
  const year = century * 100 + years;
  const clock = length === 10 ? 0 : bytes[from + 10] === 32 ? clockAt(bytes, from + 11, to) : OTHER;
  if (century > 99 || years > 99 || clock === OTHER) return OTHER;
  const day = isDate(year, second, first);
  const month = isDate(year, first, second);
  const order = column.format ?? (mark === 46 ? "day-first" : undefined);
  const known =
    order === "day-first" || (order === undefined && !month)
      ? day && column.dayFirst !== undefined
      : order === "month-first" || !day
        ? month && column.monthFirst !== undefined
        : first === second || column.either !== undefined;
  return known ? (year * 10_000 + first * 100 + second) * DAY + clock : OTHER;
}

/** Where the zone of an ISO 8601 time starts, its end without a zone. */
function zoneAt(bytes: Uint8Array, from: number, end: number): number {
  if (end - from <= 16) return end;
  const last = bytes[end - 1]!;
  if (last === 90) return end - 1;
  const sign = bytes[end - 6]!;
  return (sign === 43 || sign === 45) && bytes[end - 3] === 58 ? end - 6 : end;
}

function offsetAt(bytes: Uint8Array, zone: number, end: number): number {
  if (end === zone + 1) return 0;
  const hours = twoAt(bytes, zone + 1);
  const minutes = twoAt(bytes, zone + 4);
  if (!(hours < 24 && minutes < 60)) return OTHER;
  return (bytes[zone] === 45 ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** The number of two digits, above 99 where they are none. */
function twoAt(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at]! - 48) >>> 0;
  const ones = (bytes[at + 1]! - 48) >>> 0;
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 1000;
}

/** Milliseconds of `YYYY-MM-DD`, with a clock behind it or without; OTHER for all else. */
function isoAt(bytes: Uint8Array, at: number, end: number): number {
  const length = end - at;
  if (length < 10 || bytes[at + 4] !== 45 || bytes[at + 7] !== 45) return OTHER;
  const century = twoAt(bytes, at);
  const years = twoAt(bytes, at + 2);
  const month = twoAt(bytes, at + 5);
  const day = twoAt(bytes, at + 8);
  const year = century * 100 + years;
  if (century > 99 || years > 99 || !isDate(year, month, day)) return OTHER;
  const date = daysOf(year, month, day) * DAY;
  if (length === 10) return date;
  const mark = bytes[at + 10]!;
  return mark === 84 || mark === 32 ? date + clockAt(bytes, at + 11, end) : OTHER;
}

/** Milliseconds of `HH:mm`, `HH:mm:ss` or `HH:mm:ss.SSS` in [at, end); OTHER for all else. */
function clockAt(bytes: Uint8Array, at: number, end: number): number {
  const length = end - at;
  if (length < 5 || bytes[at + 2] !== 58) return OTHER;
  const hours = twoAt(bytes, at);
  const minutes = twoAt(bytes, at + 3);
  if (hours > 23 || minutes > 59) return OTHER;
  const clock = (hours * 60 + minutes) * 60_000;
  if (length === 5) return clock;
  const seconds = length >= 8 && bytes[at + 5] === 58 ? twoAt(bytes, at + 6) : 1000;
  if (seconds > 59) return OTHER;
  if (length === 8) return clock + seconds * 1000;
  const hundredths = twoAt(bytes, at + 9);
  const last = twoAt(bytes, at + 10);
  if (length !== 12 || bytes[at + 8] !== 46 || hundredths > 99 || last > 99) return OTHER;
  return clock + seconds * 1000 + hundredths * 10 + (last % 10);
}
