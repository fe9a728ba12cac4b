/** Batches: windows gathered into tensors of the running step. Missing values become 0, beside a mask that says so. */
import { tensor, type Tensor } from "../autograd/index.ts";
import { DataError } from "../errors.ts";
import type { Columns, TimeSeries } from "../series/index.ts";
import { anchorWindows, lookBack, type Anchor } from "./anchor.ts";
import type { Window } from "./window.ts";

/** Sizes of a batch's rows, and how its windows are anchored. */
export interface BatchSizes {
  readonly contextLength: number;
  readonly horizon: number;
  readonly anchor: Anchor;
}

/** Tensors of B windows; optional ones are there when the series have them. The target is anchored: see `anchor.ts`. */
export interface Batch {
  readonly size: number;
  /** (B,L,C): differences from the window's location, divided by `scales` */
  readonly pastTarget: Tensor;
  /** (B,L,C): the value less its window's mean or median, in units of its deviation; with a season only */
  readonly pastLevel?: Tensor;
  /** (B,L,C): 1 where observed */
  readonly pastObserved: Tensor;
  /** (B,L): 1 where a row of the series stands, 0 before its first; absent where all contexts are whole */
  readonly pastMask?: Tensor;
  /** (B,L,P) */
  readonly pastCovariates?: Tensor;
  /** (B,L+H,F) */
  readonly futureCovariates?: Tensor;
  /** (B,S) */
  readonly staticCovariates?: Tensor;
  /** (B,H,C): what a forecast is counted from */
  readonly anchors: Float64Array;
  /** (B,C): what differences from it are divided by, above 0 */
  readonly scales: Float64Array;
  /** (B,H,C): differences from the anchor, divided by `scales`; training only */
  readonly futureTarget?: Tensor;
  /** (B,H,C): 1 where observed; training only */
  readonly futureObserved?: Tensor;
}

/** Which rows relative to the cutoff a tensor holds. */
interface Rows {
  readonly from: number;
  readonly count: number;
}

/** Copies rows of a column block of each window; rows outside the series and missing values become NaN. */
function gather(
  series: readonly TimeSeries[],
  windows: readonly Window[],
  pick: (one: TimeSeries) => Columns,
  rows: Rows,
): Float64Array {
  const width = pick(series[windows[0]!.seriesIndex]!).names.length;
  const out = new Float64Array(windows.length * rows.count * width).fill(NaN);
  windows.forEach(({ seriesIndex, cutoffIndex }, b) => {
    const { values } = pick(series[seriesIndex]!);
    const first = (cutoffIndex + rows.from) * width;
    const part = values.subarray(Math.max(0, first), Math.max(0, first + rows.count * width));
    out.set(part, b * rows.count * width + Math.max(0, -first));
  });
  return out;
}

const zeroWhereMissing = (values: Float64Array): Float64Array =>
  values.map((value) => (Number.isNaN(value) ? 0 : value));
const oneWhereObserved = (values: Float64Array): Float64Array => values.map((value) => (Number.isNaN(value) ? 0 : 1));

/**
 * The static covariates of a series as numbers, sorted by their names.
 * @throws DataError when one is a word
 */
export function staticValues({ id, staticCovariates = {} }: TimeSeries): number[] {
  const names = Object.keys(staticCovariates).sort(); // series that list them in another order mean the same
  return names.map((name) => {
    const value = staticCovariates[name]!;
    if (typeof value === "number") return value;
    throw new DataError({
      where: `series "${id}"`,
      column: name,
      expected: `a number as static covariate "${name}"`,
      found: `"${value}"`,
      remedy: "give a number, or words in training too",
    });
  });
}

/** What element i of (B,H,C) is divided by, of scales (B,C). */
export function scaleAt(scales: Float64Array, i: number, horizon: number, channels: number): number {
  return scales[Math.floor(i / (horizon * channels)) * channels + (i % channels)]!;
}

/** (B,L): 1 where a window lies inside its series. */
function rowsThatStand(windows: readonly Window[], contextLength: number): Float64Array {
  const mask = new Float64Array(windows.length * contextLength);
  windows.forEach(({ cutoffIndex }, b) => {
    mask.fill(1, b * contextLength + Math.max(0, contextLength - cutoffIndex - 1), (b + 1) * contextLength);
  });
  return mask;
}

/**
 * Gathers windows into tensors of the running step; `training` adds the target behind the cutoffs.
 * @throws DataError when a static covariate is not a number
 */
export function makeBatch(
  series: readonly TimeSeries[],
  windows: readonly Window[],
  sizes: BatchSizes,
  training: boolean,
): Batch {
  const { contextLength, horizon, anchor } = sizes;
  const size = windows.length;
  const first = series[windows[0]!.seriesIndex]!;
  const channels = first.target.names.length;
  const rows = lookBack(contextLength, anchor);
  const context = { from: 1 - contextLength, count: contextLength };
  const block = (values: Float64Array, count: number): Tensor =>
    tensor(values, [size, count, values.length / size / count]);
  const raw = gather(series, windows, (one) => one.target, { from: 1 - rows, count: rows });
  const { past, level, anchors, scales } = anchorWindows(raw, { contextLength, horizon, channels }, anchor);
  const covariates = (role: "pastCovariates" | "futureCovariates", part: Rows): Tensor =>
    block(zeroWhereMissing(gather(series, windows, (one) => one[role]!, part)), part.count);
  const statics = windows.flatMap(({ seriesIndex }) => staticValues(series[seriesIndex]!));
  const ahead = training
    ? gather(series, windows, (one) => one.target, { from: 1, count: horizon }).map(
        (value, i) => (value - anchors[i]!) / scaleAt(scales, i, horizon, channels),
      )
    : undefined;
  return {
    size,
    anchors,
    scales,
    pastTarget: block(zeroWhereMissing(past), contextLength),
    ...(level && { pastLevel: block(zeroWhereMissing(level), contextLength) }),
    pastObserved: block(oneWhereObserved(past), contextLength),
    ...(windows.some(({ cutoffIndex }) => cutoffIndex + 1 < contextLength) && {
      pastMask: tensor(rowsThatStand(windows, contextLength), [size, contextLength]),
    }),
    ...(first.pastCovariates && { pastCovariates: covariates("pastCovariates", context) }),
    ...(first.futureCovariates && {
      futureCovariates: covariates("futureCovariates", { from: context.from, count: contextLength + horizon }),
    }),
    ...(statics.length > 0 && { staticCovariates: tensor(statics, [size, statics.length / size]) }),
    ...(ahead && {
      futureTarget: block(zeroWhereMissing(ahead), horizon),
      futureObserved: block(oneWhereObserved(ahead), horizon),
    }),
  };
}
