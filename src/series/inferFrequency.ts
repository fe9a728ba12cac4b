/**
 * Reads the frequency off timestamps. Missing rows are allowed: a step explains the rows when all differences are
 * multiples of it and the commonest difference is the step itself, so that one stray row is not taken for a finer grid.
 * Days become business days where two weeks or more hold every one, or nearly, and no weekend.
 */
import { DataError } from "../errors.ts";
import { businessDaysBetween, isWeekend } from "./businessDays.ts";
import { anchorRow, stepsBetween } from "./calendar.ts";
import { formatFrequency, type Frequency, type FrequencyUnit } from "./frequency.ts";
import { formatTimestamp } from "./timestamp.ts";
import { wallTime } from "./timezone.ts";

const day: Frequency = { unit: "day", step: 1 };
const month: Frequency = { unit: "month", step: 1 };
const second: Frequency = { unit: "second", step: 1 };
const businessDay: Frequency = { unit: "businessDay", step: 1 };

const DAY = 86_400_000;
const FEWEST_BUSINESS_DAYS = 10;
const BUSINESS_DAYS_PRESENT = 0.8; // holidays are missing rows

/**
 * The frequency of sorted distinct timestamps: calendar units where the local time of day stays the same (months before
 * days, `1w` for 7 days, `1q` for 3 months, `1y` for 12), otherwise hours, minutes or seconds.
 * @param where names the data in the error.
 * @throws DataError for fewer than 2 timestamps, or when no step explains them.
 * @example inferFrequency([0, 1000, 3000], "UTC", "demo") //=> { unit: "second", step: 1 }
 */
export function inferFrequency(timestamps: ArrayLike<number>, timezone: string, where: string): Frequency {
  return inferSharedFrequency([timestamps], timezone, where);
}

/** The one frequency of several series, each with its own phase, from the differences inside each. */
export function inferSharedFrequency(series: readonly ArrayLike<number>[], timezone: string, where: string): Frequency {
  const usable = series.filter((timestamps) => timestamps.length > 1);
  if (usable.length === 0) throw tooFew(series, where);
  for (const candidate of [month, day, second]) {
    const step = supportedStep(usable, candidate, timezone);
    if (step === 1 && candidate === day && skipsWeekends(usable, timezone)) return businessDay;
    if (step > 0) return simplified(candidate.unit, step);
  }
  throw irregular(usable, timezone, where);
}

/** Whether daily rows are those of business days: over two weeks or more, nearly all of them, and no day of a weekend. */
function skipsWeekends(series: readonly ArrayLike<number>[], timezone: string): boolean {
  let [rows, span] = [0, 0];
  for (const timestamps of series) {
    for (let t = 0; t < timestamps.length; t++) if (isWeekend(wallTime(timestamps[t]!, timezone))) return false;
    const [first, last] = [timestamps[0]!, timestamps[timestamps.length - 1]!].map((time) => wallTime(time, timezone));
    rows += timestamps.length;
    span += businessDaysBetween(first!, last!) + 1;
  }
  return rows >= FEWEST_BUSINESS_DAYS && rows >= BUSINESS_DAYS_PRESENT * span;
}

/** The step in units of the candidate whose multiples all differences are, or 0 where the rows do not support one. */
function supportedStep(series: readonly ArrayLike<number>[], unit: Frequency, timezone: string): number {
  const counts = new Map<number, number>();
  let divisor = 0;
  for (const timestamps of series) {
    const anchor = timestamps[anchorRow(timestamps, unit, timezone)]!;
    let previous = stepsBetween(anchor, timestamps[0]!, unit, timezone);
    for (let t = 1; t < timestamps.length; t++) {
      const steps = stepsBetween(anchor, timestamps[t]!, unit, timezone);
      if (steps === undefined || previous === undefined) return 0;
      const difference = steps - previous;
      counts.set(difference, (counts.get(difference) ?? 0) + 1);
      divisor = greatestCommonDivisor(divisor, difference);
      previous = steps;
    }
  }
  return commonest(counts) === divisor ? divisor : 0;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** The key with the highest count; the smallest of several. */
function commonest(counts: ReadonlyMap<number, number>): number {
  let best = 0;
  let bestCount = 0;
  for (const [key, count] of counts) {
    if (count > bestCount || (count === bestCount && key < best)) [best, bestCount] = [key, count];
  }
  return best;
}

const larger: Readonly<Partial<Record<FrequencyUnit, readonly (readonly [number, FrequencyUnit])[]>>> = {
  month: [
    [12, "year"],
    [3, "quarter"],
  ],
  day: [[7, "week"]],
  second: [
    [3600, "hour"],
    [60, "minute"],
  ],
};

/** The same step in the largest unit that divides it; two quarters and the like, too. */
function simplified(unit: FrequencyUnit, step: number): Frequency {
  const [factor, name] = larger[unit]?.find(([factor]) => step % factor === 0) ?? [1, unit];
  return { unit: name, step: step / factor };
}

function tooFew(series: readonly ArrayLike<number>[], where: string): DataError {
  const rows = series.reduce((sum, timestamps) => sum + timestamps.length, 0);
  return new DataError({
    where,
    expected: "at least 2 rows with different times, to see how far apart they are",
    found: series.length > 1 ? `${series.length} series of one row each` : `${rows} ${rows === 1 ? "row" : "rows"}`,
    remedy: `pass frequency, for example frequency: "1d"`,
  });
}

/** The commonest difference of times in milliseconds, and the nearest step to it. */
export function usualStep(series: readonly ArrayLike<number>[]): { readonly gap: number; readonly step: Frequency } {
  const counts = new Map<number, number>();
  for (const timestamps of series) {
    for (let t = 1; t < timestamps.length; t++) {
      const gap = timestamps[t]! - timestamps[t - 1]!;
      if (gap > 0) counts.set(gap, (counts.get(gap) ?? 0) + 1);
    }
  }
  const gap = commonest(counts);
  const days = gap % DAY === 0 && gap > 0 ? gap / DAY : 0;
  return { gap, step: days > 0 ? simplified("day", days) : simplified("second", Math.max(1, Math.round(gap / 1000))) };
}

function irregular(series: readonly ArrayLike<number>[], timezone: string, where: string): DataError {
  const { gap, step } = usualStep(series);
  const usual = formatFrequency(step);
  const whole = gap % 1000 === 0;
  const stray = whole ? firstStray(series, step, timezone) : "";
  return new DataError({
    where,
    expected: "times a regular step apart (rows may be missing)",
    found: `no step that explains all times; the commonest difference is ${whole ? usual : `${gap} ms`}${stray}`,
    remedy: `pass frequency, for example frequency: "${usual}", and mend or remove the rows off its grid; readers take tolerance or aggregate beside it`,
  });
}

function firstStray(series: readonly ArrayLike<number>[], step: Frequency, timezone: string): string {
  for (const timestamps of series) {
    for (let t = 1; t < timestamps.length; t++) {
      if (stepsBetween(timestamps[0]!, timestamps[t]!, step, timezone) !== undefined) continue;
      return `, and the first time off it is ${formatTimestamp(timestamps[t]!, step, timezone)}`;
    }
  }
  return "";
}
