/** `--skip-short`: series that a model cannot use are left out, each by its name, and the others are forecast. */
import { Option } from "commander";
import { DataError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import type { Progress } from "./progress.ts";

/** Its value. */
export interface SkipFlags {
  readonly skipShort?: true;
}

const LISTED = 20;

/** The flag. */
export function skipShortOption(): Option {
  return new Option("--skip-short", "leave out series with too few rows or without any value, name them, and go on");
}

/**
 * Does work on series; where it refuses some that are too short or hold no value, and the flag is given, it is done without them.
 * @returns what the work gave, and the series that it was done on
 * @throws what the work throws otherwise, and where no series would be left
 */
export async function skippingShort<T>(
  series: readonly TimeSeries[],
  { skipShort }: SkipFlags,
  progress: Pick<Progress, "note">,
  work: (series: readonly TimeSeries[]) => Promise<T> | T,
): Promise<{ readonly kept: readonly TimeSeries[]; readonly result: T }> {
  for (let kept = series; ;) {
    try {
      return { kept, result: await work(kept) };
    } catch (cause) {
      if (!skipShort || !(cause instanceof DataError) || cause.seriesId === undefined) throw cause;
      const { leastRows } = cause;
      const long = kept.filter(leastRows === undefined ? hasValues : (one) => one.timestamps.length >= leastRows);
      const plain = leastRows === undefined ? "hold no value" : `have fewer than ${leastRows} rows`;
      // Of a part of a series that was too short, as where errors are measured on the rest, the number of rows says too little.
      const isPart = long.length === kept.length;
      const rest = isPart ? kept.filter(({ id }) => id !== cause.seriesId) : long;
      if (rest.length === 0 || rest.length === kept.length) throw cause;
      noteSkipped(kept, rest, isPart ? "are too short for what must be learned and measured" : plain, progress);
      kept = rest;
    }
  }
}

/** The series with enough rows for something, and with values; the others are named. All of them where the flag is not given. */
export function withoutShort(
  series: readonly TimeSeries[],
  rows: number,
  { skipShort }: SkipFlags,
  progress: Pick<Progress, "note">,
): readonly TimeSeries[] {
  if (!skipShort) return series;
  const long = series.filter(({ timestamps }) => timestamps.length >= rows);
  const kept = long.filter(hasValues);
  if (kept.length === 0) return series; // refused by what comes next, which says why
  if (long.length < series.length) noteSkipped(series, long, `have fewer than ${rows} rows`, progress);
  if (kept.length < long.length) noteSkipped(long, kept, "hold no value", progress);
  return kept;
}

function hasValues({ target: { names, values } }: TimeSeries): boolean {
  return names.every((_, c) => values.some((value, i) => i % names.length === c && !Number.isNaN(value)));
}

function noteSkipped(
  before: readonly TimeSeries[],
  rest: readonly TimeSeries[],
  why: string,
  progress: Pick<Progress, "note">,
): void {
  const stay = new Set(rest);
  const skipped = before.filter((one) => !stay.has(one)).map(({ id }) => `"${id}"`);
  const more = skipped.length > LISTED ? ` and ${skipped.length - LISTED} more` : "";
  const list = `${skipped.slice(0, LISTED).join(", ")}${more}`;
  progress.note(`note: left out, for they ${why}: ${skipped.length} of ${before.length} series, ${list}`);
}
