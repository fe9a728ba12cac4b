/**
 * Windows are addresses into series, never copies: a context of L rows that ends at a cutoff, and H rows of target behind it,
 * after a gap where there is one.
 */
import { ShapeError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import type { RowRange } from "./splitTimes.ts";

/** A cutoff of a series: the context ends with the row `cutoffIndex`. */
export interface Window {
  readonly seriesIndex: number;
  readonly cutoffIndex: number;
}

/** Which windows there are. */
export interface WindowRange {
  /** Rows of context (L). */
  readonly contextLength: number;
  /** Rows of target behind the cutoff (H). */
  readonly horizon: number;
  /** Rows between the cutoff and the first row of the target; 0 unless given. */
  readonly gap?: number;
  /** Rows between cutoffs, counted from the last one; 1 unless given. */
  readonly stride?: number;
  /** How many of the last rows of each series belong to the validation tail; 0 unless given. */
  readonly tail?: number;
  /** Rows before the tail that no target of training may hold; 0 unless given. */
  readonly embargo?: number;
  /**
   * Rows of context that a series must have which is too short for a whole one: its windows reach before its first row. A series
   * too short for a tail besides then has none. All contexts are whole unless given.
   */
  readonly least?: number;
}

/** Windows for training, and for validation: those whose whole target lies in the tail. */
export interface SplitWindows {
  readonly training: readonly Window[];
  readonly validation: readonly Window[];
}

/** Windows by their number, made when asked for: what is held in memory grows with the number of series only. */
export interface WindowSet {
  readonly length: number;
  /** Numbers before the first of each series, and of all (N + 1 of N series). */
  readonly starts: Float64Array;
  /** The window of a number; undefined where its context holds no observed row, or its target none that counts. */
  at(index: number): Window | undefined;
}

/** Cutoffs of a series, `stride` apart. */
interface Cutoffs {
  readonly first: number;
  readonly count: number;
}

/** The windows of each series, oldest cutoff first: see `splitWindows`, which lists them. */
export function windowSets(
  series: readonly TimeSeries[],
  range: WindowRange,
): { readonly training: WindowSet; readonly validation: WindowSet } {
  const cutoffs = series.map(({ timestamps }) => cutoffsOf(timestamps.length, range));
  const setOf = (part: "training" | "validation"): WindowSet =>
    new Windows(
      series,
      cutoffs.map((each) => each[part]),
      range,
    );
  return { training: setOf("training"), validation: setOf("validation") };
}

/**
 * Lists the windows of each series whose context and target are complete, oldest cutoff first. No target row of a training
 * window lies in the tail. Windows without any observed row in their context or in their target are left out.
 * @example splitWindows([series], { contextLength: 48, horizon: 24 }).training.length
 */
export function splitWindows(series: readonly TimeSeries[], range: WindowRange): SplitWindows {
  const { training, validation } = windowSets(series, range);
  return { training: listWindows(training), validation: listWindows(validation) };
}

/** All windows of a set that hold something. */
export function listWindows(set: WindowSet): Window[] {
  const all: Window[] = [];
  for (let i = 0; i < set.length; i++) {
    const window = set.at(i);
    if (window) all.push(window);
  }
  return all;
}

/**
 * The windows whose whole target lies in given rows, one range a series; their contexts may reach before it.
 * @throws ShapeError when there are not as many ranges as series
 * @example windowsIn([series], splitTimes([series], { test: 48 }).test, { contextLength: 48, horizon: 24 }).length
 */
export function windowsIn(
  series: readonly TimeSeries[],
  ranges: readonly RowRange[],
  range: Pick<WindowRange, "contextLength" | "horizon" | "gap" | "stride">,
): WindowSet {
  if (ranges.length !== series.length) {
    throw new ShapeError({
      where: "windowsIn",
      expected: `${series.length} ranges, one a series`,
      found: `${ranges.length}`,
    });
  }
  const { contextLength, horizon, gap = 0, stride = 1 } = range;
  const cutoffs = ranges.map(({ first, end }) =>
    cutoffsBetween(Math.max(contextLength, first - gap) - 1, end - horizon - gap - 1, stride),
  );
  return new Windows(series, cutoffs, range);
}

/** Cutoffs from `first` on that end with `last`. */
function cutoffsBetween(first: number, last: number, stride: number): Cutoffs {
  const steps = Math.floor((last - first) / stride);
  return steps < 0 ? { first: 0, count: 0 } : { first: last - steps * stride, count: steps + 1 };
}

/** The cutoffs of a series of so many rows. */
function cutoffsOf(
  rows: number,
  { contextLength, horizon, gap = 0, stride = 1, tail = 0, embargo = 0, least }: WindowRange,
): { training: Cutoffs; validation: Cutoffs } {
  const ahead = gap + horizon;
  const back = tail > 0 ? tail + embargo : 0;
  const whole = least !== undefined && rows - back - ahead < contextLength;
  const own = whole ? 0 : tail;
  const held = whole ? 0 : back;
  const context = least !== undefined && rows - held - ahead < contextLength ? least : contextLength;
  const training = cutoffsBetween(context - 1, rows - held - ahead - 1, stride);
  if (own < horizon) return { training, validation: { first: 0, count: 0 } };
  const first = Math.max(contextLength - 1, rows - own - gap - 1);
  return { training, validation: cutoffsBetween(first, rows - ahead - 1, stride) };
}

class Windows implements WindowSet {
  readonly starts: Float64Array;
  readonly #series: readonly TimeSeries[];
  readonly #cutoffs: readonly Cutoffs[];
  readonly #range: WindowRange;

  constructor(series: readonly TimeSeries[], cutoffs: readonly Cutoffs[], range: WindowRange) {
    this.#series = series;
    this.#cutoffs = cutoffs;
    this.#range = range;
    this.starts = startsOf(cutoffs.map(({ count }) => count));
  }

  get length(): number {
    return this.starts.at(-1)!;
  }

  at(index: number): Window | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    const seriesIndex = seriesAt(this.starts, index);
    const { contextLength, horizon, gap = 0, stride = 1 } = this.#range;
    const cutoffIndex = this.#cutoffs[seriesIndex]!.first + (index - this.starts[seriesIndex]!) * stride;
    const series = this.#series[seriesIndex]!;
    const target = cutoffIndex + 1 + gap;
    const seen = isObserved(series, cutoffIndex + 1 - contextLength, cutoffIndex + 1);
    return seen && counts(series, target, target + horizon) ? { seriesIndex, cutoffIndex } : undefined;
  }
}

/** Sums of the counts before each, and of all. */
export function startsOf(counts: readonly number[]): Float64Array {
  const starts = new Float64Array(counts.length + 1);
  counts.forEach((count, i) => (starts[i + 1] = starts[i]! + count));
  return starts;
}

/** The series that a number belongs to: starts[series] <= index < starts[series + 1]. */
export function seriesAt(starts: Float64Array, index: number): number {
  let [low, high] = [0, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= index) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether any channel is observed in any row from `first` up to `end` that does not weigh 0. */
function counts(series: TimeSeries, first: number, end: number): boolean {
  const { weight } = series;
  if (!weight) return isObserved(series, first, end);
  for (let t = first; t < end; t++) if (weight[t]! > 0 && isObserved(series, t, t + 1)) return true;
  return false;
}

/** Whether any channel is observed in any row from `first` up to `end`; masks leave out the missing ones. */
function isObserved({ target: { names, values } }: TimeSeries, first: number, end: number): boolean {
  for (let i = Math.max(0, first) * names.length; i < end * names.length; i++) {
    if (!Number.isNaN(values[i]!)) return true;
  }
  return false;
}
