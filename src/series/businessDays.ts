/**
 * Business days, Monday to Friday, on a wall clock. Counted in closed form: a date is so many weeks of five days and a day
 * of the week, so that a step costs the same however far it goes.
 */

const DAY = 86_400_000;
const FRIDAY = 4;

/** The day of the week of a wall-clock time, 0 for Monday; 1 January 1970 was a Thursday. */
export function weekdayOf(wall: number): number {
  const day = (Math.floor(wall / DAY) + 3) % 7;
  return day < 0 ? day + 7 : day;
}

/** The count of business days from Monday, 29 December 1969, to the date; a weekend's day counts as its Friday. */
function businessIndex(wall: number): number {
  const weeks = Math.floor((Math.floor(wall / DAY) + 3) / 7);
  return weeks * 5 + Math.min(weekdayOf(wall), FRIDAY);
}

/**
 * Moves a wall-clock time by business days; from a weekend the first step forth leads to Monday, the first back to Friday.
 * @returns wall-clock milliseconds, at the same time of day.
 */
export function addBusinessDays(wall: number, days: number): number {
  if (days === 0) return wall;
  const weekend = weekdayOf(wall) > FRIDAY;
  const index = businessIndex(wall) + days + (weekend && days < 0 ? 1 : 0);
  const week = Math.floor(index / 5);
  const date = (week * 7 + (index - week * 5) - 3) * DAY;
  return date + (wall - Math.floor(wall / DAY) * DAY);
}

/** The business days between two wall-clock dates, negative backwards. */
export function businessDaysBetween(from: number, to: number): number {
  return businessIndex(to) - businessIndex(from);
}

/** Whether a wall-clock time lies on a Saturday or Sunday. */
export function isWeekend(wall: number): boolean {
  return weekdayOf(wall) > FRIDAY;
}
