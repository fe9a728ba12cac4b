/**
 * Times that hold a word: months by their English names, quarters and weeks. Loaded where the first time of a file is one; it imports
 * types alone, so that a page's bundle need not be cut to share code with it.
 */
import type { PatternReader } from "./timeFormat.ts";

const DAY = 86_400_000;
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const names = ["january", "february", "march", "april", "june", "july", "august", "sept", "september", "october"];
const known = new Set([...months, ...names, "november", "december"]);

type Parts = Readonly<Record<string, string | undefined>>;

const name = "(?<month>[A-Za-z]{3,9})\\.?";
const year = "(?<year>\\d{4})";
const day = "(?<day>\\d{1,2})";
const clock = "(?:,?[ T](?<hours>\\d{1,2}):(?<minutes>\\d{2})(?::(?<seconds>\\d{2}))?)?";

/** Ways of writing; all times of a column are written in one. */
const forms: readonly RegExp[] = [
  `${name}[-/ ]?,? ?${year}`, // Jan 2019, Jan-2019
  `${year}[-/ ]?${name}`, // 2019-Jan
  `${year}[-/ ]?M(?<month>\\d{1,2})`, // 2019M01
  `${year}[-/ ]?[Qq](?<quarter>[1-4])`, // 2019Q1
  `[Qq](?<quarter>[1-4])[-/ ]?${year}`, // Q1 2019
  `${year}-?W(?<week>\\d{2})(?:-?(?<weekday>[1-7]))?`, // 2019-W05, 2019-W05-1
  `${day}[-/. ] ?${name}[-/ ]${year}${clock}`, // 31-Jan-2019 13:45
  `${name} ${day},? ${year}${clock}`, // Jan 31, 2019
  `${year}[-/ ]${name}[-/ ]${day}${clock}`, // 2019-Jan-31
].map((form) => new RegExp(`^${form}$`));

/**
 * What reads a column of which this is the first time.
 * @returns undefined for what is no such time
 * @example wordReader("Jan 2019")?.("Feb 2019") //=> Date.UTC(2019, 1, 1)
 */
export function wordReader(first: string): PatternReader | undefined {
  const form = forms.find((one) => !Number.isNaN(timeOf(one.exec(first)?.groups)));
  return form && ((text) => timeOf(form.exec(text)?.groups));
}

/** Milliseconds of the wall clock; NaN for what is not there, or does not exist. */
function timeOf(parts: Parts | undefined): number {
  if (!parts) return NaN;
  const whole = Number(parts["year"]);
  if (parts["week"] !== undefined) return weekOf(whole, Number(parts["week"]), Number(parts["weekday"] ?? 1));
  const month = parts["quarter"] === undefined ? monthOf(parts["month"]!) : 3 * Number(parts["quarter"]) - 3;
  const date = Number(parts["day"] ?? 1);
  const [hours, minutes, seconds] = ["hours", "minutes", "seconds"].map((part) => Number(parts[part] ?? 0));
  if (!(hours! < 24 && minutes! < 60 && seconds! < 60)) return NaN;
  const time = dateOf(whole, month, date);
  const isThere = new Date(time).getUTCDate() === date && new Date(time).getUTCMonth() === month;
  return isThere ? time + ((hours! * 60 + minutes!) * 60 + seconds!) * 1000 : NaN;
}

/** From 0; NaN for what is no month. */
function monthOf(text: string): number {
  const word = text.toLowerCase();
  if (/^\d/.test(word)) return Number(word) >= 1 && Number(word) <= 12 ? Number(word) - 1 : NaN;
  return known.has(word) ? months.indexOf(word.slice(0, 3)) : NaN;
}

/** Years below 100 are not those of the 20th century. */
function dateOf(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

/** A day of a week of ISO 8601; the first week of a year is that of January 4. */
function weekOf(year: number, week: number, weekday: number): number {
  const fourth = dateOf(year, 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY;
  const time = monday + (7 * (week - 1) + weekday - 1) * DAY;
  const next = dateOf(year + 1, 0, 4);
  const end = next - ((new Date(next).getUTCDay() + 6) % 7) * DAY;
  return week >= 1 && time < end ? time : NaN;
}
