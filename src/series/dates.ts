/** Dates of the Gregorian calendar as numbers. */

/** Days from 1970-01-01 to a date of the Gregorian calendar. */
export function daysOf(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** Whether a date exists. */
export function isDate(year: number, month: number, day: number): boolean {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return false;
  if (day <= 28) return true;
  if (month === 2) return day === 29 && (year % 4 === 0 ? year % 100 !== 0 || year % 400 === 0 : false);
  return day <= 30 || (month + (month > 7 ? 1 : 0)) % 2 === 1;
}
