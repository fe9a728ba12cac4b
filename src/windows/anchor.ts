/**
 * Anchoring: a network forecasts differences from a simple forecast, the anchor, and sees its context in the same terms.
 * With a season of S rows, d(t) = x(t) - x(t-S), without one d(t) = x(t). The normalization measures the d of the context: their
 * location r (the last one, their mean or median, or 0) and their deviation v (1 where it has none). The anchor of step h is r plus
 * the value one season before the step; the network sees (d(t) - r) / (scale v) and beside it, with a season, the level, which is
 * x(t) less its mean or median, in units of its own deviation. It then starts as good as the anchor, at any level of the series.
 */
import { meanObserved, measureWindow, type Normalization, type WindowStatistics } from "./normalization.ts";

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
      const from = b * contextLength * channels + c;
      const measured = measureColumn(column, anchor);
      scatter(measured.differences, measured, past, from, channels);
      if (level) scatter(measured.context, measureLevel(measured.context, anchor), level, from, channels);
      writeAnchors(column, measured, anchor, anchors, { from: b * horizon * channels + c, stride: channels, horizon });
      scales[b * channels + c] = measured.deviation;
    }
  }
  return { past, level, anchors, scales };
}

/** One channel of one window: its context (L), the context's differences (L), their location, and what they are divided by. */
export interface MeasuredColumn extends WindowStatistics {
  readonly context: Float64Array;
  readonly differences: Float64Array;
}

/** Measures the column (L+S) of one channel; without a season nothing is copied. */
export function measureColumn(column: Float64Array, { seasonLength, normalization, scale }: Anchor): MeasuredColumn {
  const context = seasonLength === 0 ? column : column.subarray(seasonLength);
  const differences = seasonLength === 0 ? context : context.map((value, t) => value - column[t]!);
  const { location, deviation } = measureWindow(differences, normalization);
  return { context, differences, location, deviation: scale * deviation };
}

/** What the level of a context is counted from, and in which units. */
export function measureLevel(context: Float64Array, { normalization }: Anchor): WindowStatistics {
  return measureWindow(context, normalization === "none" || normalization === "last" ? "mean" : normalization);
}

/** Writes the anchors of a column, the first of them `gap` steps after the one behind the cutoff. */
export function writeAnchors(
  column: Float64Array,
  { context, location }: MeasuredColumn,
  { seasonLength }: Anchor,
  anchors: Float64Array,
  { from, stride, horizon, gap = 0 }: { from: number; stride: number; horizon: number; gap?: number },
): void {
  const mean = seasonLength === 0 ? 0 : meanObserved(context);
  for (let h = 0, i = from; h < horizon; h++, i += stride) {
    anchors[i] = seasonLength === 0 ? location : seasonBefore(column, gap + h, seasonLength, mean) + location;
  }
}

/** Writes normalized values every `stride` elements. */
function scatter(
  values: Float64Array,
  { location, deviation }: WindowStatistics,
  out: Float64Array,
  from: number,
  stride: number,
): void {
  for (let t = 0, i = from; t < values.length; t++, i += stride) out[i] = (values[t]! - location) / deviation;
}

/**
 * The value a whole number of seasons before step h, the latest that is observed. Where none is, what stands beside the place one season
 * before: between its neighbours on a straight line, so that a gap there makes no cliff; the mean where the column holds nothing.
 */
function seasonBefore(column: Float64Array, h: number, seasonLength: number, mean: number): number {
  let t = column.length + h;
  do t -= seasonLength;
  while (t >= column.length || (t >= 0 && Number.isNaN(column[t]!)));
  return t >= 0 ? column[t]! : between(column, column.length + (h % seasonLength) - seasonLength, mean);
}

/** The value at a missing row, on the line between the nearest observed rows; beyond the last of them, that one. */
function between(column: Float64Array, at: number, mean: number): number {
  let before = at - 1;
  while (before >= 0 && Number.isNaN(column[before]!)) before--;
  let after = Math.max(0, at + 1);
  while (after < column.length && Number.isNaN(column[after]!)) after++;
  if (before < 0) return after < column.length ? column[after]! : mean;
  if (after >= column.length) return column[before]!;
  const share = (at - before) / (after - before);
  return column[before]! + share * (column[after]! - column[before]!);
}
