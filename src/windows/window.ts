/** Windows are addresses into series, never copies: a context of L rows that ends at a cutoff, and the H rows behind it. */
import type { TimeSeries } from "../series/index.ts";

/** A cutoff of a series: the context ends with the row `cutoffIndex`. */
export interface Window {
  readonly seriesIndex: number;
  readonly cutoffIndex: number;
}

/** Which windows to list. */
export interface WindowRange {
  /** Rows of context (L). */
  readonly contextLength: number;
  /** Rows of target behind the cutoff (H). */
  readonly horizon: number;
  /** Rows between cutoffs, counted from the last one; 1 unless given. */
  readonly stride?: number;
  /** How many of the last rows of each series belong to the validation tail; 0 unless given. */
  readonly tail?: number;
}

/** Windows for training, and for validation: those whose whole target lies in the tail. */
export interface SplitWindows {
  readonly training: readonly Window[];
  readonly validation: readonly Window[];
}

/**
 * Lists the windows of each series whose context and target are complete, oldest cutoff first. No target row of a training
 * window lies in the tail. Windows without any observed row in their context or in their target are left out.
 * @example splitWindows([series], { contextLength: 48, horizon: 24 }).training.length
 */
export function splitWindows(series: readonly TimeSeries[], range: WindowRange): SplitWindows {
  const { contextLength, horizon, stride = 1, tail = 0 } = range;
  const training: Window[] = [];
  const validation: Window[] = [];
  series.forEach((one, seriesIndex) => {
    const observed = observedBefore(one);
    const rows = one.timestamps.length;
    const list = (into: Window[], first: number, last: number): void => {
      const start = last - Math.floor((last - first) / stride) * stride;
      for (let cutoffIndex = start; cutoffIndex <= last; cutoffIndex += stride) {
        const seen = observed[cutoffIndex + 1]! > observed[cutoffIndex + 1 - contextLength]!;
        const scored = observed[cutoffIndex + 1 + horizon]! > observed[cutoffIndex + 1]!;
        if (seen && scored) into.push({ seriesIndex, cutoffIndex });
      }
    };
    list(training, contextLength - 1, rows - tail - horizon - 1);
    if (tail >= horizon) list(validation, Math.max(contextLength - 1, rows - tail - 1), rows - horizon - 1);
  });
  return { training, validation };
}

/** observed[t] = rows before t in which any channel is observed: masks leave out the missing ones. */
function observedBefore({ target: { names, values }, timestamps }: TimeSeries): Int32Array {
  const counts = new Int32Array(timestamps.length + 1);
  for (let t = 0; t < timestamps.length; t++) {
    const row = values.subarray(t * names.length, (t + 1) * names.length);
    counts[t + 1] = counts[t]! + (row.some((value) => !Number.isNaN(value)) ? 1 : 0);
  }
  return counts;
}
