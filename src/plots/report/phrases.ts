/** Numbers and spans in words, as a report says them. */
import { extentOf } from "../../extent.ts";
import { type Frequency, wallTime } from "../../series/index.ts";

/** @example counted(1200, "row") //=> "1,200 rows" */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

const unitNames: Readonly<Record<Frequency["unit"], string>> = {
  second: "second",
  minute: "minute",
  hour: "hour",
  day: "day",
  businessDay: "business day",
  week: "week",
  month: "month",
  quarter: "quarter",
  year: "year",
};

/** Units that hold a whole number of the one before. */
const larger: Partial<Record<Frequency["unit"], [unit: Frequency["unit"], count: number]>> = {
  second: ["minute", 60],
  minute: ["hour", 60],
  hour: ["day", 24],
  day: ["week", 7],
  businessDay: ["week", 5],
  month: ["year", 12],
  quarter: ["year", 4],
};

/**
 * Steps as a span in the largest unit that it is a whole number of.
 * @example spanOf({ unit: "minute", step: 30 }, 48) //=> "1 day"
 */
export function spanOf({ unit, step }: Frequency, steps = 1): string {
  let [name, count] = [unit, step * steps];
  for (let next = larger[name]; next && count % next[1] === 0; next = larger[name])
    [name, count] = [next[0], count / next[1]];
  return counted(count, unitNames[name]);
}

/**
 * The same with an article: "the day", "the 2 weeks".
 * @example theSpan({ unit: "day", step: 1 }, 7) //=> "the week"
 */
export const theSpan = (frequency: Frequency, steps: number): string =>
  `the ${spanOf(frequency, steps).replace(/^1 /, "")}`;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * A time on the series' own clock, for people.
 * @example timeText(0, { unit: "hour", step: 1 }, "UTC") //=> "1 Jan 1970 00:00"
 */
export function timeText(time: number, { unit }: Frequency, timezone: string): string {
  const wall = new Date(wallTime(time, timezone));
  const date = `${wall.getUTCDate()} ${months[wall.getUTCMonth()]} ${wall.getUTCFullYear()}`;
  const clock = wall.toISOString().slice(11, unit === "second" ? 19 : 16);
  const daily = unit !== "second" && unit !== "minute" && unit !== "hour" && clock === "00:00";
  return daily ? date : `${date} ${clock}`;
}

/**
 * Numbers of one column with as many decimals as the largest needs to show five digits; "–" for an undefined one.
 * @example aligned([1234.56, 0.25]) //=> ["1,234.6", "0.3"]
 */
export function aligned(values: readonly number[], digits = 5): string[] {
  const finite = values.filter(Number.isFinite);
  const largest = Math.max(0, extentOf(finite.map(Math.abs))[1]);
  const exponent = Number(largest.toExponential().split("e")[1]);
  const decimals = finite.every(Number.isInteger) ? 0 : Math.min(Math.max(digits - 1 - exponent, 0), 8);
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return values.map((value) => (Number.isFinite(value) ? signed(value.toLocaleString("en-US", options)) : "–"));
}

/** One number of four digits, as sentences have it. */
export const numbered = (value: number): string => aligned([value], 4)[0]!;

const signed = (text: string): string => text.replace("-", "−");

/**
 * A share as percent.
 * @example percent(0.143) //=> "14 %"
 */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "–";
  const value = 100 * share;
  const digits = Math.abs(value) < 10 ? 1 : 0;
  return `${signed(value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }))} %`;
}

/**
 * A share of an error as a comparison.
 * @example lessOf(0.143) //=> "14 % less"
 */
export const lessOf = (share: number): string => `${percent(Math.abs(share))} ${share >= 0 ? "less" : "more"}`;

/**
 * The range between two shares of an error.
 * @example between(0.2, 0.4) //=> "between 20 % and 40 % less"
 */
export function between(from: number, to: number): string {
  const ends = from < 0 && to < 0 ? [to, from] : [from, to]; // of what is more, too, the smaller number comes first
  const [low, high] = ends.map(lessOf) as [string, string];
  const word = low.slice(low.lastIndexOf(" "));
  return `between ${high.endsWith(word) ? low.slice(0, -word.length) : low} and ${high}`;
}
