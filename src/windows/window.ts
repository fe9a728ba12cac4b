/** Windows are addresses into series, never copies: a context of L rows that ends at a cutoff, and the H rows behind it. */
import type { TimeSeries } from "../series/index.ts";

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
  /** Rows between cutoffs, counted from the last one; 1 unless given. */
  readonly stride?: number;
  /** How many of the last rows of each series belong to the validation tail; 0 unless given. */
  readonly tail?: number;
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
  /** The window of a number; undefined where its context or its target holds no observed row. */
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

/** The cutoffs of a series of so many rows. */
function cutoffsOf(
  rows: number,
  { contextLength, horizon, stride = 1, tail = 0, least }: WindowRange,
): { training: Cutoffs; validation: Cutoffs } {
  const between = (first: number, last: number): Cutoffs => {
    const steps = Math.floor((last - first) / stride);
    return steps < 0 ? { first: 0, count: 0 } : { first: last - steps * stride, count: steps + 1 };
  };
  const own = least !== undefined && rows - tail - horizon < contextLength ? 0 : tail;
  const context = least !== undefined && rows - own - horizon < contextLength ? least : contextLength;
  const training = between(context - 1, rows - own - horizon - 1);
  if (own < horizon) return { training, validation: { first: 0, count: 0 } };
  return { training, validation: between(Math.max(contextLength - 1, rows - own - 1), rows - horizon - 1) };
}

class Windows implements WindowSet {
  readonly #series: readonly TimeSeries[];
  readonly #cutoffs: readonly Cutoffs[];
  readonly #range: WindowRange;
  /** Windows of all series before each, and of all. */
  readonly #before: Float64Array;

  constructor(series: readonly TimeSeries[], cutoffs: readonly Cutoffs[], range: WindowRange) {
    this.#series = series;
    this.#cutoffs = cutoffs;
    this.#range = range;
    this.#before = new Float64Array(series.length + 1);
    cutoffs.forEach(({ count }, i) => (this.#before[i + 1] = this.#before[i]! + count));
  }

  get length(): number {
    return this.#before.at(-1)!;
  }

  at(index: number): Window | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    let [low, high] = [0, this.#series.length]; // before[low] <= index < before[high]
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#before[middle]! <= index) low = middle;
      else high = middle;
    }
    const { contextLength, horizon, stride = 1 } = this.#range;
    const cutoffIndex = this.#cutoffs[low]!.first + (index - this.#before[low]!) * stride;
    const series = this.#series[low]!;
    const seen = isObserved(series, cutoffIndex + 1 - contextLength, cutoffIndex + 1);
    const scored = isObserved(series, cutoffIndex + 1, cutoffIndex + 1 + horizon);
    return seen && scored ? { seriesIndex: low, cutoffIndex } : undefined;
  }
}

/** Whether any channel is observed in any row from `first` up to `end`; masks leave out the missing ones. */
function isObserved({ target: { names, values } }: TimeSeries, first: number, end: number): boolean {
  for (let i = Math.max(0, first) * names.length; i < end * names.length; i++) {
    if (!Number.isNaN(values[i]!)) return true;
  }
  return false;
}
