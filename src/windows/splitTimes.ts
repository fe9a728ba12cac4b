/**
 * Splits in time for training, validation and test: ranges of rows whose values may be targets, one a series. Cuts are times,
 * the same for all series, so that no part of one series is learned from while another is judged on the same days.
 */
import { DataError, OptionError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";

/** Rows [first, end) of a series. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** How much is held back, in rows of the calendar of the series that ends last. */
export interface SplitTimesOptions {
  /** Rows of validation; 0 unless given. */
  readonly validation?: number | undefined;
  /** Rows of test, at the end; 0 unless given. */
  readonly test?: number | undefined;
  /** Rows between parts that belong to none; 0 unless given. */
  readonly embargo?: number | undefined;
}

/** The parts of a split, one range a series in each. */
export interface TimeSplit {
  readonly training: readonly RowRange[];
  readonly validation: readonly RowRange[];
  readonly test: readonly RowRange[];
}

/** How splits roll on, in rows of the calendar of the series that ends last. */
export interface RollingSplitsOptions {
  /** Number of splits. */
  readonly folds: number;
  /** Rows of test in each. */
  readonly test: number;
  /** Rows from one to the next; those of test unless given. */
  readonly stride?: number | undefined;
  /** Rows between training and test that belong to none; 0 unless given. */
  readonly embargo?: number | undefined;
  /** Rows of training: a window that slides. All unless given: one that grows. */
  readonly trainLength?: number | undefined;
}

/** One of several splits. */
export type RollingSplit = Pick<TimeSplit, "training" | "test">;

/**
 * Splits series in time: training, validation, test, oldest first, an embargo before each but the first.
 * @throws OptionError for sizes that are no whole numbers; DataError where no row is left for training
 * @example splitTimes([series], { validation: 48, test: 48, embargo: 24 }).test //=> [{ first: 952, end: 1000 }]
 */
export function splitTimes(series: readonly TimeSeries[], options: SplitTimesOptions = {}): TimeSplit {
  const { validation = 0, test = 0, embargo = 0 } = options;
  requireCounts("splitTimes", { validation, test, embargo }, 0);
  const calendar = calendarOf("splitTimes", series);
  const rows = calendar.length;
  const beforeTest = rows - test - (test > 0 ? embargo : 0);
  const beforeValidation = beforeTest - validation - (validation > 0 ? embargo : 0);
  requireRow("splitTimes", rows, beforeValidation);
  const between = rangesBetween(series, calendar);
  return {
    training: between(-Infinity, beforeValidation),
    validation: between(beforeTest - validation, beforeTest),
    test: between(rows - test, rows),
  };
}

/**
 * Splits that roll on to the end of the series, oldest first: training on all rows before the embargo, or on the last of them, and
 * test behind it.
 * @throws OptionError for sizes that are no whole numbers; DataError where no row is left for the first training
 * @example rollingSplits([series], { folds: 3, test: 24, trainLength: 240 }).length //=> 3
 * @see Tashman 2000, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16
 */
export function rollingSplits(series: readonly TimeSeries[], options: RollingSplitsOptions): RollingSplit[] {
  const { folds, test, stride = test, embargo = 0, trainLength } = options;
  requireCounts("rollingSplits", { folds, test, stride, trainLength: trainLength ?? 1 }, 1);
  requireCounts("rollingSplits", { embargo }, 0);
  const calendar = calendarOf("rollingSplits", series);
  const rows = calendar.length;
  const firstEnd = rows - (folds - 1) * stride;
  requireRow("rollingSplits", rows, firstEnd - test - embargo - (trainLength ?? 1) + 1);
  const between = rangesBetween(series, calendar);
  return Array.from({ length: folds }, (_, fold) => {
    const end = firstEnd + fold * stride;
    const learned = end - test - embargo;
    const training = between(trainLength === undefined ? -Infinity : learned - trainLength, learned);
    return { training, test: between(end - test, end) };
  });
}

/** The timestamps of the series that ends last, of several the one that begins first. */
function calendarOf(where: string, series: readonly TimeSeries[]): Float64Array {
  const longest = series.reduce<Float64Array | undefined>((best, { timestamps }) => {
    const [own, other] = [timestamps.at(-1) ?? -Infinity, best?.at(-1) ?? -Infinity];
    const before = own === other && (timestamps[0] ?? Infinity) < (best?.[0] ?? Infinity);
    return best === undefined || own > other || before ? timestamps : best;
  }, undefined);
  if (longest && longest.length > 0) return longest;
  throw new DataError({ where, expected: "at least one series with rows", found: "none" });
}

/** Ranges of each series between two rows of the calendar; -Infinity means from the oldest on. */
function rangesBetween(
  series: readonly TimeSeries[],
  calendar: Float64Array,
): (from: number, to: number) => RowRange[] {
  const timeOf = (row: number): number =>
    row === -Infinity ? row : row >= calendar.length ? Infinity : calendar[row]!;
  return (from, to) =>
    series.map(({ timestamps }) => {
      const first = rowFrom(timestamps, timeOf(from));
      return { first, end: from < to ? rowFrom(timestamps, timeOf(to)) : first };
    });
}

/** The first row at a time or after it. */
function rowFrom(timestamps: Float64Array, time: number): number {
  let [low, high] = [0, timestamps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timestamps[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function requireCounts(where: string, values: Readonly<Record<string, number>>, least: number): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    const expected = `a whole number of at least ${least}`;
    throw new OptionError({ where: `${where} ${name}`, expected, found: `${value}` });
  }
}

function requireRow(where: string, rows: number, left: number): void {
  if (left >= 1) return;
  throw new DataError({
    where,
    expected: `at least ${rows + 1 - left} rows, so that training has any`,
    found: `${rows}`,
    remedy: "hold back fewer rows, or a shorter embargo",
  });
}
