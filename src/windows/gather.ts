/** Rows of windows written straight into the running step's memory: nothing lies between a series and the tensor. */
import { emptyTensor, type Tensor } from "../autograd/index.ts";
import type { Columns, TimeSeries } from "../series/index.ts";
import { measureColumn, measureLevel, writeAnchors, lookBack, type Anchor } from "./anchor.ts";
import type { WindowStatistics } from "./normalization.ts";
import { channelStatistics, writeAhead, writeWhole } from "./wholeContext.ts";
import type { Window } from "./window.ts";

/** Which rows relative to the cutoff a tensor holds. */
export interface Rows {
  readonly from: number;
  readonly count: number;
}

type Numbers = Tensor["data"];

/** Rows of a column block of each window (B,rows,columns); rows outside the series and missing values are 0. */
export function gatherRows(
  series: readonly TimeSeries[],
  windows: readonly Window[],
  pick: (one: TimeSeries) => Columns,
  rows: Rows,
): Tensor {
  const width = pick(series[windows[0]!.seriesIndex]!).names.length;
  const made = emptyTensor([windows.length, rows.count, width]);
  const out = made.data;
  const count = rows.count * width;
  windows.forEach(({ seriesIndex, cutoffIndex }, b) => {
    copyObserved(pick(series[seriesIndex]!).values, (cutoffIndex + rows.from) * width, out, b * count, count);
  });
  return made;
}

/**
 * Copies values, 0 for those that are missing or lie outside. Loops count within a view from 0 on: places in a series are often held
 * as floating-point numbers, which are slow indices.
 */
function copyObserved(values: Float64Array, first: number, out: Numbers, to: number, count: number): void {
  const part = values.subarray(Math.max(0, first), Math.max(0, first + count));
  const begin = to + Math.min(count, Math.max(0, -first));
  out.fill(0, to, begin);
  out.fill(0, begin + part.length, to + count);
  if (copyFours(part, out, begin) === 0) return; // all finite
  for (let i = 0; i < part.length; i++) if (Number.isNaN(part[i]!)) out[begin + i] = 0;
}

/** Copies values, four a turn; gives the sum of what they differ from themselves: NaN where any is missing or infinite, else 0. */
function copyFours(values: Float64Array, out: Numbers, to: number): number {
  let zeros = 0;
  let i = 0;
  for (; i + 4 <= values.length; i += 4) {
    const a = values[i]!;
    const b = values[i + 1]!;
    const c = values[i + 2]!;
    const d = values[i + 3]!;
    out[to + i] = a;
    out[to + i + 1] = b;
    out[to + i + 2] = c;
    out[to + i + 3] = d;
    zeros += a - a + (b - b) + (c - c) + (d - d);
  }
  for (; i < values.length; i++) {
    const a = values[i]!;
    out[to + i] = a;
    zeros += a - a;
  }
  return zeros;
}

/** Sizes of anchored tensors. */
interface Sizes {
  readonly contextLength: number;
  readonly horizon: number;
  readonly gap: number;
  readonly anchor: Anchor;
}

/** What `gatherTarget` gives; see `Batch`. */
export interface GatheredTarget {
  readonly past: Tensor;
  readonly level: Tensor | undefined;
  readonly observed: Tensor;
  readonly anchors: Float64Array;
  readonly scales: Float64Array;
}

/** The anchored contexts of windows (B,L,C): what `anchorWindows` gives, 0 where it is unknown, beside a mask. */
export function gatherTarget(
  series: readonly TimeSeries[],
  windows: readonly Window[],
  { contextLength, horizon, gap, anchor }: Sizes,
): GatheredTarget {
  const channels = series[windows[0]!.seriesIndex]!.target.names.length;
  const shape = [windows.length, contextLength, channels];
  const [past, observed] = [emptyTensor(shape), emptyTensor(shape)];
  const level = anchor.seasonLength > 0 ? emptyTensor(shape) : undefined;
  const [pastData, observedData, levelData] = [past.data, observed.data, level?.data]; // when all memory is there
  const anchors = new Float64Array(windows.length * horizon * channels);
  const scales = new Float64Array(windows.length * channels);
  const rows = lookBack(contextLength, anchor);
  const column = new Float64Array(rows);
  const statistics = channelStatistics(channels);
  windows.forEach(({ seriesIndex, cutoffIndex }, b) => {
    const first = cutoffIndex + 1 - rows;
    const part = rowsOf(series[seriesIndex]!.target, first, rows);
    const start = b * contextLength * channels;
    const whole = !level && channels > 1 && part.length === rows * channels;
    if (whole && writeWhole(part, anchor, statistics, pastData, start)) {
      observedData.fill(1, start, start + part.length);
      const { locations, deviations } = statistics;
      for (let h = 0; h < horizon; h++) anchors.set(locations, (b * horizon + h) * channels);
      scales.set(deviations, b * channels);
      return;
    }
    for (let c = 0; c < channels; c++) {
      const place = { from: start + c, stride: channels };
      readColumn(part, c, channels, Math.max(0, -first), column);
      const measured = measureColumn(column, anchor);
      writeKnown(measured.differences, measured, pastData, observedData, place);
      if (levelData) writeLevel(measured.context, measureLevel(measured.context, anchor), levelData, place);
      writeAnchors(column, measured, anchor, anchors, {
        from: b * horizon * channels + c,
        stride: channels,
        horizon,
        gap,
      });
      scales[b * channels + c] = measured.deviation;
    }
  });
  return { past, level, observed, anchors, scales };
}

/** Those of some rows that a series has. */
function rowsOf({ names, values }: Columns, first: number, count: number): Float64Array {
  return values.subarray(Math.max(0, first) * names.length, Math.max(0, first + count) * names.length);
}

/** Reads one of `channels` columns, behind so many rows that are not there; what is not there is NaN. */
function readColumn(part: Float64Array, c: number, channels: number, before: number, column: Float64Array): void {
  column.fill(NaN, 0, before);
  let t = before;
  for (let i = c; i < part.length && t < column.length; i += channels) column[t++] = part[i]!;
  column.fill(NaN, t);
}

/** Writes normalized values and whether they are observed. */
function writeKnown(
  values: Float64Array,
  { location, deviation }: WindowStatistics,
  out: Numbers,
  observed: Numbers,
  { from, stride }: { from: number; stride: number },
): void {
  for (let t = 0, i = from; t < values.length; t++, i += stride) {
    const value = (values[t]! - location) / deviation;
    const missing = Number.isNaN(value);
    out[i] = missing ? 0 : value;
    observed[i] = missing ? 0 : 1;
  }
}

function writeLevel(
  values: Float64Array,
  { location, deviation }: WindowStatistics,
  out: Numbers,
  { from, stride }: { from: number; stride: number },
): void {
  for (let t = 0, i = from; t < values.length; t++, i += stride) {
    const value = (values[t]! - location) / deviation;
    out[i] = Number.isNaN(value) ? 0 : value;
  }
}

/** What came behind the cutoffs (B,H,C), from its anchors in units of the scales, and whether it is observed. */
export function gatherFuture(
  series: readonly TimeSeries[],
  windows: readonly Window[],
  { horizon, gap }: Pick<Sizes, "horizon" | "gap">,
  { anchors, scales }: Pick<GatheredTarget, "anchors" | "scales">,
): { target: Tensor; observed: Tensor } {
  const channels = series[windows[0]!.seriesIndex]!.target.names.length;
  const shape = [windows.length, horizon, channels];
  const [target, observed] = [emptyTensor(shape), emptyTensor(shape)];
  const [out, mask] = [target.data, observed.data];
  const column = new Float64Array(horizon);
  windows.forEach(({ seriesIndex, cutoffIndex }, b) => {
    const part = rowsOf(series[seriesIndex]!.target, cutoffIndex + 1 + gap, horizon);
    const start = b * horizon * channels;
    if (part.length === horizon * channels) {
      const own = scales.subarray(b * channels, (b + 1) * channels);
      if (writeAhead(part, anchors, own, out, start)) {
        mask.fill(1, start, start + part.length);
        return;
      }
    }
    for (let c = 0; c < channels; c++) {
      readColumn(part, c, channels, 0, column);
      const from = start + c;
      for (let h = 0, i = from; h < horizon; h++, i += channels) column[h] = column[h]! - anchors[i]!;
      const units = { location: 0, deviation: scales[b * channels + c]! };
      writeKnown(column, units, out, mask, { from, stride: channels });
    }
  });
  return { target, observed };
}
