/**
 * Wall-clock times and instants. A wall-clock time is the epoch milliseconds that the same clock face would have in UTC;
 * in the zones "UTC" and "floating" the two are equal, and nothing is looked up. Other zones' offsets come from
 * @date-fns/tz, remembered by day, since asking for each of a million rows would take seconds.
 */
import { tzOffset } from "@date-fns/tz";
import { OptionError } from "../errors.ts";

const DAY = 86_400_000;

/** Offsets at the start of UTC days, by zone: a memory of pure results. */
const remembered: Map<string, Map<number, number>> = /* @__PURE__ */ new Map();

/** Whether a zone's wall clock shows UTC at all times. */
export function isUtc(timezone: string): boolean {
  return timezone === "UTC" || timezone === "floating";
}

/**
 * Checks the name of a timezone.
 * @returns The name; "utc" in any case becomes "UTC".
 * @throws OptionError when it is neither an IANA name nor "floating".
 * @example checkTimezone("Europe/London") //=> "Europe/London"
 */
export function checkTimezone(timezone: string): string {
  if (timezone.toLowerCase() === "utc") return "UTC";
  if (timezone === "floating" || isNamedZone(timezone)) return timezone;
  throw new OptionError({
    where: `timezone "${timezone}"`,
    expected: `an IANA name such as "Europe/London", or "UTC", or "floating"`,
    found: `"${timezone}"`,
    remedy: "take the name from the tz database; abbreviations and offsets do not name a calendar",
  });
}

function isNamedZone(timezone: string): boolean {
  if (!/^[A-Za-z]/.test(timezone)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function offsetAtDay(day: number, timezone: string): number {
  let days = remembered.get(timezone);
  if (!days) remembered.set(timezone, (days = new Map()));
  let offset = days.get(day);
  if (offset === undefined) days.set(day, (offset = offsetLookedUp(day * DAY, timezone)));
  return offset;
}

function offsetLookedUp(timestamp: number, timezone: string): number {
  return tzOffset(timezone, new Date(timestamp)) * 60_000;
}

/**
 * The offset of a zone's wall clock from UTC at an instant, in milliseconds, positive east of Greenwich.
 * @example offsetAt(Date.UTC(2024, 6, 1), "Europe/London") //=> 3600000
 */
export function offsetAt(timestamp: number, timezone: string): number {
  if (isUtc(timezone)) return 0;
  const day = Math.floor(timestamp / DAY);
  const offset = offsetAtDay(day, timezone);
  return offset === offsetAtDay(day + 1, timezone) ? offset : offsetLookedUp(timestamp, timezone);
}

/** The wall-clock time of an instant, both in milliseconds. */
export function wallTime(timestamp: number, timezone: string): number {
  return isUtc(timezone) ? timestamp : timestamp + offsetAt(timestamp, timezone);
}

/**
 * The instant of a wall-clock time, both in milliseconds. A time that the clock shows twice (the end of summer time) is
 * the earlier instant; one that it skips moves forward by the length of the gap.
 * @example instantOf(Date.UTC(2024, 2, 31, 1, 30), "Europe/London") //=> Date.UTC(2024, 2, 31, 1, 30), shown as 02:30
 */
export function instantOf(wall: number, timezone: string): number {
  if (isUtc(timezone)) return wall;
  const before = offsetAt(wall - DAY, timezone);
  const after = offsetAt(wall + DAY, timezone);
  if (before === after || offsetAt(wall - before, timezone) === before) return wall - before;
  return offsetAt(wall - after, timezone) === after ? wall - after : wall - before;
}
