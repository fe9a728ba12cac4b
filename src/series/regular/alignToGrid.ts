/** Brings rows of irregular times onto a regular grid: each to a grid time within a tolerance, never in silence. */
import { DataError, OptionError } from "../../errors.ts";
import { addSteps, startOfUnit } from "../calendar.ts";
import {
  type ColumnRecord,
  columnsOf,
  isColumnRecord,
  label,
  rowCount,
  rowsOf,
  type Time,
  timeOf,
  timesOfRows,
  weightsOf,
} from "../createSeries.ts";
import { formatFrequency, type Frequency, toFrequency } from "../frequency.ts";
import { onGrid } from "../grid.ts";
import type { Columns, StaticCovariates, TimeSeries } from "../series.ts";
import { checkTimezone } from "../timezone.ts";
import { type DuplicatePolicy, mergeDuplicates } from "./duplicates.ts";

/** Rows of any times, in any order, and the grid they are brought onto. */
export interface AlignOptions {
  /** Default: the first target's name. */
  readonly id?: string | undefined;
  /** Times of the rows (rows). */
  readonly timestamps: ArrayLike<Time>;
  /** The grid's step. */
  readonly frequency: string | Frequency;
  /** Default: "floating". */
  readonly timezone?: string | undefined;
  /** A time of the grid. Default: the phase that most rows have, or the start of the first row's calendar unit. */
  readonly origin?: Time | undefined;
  /** How far a row may be moved, in milliseconds or as a step such as "2min". Default: to the nearest grid time, however far. */
  readonly tolerance?: number | string | undefined;
  /** To the nearest grid time, or `forward` to the next: then no value stands before the time it was measured. Default: nearest. */
  readonly direction?: "nearest" | "forward" | undefined;
  /** What to do with rows farther away than the tolerance. Default: error. */
  readonly outside?: "error" | "drop" | undefined;
  /** What to do with several rows at one grid time. Default: error. */
  readonly duplicates?: DuplicatePolicy | undefined;
  readonly target: ArrayLike<number> | ColumnRecord;
  readonly pastCovariates?: ColumnRecord | undefined;
  readonly futureCovariates?: ColumnRecord | undefined;
  readonly staticCovariates?: StaticCovariates | undefined;
  /** How much each row counts in training, at least 0; of repeated rows by the same rule as their values. */
  readonly weight?: ArrayLike<number> | undefined;
}

/** A series on its grid, and what was done to bring it there. */
export interface Aligned {
  readonly series: TimeSeries;
  /** Rows that stood beside the grid and were moved. */
  readonly moved: number;
  /** The farthest move, in milliseconds. */
  readonly farthest: number;
  /** Rows farther away than the tolerance, which are left out. */
  readonly dropped: number;
  /** Rows merged into another of the same grid time. */
  readonly merged: number;
  /** Grid times without a row, whose values are missing. */
  readonly missing: number;
}

/**
 * Makes a regular series from irregular rows. Grid times without a row are missing values; nothing is filled.
 * @throws DataError for rows outside the tolerance or repeated ones, where that is an error; OptionError for wrong options.
 * @example alignToGrid({ timestamps: [1000, 61_000], frequency: "1min", origin: 0, tolerance: "5s", target: [1, 2] }).moved //=> 2
 */
export function alignToGrid(options: AlignOptions): Aligned {
  const targets = isColumnRecord(options.target) ? options.target : { [options.id ?? "target"]: options.target };
  const id = options.id ?? Object.keys(targets)[0] ?? "";
  const where = `alignToGrid "${id}"`;
  const timezone = checkTimezone(options.timezone ?? "floating");
  const frequency = toFrequency(options.frequency);
  const roles = rolesOf(options, targets, where);
  const times = timesOfRows(options.timestamps, timezone, where);
  if (times.length !== rowsOf(roles[0]!))
    throw rowCount(where, `${times.length} rows as in timestamps`, rowsOf(roles[0]!));
  const place = placer(times, options, frequency, timezone, where);
  const { kept, grid, farthest, moved } = placeAll(times, place, options, timezone, where);
  if (kept.length === 0) throw rowCount(where, "at least one row within the tolerance", 0);
  const rows = { times: grid, values: gathered(roles, kept) };
  const { merged, ...single } = mergeDuplicates(rows, options.duplicates ?? "error", timezone, where);
  const { timestamps, positions } = place.gridOf(single.times);
  const width = roles.reduce((sum, { names }) => sum + names.length, 0);
  const values = onGrid(single.values, width, positions, timestamps.length);
  const series: TimeSeries = {
    id,
    frequency,
    timezone,
    timestamps,
    ...splitRoles(options, roles, values, width),
    ...(options.staticCovariates ? { staticCovariates: { ...options.staticCovariates } } : {}),
  };
  const missing = timestamps.length - positions.length;
  return { series, moved, farthest, dropped: times.length - kept.length, merged, missing };
}

function rolesOf(options: AlignOptions, targets: ColumnRecord, where: string): Columns[] {
  const { pastCovariates, futureCovariates } = options;
  const given = [targets, pastCovariates, futureCovariates].filter((record) => record !== undefined);
  const roles = given.map((record) => columnsOf(record, where));
  const rows = rowsOf(roles[0]!);
  if (options.weight) roles.push({ names: ["weight"], values: weightsOf(options.weight, rows, where) });
  const other = roles.find((columns) => rowsOf(columns) !== rows);
  if (other) throw rowCount(`${where} column "${other.names[0]}"`, `${rows} rows as in the target`, rowsOf(other));
  return roles;
}

/** All columns of some rows, row-major. */
function gathered(roles: readonly Columns[], rows: ArrayLike<number>): Float64Array {
  const width = roles.reduce((sum, { names }) => sum + names.length, 0);
  const values = new Float64Array(rows.length * width);
  let first = 0;
  for (const { names, values: from } of roles) {
    for (let i = 0; i < rows.length; i++) {
      for (let c = 0; c < names.length; c++) values[i * width + first + c] = from[rows[i]! * names.length + c]!;
    }
    first += names.length;
  }
  return values;
}

function splitRoles(
  { pastCovariates, futureCovariates, weight }: AlignOptions,
  roles: readonly Columns[],
  values: Float64Array,
  width: number,
): Pick<TimeSeries, "target"> & Partial<TimeSeries> {
  let first = 0;
  const parts = roles.map(({ names }) => {
    const part = Float64Array.from({ length: (values.length / width) * names.length }, (_, i) => {
      return values[Math.floor(i / names.length) * width + first + (i % names.length)]!;
    });
    first += names.length;
    return { names, values: part };
  });
  const [target, ...others] = parts;
  const past = pastCovariates && others.shift();
  const future = futureCovariates && others.shift();
  const weights = weight && others.shift();
  return {
    target: target!,
    ...(past ? { pastCovariates: past } : {}),
    ...(future ? { futureCovariates: future } : {}),
    ...(weights ? { weight: weights.values.map((value) => (Number.isNaN(value) ? 1 : value)) } : {}),
  };
}

/** Finds grid times. */
interface Placer {
  /** The grid step at or before a time. */
  stepBefore(time: number): number;
  timeAt(step: number): number;
  gridOf(times: Float64Array): { timestamps: Float64Array; positions: Float64Array };
}

function placer(
  times: Float64Array,
  { origin }: AlignOptions,
  frequency: Frequency,
  timezone: string,
  where: string,
): Placer {
  const anchor =
    origin === undefined ? usualOrigin(times, frequency, timezone) : timeOf(origin, timezone, `${where} origin`);
  const timeAt = (step: number): number => addSteps(anchor, step, frequency, timezone);
  const span = Math.abs(timeAt(1) - anchor);
  const stepBefore = (time: number): number => {
    let step = Math.floor((time - anchor) / span);
    while (timeAt(step) > time) step--;
    while (timeAt(step + 1) <= time) step++;
    return step;
  };
  return {
    stepBefore,
    timeAt,
    gridOf(sorted) {
      const first = stepBefore(sorted[0]!);
      const positions = sorted.map((time) => stepBefore(time) - first);
      const timestamps = Float64Array.from({ length: positions.at(-1)! + 1 }, (_, step) => timeAt(first + step));
      return { timestamps, positions };
    },
  };
}

/** A time of the phase that most rows have, for steps of a fixed span; otherwise the start of the first calendar unit. */
function usualOrigin(times: Float64Array, frequency: Frequency, timezone: string): number {
  const first = times.reduce((least, time) => Math.min(least, time), Infinity);
  if (!["second", "minute", "hour"].includes(frequency.unit)) return startOfUnit(first, frequency, timezone);
  const span = addSteps(0, 1, frequency, timezone);
  const counts = new Map<number, number>();
  for (const time of times) {
    const phase = time - Math.floor(time / span) * span;
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]![0];
}

function placeAll(
  times: Float64Array,
  place: Placer,
  options: AlignOptions,
  timezone: string,
  where: string,
): { kept: number[]; grid: Float64Array; farthest: number; moved: number } {
  const tolerance = toleranceOf(options.tolerance, where);
  const placed: { row: number; at: number }[] = [];
  let [farthest, moved] = [0, 0];
  times.forEach((time, row) => {
    const at = gridTime(time, place, options.direction ?? "nearest");
    const distance = Math.abs(at - time);
    if (distance > tolerance) {
      if (options.outside === "drop") return;
      throw outside(time, at, row, tolerance, options.frequency, timezone, where);
    }
    if (distance > 0) moved++;
    farthest = Math.max(farthest, distance);
    placed.push({ row, at });
  });
  placed.sort((a, b) => a.at - b.at || times[a.row]! - times[b.row]! || a.row - b.row);
  return { kept: placed.map(({ row }) => row), grid: Float64Array.from(placed, ({ at }) => at), farthest, moved };
}

/** The grid time of a row; of two equally near ones the later, which the value's time does not come after. */
function gridTime(time: number, place: Placer, direction: "nearest" | "forward"): number {
  const step = place.stepBefore(time);
  const before = place.timeAt(step);
  if (before === time) return time;
  const after = place.timeAt(step + 1);
  return direction === "forward" || after - time <= time - before ? after : before;
}

function toleranceOf(tolerance: number | string | undefined, where: string): number {
  if (tolerance === undefined) return Infinity;
  const span = typeof tolerance === "string" ? addSteps(0, 1, toFrequency(tolerance), "UTC") : tolerance;
  if (span >= 0) return span;
  throw new OptionError({
    where: `${where} tolerance`,
    expected: "milliseconds of at least 0, or a step",
    found: String(tolerance),
    remedy: `pass for example tolerance: "2min"`,
  });
}

function outside(
  time: number,
  at: number,
  row: number,
  tolerance: number,
  frequency: string | Frequency,
  timezone: string,
  where: string,
): DataError {
  const step = typeof frequency === "string" ? frequency : formatFrequency(frequency);
  return new DataError({
    where: `${where} timestamps row ${row}`,
    expected: `times at most ${tolerance / 1000} s beside the grid of ${step}, such as ${label(at, timezone)}`,
    found: label(time, timezone),
    remedy: `pass a larger tolerance, another origin, or outside: "drop"`,
  });
}
