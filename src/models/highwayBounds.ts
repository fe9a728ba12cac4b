/** Bounds of a highway's forecasts: its network keeps to a range and counts to 0 by themselves, its ridge knows of neither. */
import { DataError, UnsupportedError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import { assertInRange } from "../transforms/index.ts";
import { assertCounts } from "./counts.ts";
import type { PredictOptions } from "./forecaster.ts";
import type { OutputOptions } from "./outputOptions.ts";
import { outputOf } from "./task.ts";

/** A value, or the bound that it lies beyond. */
export function withinBounds(options: OutputOptions): (value: number) => number {
  const { range } = options;
  const bounded = range !== undefined || outputOf(options).counts;
  if (!bounded) return (value) => value;
  const [low, high] = range === undefined || range === "positive" ? [0, Infinity] : range;
  return (value) => Math.min(Math.max(value, low), high);
}

/** @throws DataError naming series, column and row of a target outside the bounds */
export function assertWithin(where: string, series: TimeSeries, options: OutputOptions): void {
  if (outputOf(options).counts) assertCounts(where, series);
  if (options.range) assertInRange(where, series, options.range);
}

/** @throws UnsupportedError where sample paths are asked for */
export function refusePaths(name: string, { samples, temperature }: PredictOptions): void {
  if (samples === undefined && temperature === undefined) return;
  const where = `${name}.predict`;
  throw new UnsupportedError({ where, expected: "a forecaster that draws sample paths", found: name });
}

/** Gives what a part does; a DataError of the part speaks of the whole. */
export function asWhole<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw renamedError(name, cause);
  }
}

/** An error of a part under the name of the whole. */
export function renamedError(name: string, cause: unknown): unknown {
  if (!(cause instanceof DataError)) return cause;
  const where = cause.where.replace(/^[a-z0-9-]+(?=\.(fit|predict)\b)/, name);
  const { expected, found, remedy, file, line, column } = cause;
  return new DataError({ where, expected, found, remedy, file, line, column });
}
