/**
 * Wall-clock times and instants. A wall-clock time is the epoch milliseconds that the same clock face would have in UTC;
 * in the zones "UTC" and "floating" the two are equal, and nothing is looked up. Other zones' offsets come from
 * @date-fns/tz, remembered by day, since asking for each of a million rows would take seconds.
 */
import { tzOffset } from "@date-fns/tz/tzOffset";
import { OptionError } from "../errors.ts";
import { nearestWord } from "../nearestWord.ts";

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
    remedy:
      meantZone(timezone) ?? "take the name from the tz database; abbreviations and offsets do not name a calendar",
  });
}

/** The zone that was probably meant, in a question: one near the name, or the one of a city. */
function meantZone(timezone: string): string | undefined {
  const zones = Intl.supportedValuesOf("timeZone").filter((zone) => zone.includes("/"));
  const city = timezone.toLowerCase().replaceAll(" ", "_");
  const zone = zones.find((one) => one.toLowerCase().endsWith(`/${city}`)) ?? nearestWord(timezone, zones);
  return zone && `did you mean ${zone}?`;
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

/**
 * The later instant of a wall-clock time, both in milliseconds: another than `instantOf` gives only where the clock shows the
 * time twice.
 * @example laterInstantOf(Date.UTC(2024, 9, 27, 1, 30), "Europe/London") //=> Date.UTC(2024, 9, 27, 1, 30)
 */
export function laterInstantOf(wall: number, timezone: string): number {
  if (isUtc(timezone)) return wall;
  const before = offsetAt(wall - DAY, timezone);
  const after = offsetAt(wall + DAY, timezone);
  const [early, late] = [wall - before, wall - after];
  return before > after && offsetAt(early, timezone) === before && offsetAt(late, timezone) === after
    ? late
    : instantOf(wall, timezone);
}

/**
 * The instants of wall-clock times in the order of their rows (T), both in milliseconds. The fold's rule: of a time that the
 * clock shows twice the first row is the earlier instant, and a row that would not come after the one before it the later. So
 * a file of local hours keeps all 25 of the day on which summer time ends.
 * @example instantsOf([Date.UTC(2024, 9, 27, 1), Date.UTC(2024, 9, 27, 1)], "Europe/London") //=> an hour apart
 */
export function instantsOf(walls: ArrayLike<number>, timezone: string): Float64Array {
  const instants = new Float64Array(walls.length);
  for (let i = 0; i < walls.length; i++)
    instants[i] = instantAfter(walls[i]!, i > 0 ? instants[i - 1] : undefined, timezone);
  return instants;
}

/** The instant of a wall-clock time that follows another: the later one where only that comes after it. */
export function instantAfter(wall: number, previous: number | undefined, timezone: string): number {
  const instant = instantOf(wall, timezone);
  return previous !== undefined && instant <= previous ? laterInstantOf(wall, timezone) : instant;
}
