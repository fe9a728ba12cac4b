/**
 * Anchoring: a network forecasts differences from a simple forecast, the anchor, and sees its context in the same terms.
 * With a season of S rows, d(t) = x(t) - x(t-S), without one d(t) = x(t). The normalization measures the d of the context: their
 * location r (the last one, their mean or median, or 0) and their deviation v (1 where it has none). The anchor of step h is r plus
 * the value one season before the step; the network sees (d(t) - r) / (scale v) and beside it, with a season, the level, which is
 * x(t) less its mean or median, in units of its own deviation. It then starts as good as the anchor, at any level of the series.
 */
import { meanObserved, measureWindow, type Normalization } from "./normalization.ts";

/** How windows are anchored. */
export interface Anchor {
  /** Rows in the season; 0 for none. */
  readonly seasonLength: number;
  readonly normalization: Normalization;
  /** Typical size of a difference from the anchor, in units of the window's deviation where the normalization has one; above 0. */
  readonly scale: number;
}

/** Sizes of anchored windows. */
export interface AnchorSizes {
  readonly contextLength: number;
  readonly horizon: number;
  readonly channels: number;
}

/** What anchoring makes of B windows; NaN where unknown. */
export interface Anchored {
  /** (B,L,C): differences from the window's location, divided by `scales` */
  readonly past: Float64Array;
  /** (B,L,C): the value less its window's mean or median, in units of its deviation; with a season only */
  readonly level: Float64Array | undefined;
  /** (B,H,C): the simple forecast; finite where the context holds any value */
  readonly anchors: Float64Array;
  /** (B,C): the anchor's scale times the window's deviation, above 0 */
  readonly scales: Float64Array;
}

/** Rows before the cutoff, the cutoff's own included, that a window needs. */
export function lookBack(contextLength: number, { seasonLength }: Pick<Anchor, "seasonLength">): number {
  return contextLength + seasonLength;
}

/** Anchors contexts (B,L+S,C), in which missing values are NaN. */
export function anchorWindows(values: Float64Array, sizes: AnchorSizes, anchor: Anchor): Anchored {
  const { contextLength, horizon, channels } = sizes;
  const rows = lookBack(contextLength, anchor);
  const size = values.length / (rows * channels);
  const past = new Float64Array(size * contextLength * channels);
  const level = anchor.seasonLength > 0 ? new Float64Array(past.length) : undefined;
  const anchors = new Float64Array(size * horizon * channels);
  const scales = new Float64Array(size * channels);
  const column = new Float64Array(rows);
  for (let b = 0; b < size; b++) {
    for (let c = 0; c < channels; c++) {
      for (let t = 0; t < rows; t++) column[t] = values[(b * rows + t) * channels + c]!;
      const from = { past: b * contextLength * channels + c, anchors: b * horizon * channels + c, stride: channels };
      scales[b * channels + c] = anchorColumn(column, horizon, anchor, { past, level, anchors }, from);
    }
  }
  return { past, level, anchors, scales };
}

/** Anchors one channel of one window, into the arrays of all, whose elements of it begin at `from`; gives what it is divided by. */
function anchorColumn(
  column: Float64Array,
  horizon: number,
  { seasonLength, normalization, scale }: Anchor,
  { past, level, anchors }: Omit<Anchored, "scales">,
  from: { past: number; anchors: number; stride: number },
): number {
  const context = column.subarray(seasonLength);
  const differences = seasonLength === 0 ? context : context.map((value, t) => value - column[t]!);
  const { location, deviation } = measureWindow(differences, normalization);
  const unit = scale * deviation;
  for (let t = 0, i = from.past; t < context.length; t++, i += from.stride)
    past[i] = (differences[t]! - location) / unit;
  if (level) writeLevel(context, normalization, level, from);
  const mean = meanObserved(context);
  for (let h = 0, i = from.anchors; h < horizon; h++, i += from.stride) {
    anchors[i] = seasonLength === 0 ? location : seasonBefore(column, h, seasonLength, mean) + location;
  }
  return unit;
}

function writeLevel(
  context: Float64Array,
  normalization: Normalization,
  level: Float64Array,
  from: { past: number; stride: number },
): void {
  const centred = normalization === "none" || normalization === "last" ? "mean" : normalization;
  const { location, deviation } = measureWindow(context, centred);
  for (let t = 0, i = from.past; t < context.length; t++, i += from.stride)
    level[i] = (context[t]! - location) / deviation;
}

/** The value a whole number of seasons before step h, the latest that is observed; the window's mean where none is. */
function seasonBefore(column: Float64Array, h: number, seasonLength: number, mean: number): number {
  let t = column.length + h;
  do t -= seasonLength;
  while (t >= column.length || (t >= 0 && Number.isNaN(column[t]!)));
  return t >= 0 ? column[t]! : mean;
}
