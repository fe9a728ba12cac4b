/** Bounds of a highway's forecasts: its network keeps to a range and counts to 0 by themselves, its ridge knows of neither. */
import { DataError } from "../errors.ts";
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
  const { expected, found, remedy, file, line, column, seriesId, leastRows } = cause;
  return new DataError({ where, expected, found, remedy, file, line, column, seriesId, leastRows });
}
