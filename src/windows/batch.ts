/** Batches: windows gathered into tensors of the running step. Missing values become 0, beside a mask that says so. */
import { tensor, type Tensor } from "../autograd/index.ts";
import { DataError } from "../errors.ts";
import type { Columns, TimeSeries } from "../series/index.ts";
import type { Anchor } from "./anchor.ts";
import { gatherFuture, gatherRows, gatherTarget, type Rows } from "./gather.ts";
import type { Window } from "./window.ts";

/** Sizes of a batch's rows, and how its windows are anchored. */
export interface BatchSizes {
  readonly contextLength: number;
  readonly horizon: number;
  /** Rows between the cutoff and the first row of the target; 0 unless given. */
  readonly gap?: number;
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
  /** (B,L+H,F); with a gap of G rows (B,L+G+H,F) */
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
  /** (B,L,1): how much each row of the context counts; training only, where the series have weights */
  readonly pastWeight?: Tensor;
  /** (B,H,1): how much each row of the target counts; likewise */
  readonly futureWeight?: Tensor;
}

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

/** The weights of rows, where any of the series has them; those of others count 1. */
function weightsOf(
  series: readonly TimeSeries[],
  windows: readonly Window[],
  past: Rows,
  future: Rows,
): Pick<Batch, "pastWeight" | "futureWeight"> {
  if (windows.every(({ seriesIndex }) => !series[seriesIndex]!.weight)) return {};
  const rows = (range: Rows): Tensor =>
    gatherRows(series, windows, ({ weight, timestamps }) => weightColumn(weight ?? ones(timestamps.length)), range);
  return { pastWeight: rows(past), futureWeight: rows(future) };
}

const weightColumn = (values: Float64Array): Columns => ({ names: ["weight"], values });
const ones = (rows: number): Float64Array => new Float64Array(rows).fill(1);

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
  const { contextLength, horizon, gap = 0 } = sizes;
  const size = windows.length;
  const first = series[windows[0]!.seriesIndex]!;
  const context = { from: 1 - contextLength, count: contextLength };
  const { past, level, observed, anchors, scales } = gatherTarget(series, windows, { ...sizes, gap });
  const covariates = (role: "pastCovariates" | "futureCovariates", rows: Rows): Tensor =>
    gatherRows(series, windows, (one) => one[role]!, rows);
  const statics = windows.flatMap(({ seriesIndex }) => staticValues(series[seriesIndex]!));
  const future = training ? gatherFuture(series, windows, { horizon, gap }, { anchors, scales }) : undefined;
  return {
    size,
    anchors,
    scales,
    pastTarget: past,
    ...(level && { pastLevel: level }),
    pastObserved: observed,
    ...(windows.some(({ cutoffIndex }) => cutoffIndex + 1 < contextLength) && {
      pastMask: tensor(rowsThatStand(windows, contextLength), [size, contextLength]),
    }),
    ...(first.pastCovariates && { pastCovariates: covariates("pastCovariates", context) }),
    ...(first.futureCovariates && {
      futureCovariates: covariates("futureCovariates", { from: context.from, count: contextLength + gap + horizon }),
    }),
    ...(statics.length > 0 && { staticCovariates: tensor(statics, [size, statics.length / size]) }),
    ...(future && { futureTarget: future.target, futureObserved: future.observed }),
    ...(training && weightsOf(series, windows, context, { from: 1 + gap, count: horizon })),
  };
}
