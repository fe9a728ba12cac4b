/** Makes a series from values in code, with the same checks that a file gets. */
import { DataError, OptionError } from "../errors.ts";
import { isOnDay, timestampsFrom } from "./calendar.ts";
import { formatFrequency, type Frequency, toFrequency } from "./frequency.ts";
import { gridOf } from "./grid.ts";
import { inferFrequency } from "./inferFrequency.ts";
import type { Columns, StaticCovariates, TimeSeries } from "./series.ts";
import { formatTimestamp, namesZone, scanTimestamp } from "./timestamp.ts";
import { checkTimezone, instantAfter } from "./timezone.ts";

/** The last time that a Date can hold, 275 760 years after 0. */
const LATEST = 8_640_000_000_000_000;

/** A time in code: epoch milliseconds, a Date, or ISO 8601 text (local to the timezone where it names no zone). */
export type Time = number | Date | string;

/** Values by column name, each (T), or longer for future covariates. */
export type ColumnRecord = Readonly<Record<string, ArrayLike<number>>>;

/** What `createSeries` takes: either `start` and `frequency`, or `timestamps`. */
export interface CreateSeriesOptions {
  /** Default: the first target's name. */
  readonly id?: string | undefined;
  /** Time of the first row. */
  readonly start?: Time | undefined;
  /** Times of all rows (T), ascending and one step apart; a local text that the clock shows twice stands first for the earlier instant. */
  readonly timestamps?: ArrayLike<Time> | undefined;
  /** Needed with `start`; with `timestamps` inferred when absent. */
  readonly frequency?: string | Frequency | undefined;
  /** Default: "floating". */
  readonly timezone?: string | undefined;
  /** Values of one channel (T), called by the id or "target"; or several by name. NaN is a missing value. */
  readonly target: ArrayLike<number> | ColumnRecord;
  readonly pastCovariates?: ColumnRecord | undefined;
  /** T rows or more. */
  readonly futureCovariates?: ColumnRecord | undefined;
  readonly staticCovariates?: StaticCovariates | undefined;
  /** How much each row counts in training (T), at least 0. */
  readonly weight?: ArrayLike<number> | undefined;
}

/**
 * Makes a checked series; values are copied.
 * @throws DataError for values or times that do not fit together; OptionError for options that do not.
 * @example createSeries({ start: "2024-01-01", frequency: "1d", target: [1, 2, 3] }).timestamps.length //=> 3
 */
export function createSeries(options: CreateSeriesOptions): TimeSeries {
  const targets = isColumnRecord(options.target) ? options.target : { [options.id ?? "target"]: options.target };
  const id = options.id ?? Object.keys(targets)[0] ?? "";
  const where = `createSeries "${id}"`;
  if (id.trim() === "")
    throw new OptionError({ where, expected: "an id", found: `"${id}"`, remedy: "name the series" });
  const timezone = checkTimezone(options.timezone ?? "floating");
  const target = columnsOf(targets, `${where} target`);
  const length = rowsOf(target);
  const { timestamps, frequency } = timesOf(options, length, timezone, where);
  const past = options.pastCovariates && columnsOf(options.pastCovariates, `${where} pastCovariates`);
  const future = options.futureCovariates && columnsOf(options.futureCovariates, `${where} futureCovariates`);
  if (past && rowsOf(past) !== length) throw rowCount(`${where} pastCovariates`, `${length} rows`, rowsOf(past));
  if (future && rowsOf(future) < length) {
    throw rowCount(`${where} futureCovariates`, `${length} rows or more`, rowsOf(future));
  }
  return {
    id,
    frequency,
    timezone,
    timestamps,
    target,
    ...(past ? { pastCovariates: past } : {}),
    ...(future ? { futureCovariates: future } : {}),
    ...(options.staticCovariates ? { staticCovariates: { ...options.staticCovariates } } : {}),
    ...(options.weight ? { weight: weightsOf(options.weight, length, where) } : {}),
  };
}

/** Copies the weights of rows (T). */
export function weightsOf(weight: ArrayLike<number>, length: number, where: string): Float64Array {
  if (weight.length !== length) throw rowCount(`${where} weight`, `${length} rows as in target`, weight.length);
  const copy = Float64Array.from(weight);
  const row = copy.findIndex((value) => !(value >= 0 && value < Infinity));
  if (row < 0) return copy;
  throw new DataError({
    where: `${where} weight row ${row}`,
    expected: "finite weights of at least 0",
    found: String(copy[row]),
    remedy: "write 0 for a row that does not count",
  });
}

/** Whether a target is several columns by name. */
export function isColumnRecord(target: ArrayLike<number> | ColumnRecord): target is ColumnRecord {
  return !Array.isArray(target) && !ArrayBuffer.isView(target);
}

/** The rows of columns. */
export function rowsOf({ names, values }: Columns): number {
  return values.length / names.length;
}

/** Copies columns by name, with the checks that a file gets. */
export function columnsOf(record: ColumnRecord, where: string): Columns {
  const names = Object.keys(record);
  const length = record[names[0] ?? ""]?.length ?? 0;
  if (length === 0) throw rowCount(where, "at least one column with at least one row", length);
  const values = new Float64Array(length * names.length);
  for (const [c, name] of names.entries()) {
    const column = record[name]!;
    if (column.length !== length)
      throw rowCount(`${where} column "${name}"`, `${length} rows as in "${names[0]}"`, column.length);
    for (let t = 0; t < length; t++) values[t * names.length + c] = finite(column[t], where, name, t);
  }
  return { names, values };
}

function finite(value: number | undefined, where: string, column: string, row: number): number {
  if (typeof value === "number" && (Number.isFinite(value) || Number.isNaN(value))) return value;
  throw new DataError({
    where: `${where} column "${column}" row ${row}`,
    column,
    expected: "a finite number, or NaN for a missing value",
    found: String(value),
    remedy: "replace it by NaN if it is missing",
  });
}

/** Columns that do not fit together. */
export function rowCount(where: string, expected: string, found: number): DataError {
  return new DataError({ where, expected, found: `${found} rows`, remedy: "give all columns the same rows" });
}

/** Reads a time in code; `previous` is the time of the row before it. */
export function timeOf(time: Time | undefined, timezone: string, where: string, previous?: number): number {
  const timestamp = typeof time === "string" ? textTime(time, timezone, previous) : Number(time);
  if (Math.abs(timestamp) <= LATEST) return timestamp;
  throw new DataError({
    where,
    expected: "epoch milliseconds, a Date or ISO 8601 text",
    found: typeof time === "string" ? `"${time}"` : String(time),
    remedy: `write times such as "2024-01-31T13:45"`,
  });
}

function textTime(text: string, timezone: string, previous: number | undefined): number {
  const scanned = scanTimestamp(text);
  return Number.isNaN(scanned) || namesZone(text) ? scanned : instantAfter(scanned, previous, timezone);
}

/** Reads the times of all rows (T). */
export function timesOfRows(timestamps: ArrayLike<Time>, timezone: string, where: string): Float64Array {
  const times = new Float64Array(timestamps.length);
  for (let t = 0; t < times.length; t++) {
    times[t] = timeOf(timestamps[t], timezone, `${where} timestamps row ${t}`, t > 0 ? times[t - 1] : undefined);
  }
  return times;
}

function timesOf(
  { start, timestamps, frequency }: CreateSeriesOptions,
  length: number,
  timezone: string,
  where: string,
): { timestamps: Float64Array; frequency: Frequency } {
  if ((start === undefined) === (timestamps === undefined) || (!timestamps && frequency === undefined)) {
    const given = [start !== undefined && "start", timestamps && "timestamps", frequency !== undefined && "frequency"];
    throw new OptionError({
      where,
      expected: "either start and frequency, or timestamps",
      found: given.filter(Boolean).join(" and ") || "none of them",
      remedy: `pass for example start: "2024-01-01", frequency: "1d"`,
    });
  }
  if (!timestamps) {
    const step = toFrequency(frequency ?? "");
    const first = timeOf(start, timezone, `${where} start`);
    if (!isOnDay(first, step, timezone)) throw offDay(first, step, timezone, where);
    return { timestamps: timestampsFrom(first, length, step, timezone), frequency: step };
  }
  const times = timesOfRows(timestamps, timezone, where);
  if (times.length !== length) throw rowCount(`${where} timestamps`, `${length} rows as in target`, times.length);
  return { timestamps: times, frequency: checkedFrequency(times, frequency, timezone, where) };
}

function offDay(first: number, frequency: Frequency, timezone: string, where: string): DataError {
  const day =
    frequency.unit === "businessDay" ? "a day from Monday to Friday" : `a day of ${formatFrequency(frequency)}`;
  return new DataError({
    where: `${where} start`,
    expected: day,
    found: label(first, timezone),
    remedy: "start on such a day, or pass another frequency",
  });
}

function checkedFrequency(
  times: Float64Array,
  given: string | Frequency | undefined,
  timezone: string,
  where: string,
): Frequency {
  const disorder = times.findIndex((time, t) => t > 0 && time <= times[t - 1]!);
  const frequency =
    given !== undefined ? toFrequency(given) : disorder < 0 ? inferFrequency(times, timezone, where) : undefined;
  const grid = disorder < 0 && frequency ? gridOf(times, frequency, timezone) : undefined;
  if (frequency && grid && "positions" in grid && grid.timestamps.length === times.length) return frequency;
  const row =
    disorder >= 0 || !grid ? disorder : "row" in grid ? grid.row : grid.positions.findIndex((at, t) => at !== t);
  throw new DataError({
    where: `${where} timestamps row ${row}`,
    expected: `ascending times ${frequency ? formatFrequency(frequency) : "one step"} apart, without gaps`,
    found: `${label(times[Math.max(0, row - 1)]!, timezone)}, then ${label(times[row]!, timezone)}`,
    remedy: "sort the rows, remove repeated ones, and put NaN in the place of missing ones",
  });
}

/** A time in words, to the second. */
export function label(time: number, timezone: string): string {
  return formatTimestamp(time, { unit: "second", step: 1 }, timezone);
}
