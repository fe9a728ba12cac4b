/**
 * Windows of the ridge: a centre c and a scale s are taken off each window, so that least squares see shapes, not levels.
 * Inputs are z = (x - c) / s over L rows and a 1; targets are (x - c) / s over the H rows behind them.
 */
import { DataError } from "../errors.ts";
import type { Variate } from "./ridgeVariates.ts";
import { weightless } from "./rowWeights.ts";

/** What is taken off a window: its last value, or the mean of its last season. */
export type WindowCentre = "last" | "season";

/** What a window is divided by: nothing, its standard deviation, or its mean absolute seasonal difference. */
export type WindowScale = "none" | "deviation" | "difference";

/** What weights are shrunk to: the centre alone, the last season, or the mean of all seasons in the window. */
export type RidgeAnchor = "none" | "season" | "seasons";

/** The form of windows. */
export interface WindowShape {
  /** L: rows that a window reads. */
  readonly contextLength: number;
  /** H: rows that it forecasts. */
  readonly horizon: number;
  /** Rows in the season of the centre; 1 where there is none. */
  readonly seasonLength: number;
  /** Rows between the values whose difference is a scale. */
  readonly lag: number;
  readonly centre: WindowCentre;
  readonly scale: WindowScale;
  /** Whether a constant stands beside the rows, so that forecasts may drift. */
  readonly drift: boolean;
}

/** What is taken off one window. */
export interface WindowFrame {
  readonly centre: number;
  readonly scale: number;
}

/** Addresses of n windows: a variate, the row behind the context, and how much each counts. */
export interface WindowList {
  readonly variate: Int32Array;
  readonly end: Int32Array;
  readonly weight: Float64Array;
}

/** What windows are grouped by, where groups have weights of their own. */
export interface WindowGroups {
  /** Cluster of each variate. */
  readonly labels: Int32Array;
  /** Rows in the short season. */
  readonly lag: number;
  /** Parts of the short season. */
  readonly phases: number;
}

/** Which windows to list. */
export interface WindowRange {
  /** Rows of context that must be there. */
  readonly contextLength: number;
  readonly horizon: number;
  /** Rows at each variate's end that belong to the validation tail. */
  readonly tail: number;
  /** Windows whose targets lie before the tail, or in it. */
  readonly part: "before" | "tail";
  /** At most so many, evenly spread. */
  readonly most: number;
}

/** Smallest scale, in standard deviations of the series: a quiet window must not outweigh all others. */
const SMALLEST_SCALE = 0.05;

/** p: inputs of a window, L rows and the constant of a drift. */
export function inputCount({ contextLength, drift }: Pick<WindowShape, "contextLength" | "drift">): number {
  return contextLength + (drift ? 1 : 0);
}

/**
 * Weights (p,H) of a seasonal forecast: the pattern of the last season, or the mean of all whole seasons in the window, moved so
 * that its mean agrees with the last short season's. Undefined for "none", or where the window holds too few rows.
 */
export function anchorWeights(
  anchor: RidgeAnchor,
  shape: Pick<WindowShape, "contextLength" | "horizon" | "seasonLength" | "lag" | "drift">,
): Float64Array | undefined {
  const { contextLength, horizon, seasonLength, lag } = shape;
  const shift = lag < seasonLength ? lag : 0;
  const seasons = anchor === "season" ? 1 : Math.floor(contextLength / seasonLength);
  const needed = seasonLength * seasons + (seasons === 1 ? shift : 0);
  if (anchor === "none" || seasonLength < 2 || seasons < 1 || needed > contextLength) return undefined;
  const weights = new Float64Array(inputCount(shape) * horizon);
  const add = (back: number, h: number, value: number): void => {
    weights[(contextLength - back) * horizon + h]! += value;
  };
  for (let h = 0; h < horizon; h++) {
    for (let k = 1; k <= seasons; k++) add(k * seasonLength - (h % seasonLength), h, 1 / seasons);
    for (let back = 1; back <= shift; back++) {
      add(back, h, 1 / shift);
      // a lone season is compared with the one before it, several with their mean
      for (let k = 0; k < seasons; k++) add(back + (seasons === 1 ? 1 : k) * seasonLength, h, -1 / (seasons * shift));
    }
  }
  return weights;
}

/**
 * Which of `phases` parts of the short season the row behind a window lies in; each part reaches equally far to both sides of
 * its middle, and the first one's middle is where time is counted from: midnight.
 */
function phaseOf({ start }: Variate, end: number, { lag, phases }: WindowGroups): number {
  const row = (((start + end) % lag) + lag) % lag;
  return Math.floor((row * phases) / lag + 0.5) % phases;
}

/** The group of each window (n): cluster by cluster, phase by phase. */
export function groupsOf(
  { variate, end }: Pick<WindowList, "variate" | "end">,
  variates: readonly Variate[],
  groups: WindowGroups,
): Int32Array {
  return variate.map((v, r) => groups.labels[v]! * groups.phases + phaseOf(variates[v]!, end[r]!, groups));
}

/** Windows in the order of their groups, so that those of each lie together. */
export function inGroups(windows: WindowList, variates: readonly Variate[], groups: WindowGroups): WindowList {
  const { variate, end, weight } = windows;
  const own = groupsOf(windows, variates, groups);
  const order = Int32Array.from(own.keys()).sort((a, b) => own[a]! - own[b]! || a - b);
  return {
    variate: order.map((r) => variate[r]!),
    end: order.map((r) => end[r]!),
    weight: Float64Array.from(order, (r) => weight[r]!),
  };
}

/** Row t of a variate; rows before the first one repeat it. */
const rowOf = (values: Float64Array, t: number): number => values[t < 0 ? 0 : t]!;

/** What is taken off the window that ends before row `end`. */
export function frameOf(values: Float64Array, end: number, shape: WindowShape): WindowFrame {
  const { contextLength, seasonLength, lag, centre, scale } = shape;
  const season = centre === "last" ? 1 : Math.min(seasonLength, contextLength);
  return { centre: meanBefore(values, end, season), scale: scaleOf(values, end, contextLength, lag, scale) };
}

/** The mean of the `rows` rows before row `end`. */
function meanBefore(values: Float64Array, end: number, rows: number): number {
  let sum = 0;
  for (let t = end - rows; t < end; t++) sum += rowOf(values, t);
  return sum / rows;
}

function scaleOf(values: Float64Array, end: number, rows: number, lag: number, scale: WindowScale): number {
  if (scale === "none") return 1;
  let sum = 0;
  if (scale === "deviation" || rows <= lag) {
    const middle = meanBefore(values, end, rows);
    for (let t = end - rows; t < end; t++) sum += (rowOf(values, t) - middle) ** 2;
    return Math.sqrt(sum / rows) + SMALLEST_SCALE;
  }
  for (let t = end - rows + lag; t < end; t++) sum += Math.abs(rowOf(values, t) - rowOf(values, t - lag));
  return sum / (rows - lag) + SMALLEST_SCALE;
}

/** Writes the inputs (p) of the window that ends before row `end`. */
export function writeInputs(
  values: Float64Array,
  end: number,
  { contextLength, drift }: WindowShape,
  { centre, scale }: WindowFrame,
  to: Float64Array,
): void {
  const first = end - contextLength;
  for (let j = 0; j < contextLength; j++) to[j] = (rowOf(values, first + j) - centre) / scale;
  if (drift) to[contextLength] = 1;
}

/** Writes the targets (H) behind the window that ends before row `end`, less the seasonal pattern known there. */
export function writeTargets(
  { values, season }: Variate,
  end: number,
  { centre, scale }: WindowFrame,
  to: Float64Array,
): void {
  for (let h = 0; h < to.length; h++) {
    const value = season ? season.raw[end + h]! - season.pattern[end + (h % season.length)]! : values[end + h]!;
    to[h] = (value - centre) / scale;
  }
}

/**
 * Lists windows variate by variate, in the order given. A window counts by the share of its targets that were observed, each by its weight; one
 * without any, or without an observed value in its context, is left out.
 */
export function listWindows(variates: readonly Variate[], order: Int32Array, range: WindowRange): WindowList {
  const { contextLength, horizon, tail, part, most } = range;
  const [variate, ends, weight]: [number[], number[], number[]] = [[], [], []];
  for (const i of order) {
    const { observed, counted = observed, values, season } = variates[i]!;
    const rows = values.length;
    const least = contextLength + (season?.length ?? 0); // the first season has no pattern
    const first = part === "tail" ? Math.max(least, rows - tail) : least;
    const last = part === "tail" ? rows - horizon : rows - tail - horizon;
    for (let end = first; end <= last; end++) {
      const share = (counted[end + horizon]! - counted[end]!) / horizon;
      if (share === 0 || observed[end] === observed[end - contextLength]) continue;
      variate.push(i);
      ends.push(end);
      weight.push(share);
    }
  }
  const pick = spread(variate.length, most);
  return {
    variate: Int32Array.from(pick, (r) => variate[r]!),
    end: Int32Array.from(pick, (r) => ends[r]!),
    weight: Float64Array.from(pick, (r) => weight[r]!),
  };
}

/** At most `most` of `count` indices, evenly spread. */
function spread(count: number, most: number): Int32Array {
  if (count <= most) return Int32Array.from({ length: count }, (_, i) => i);
  return Int32Array.from({ length: most }, (_, i) => Math.floor(((i + 0.5) * count) / most));
}

/** The error where missing values, or weights of 0, leave no window. */
export function noWindows(variates: readonly Variate[], range: WindowRange): DataError {
  const { contextLength, horizon } = range;
  const unweighed = variates.map((one): Variate => ({ ...one, counted: undefined }));
  const { end } = listWindows(unweighed, Int32Array.from(unweighed.keys()), { ...range, most: 1 });
  if (end.length > 0) return weightless("ridge.fit", horizon);
  return new DataError({
    where: "ridge.fit",
    expected: `observed values among ${contextLength} rows of context and among the ${horizon} rows behind them`,
    found: "missing values in one or the other, wherever the window lies",
    remedy: "fill gaps, or make contextLength or horizon smaller",
  });
}
