/**
 * Anchoring: a network forecasts differences from a simple forecast, the anchor, and sees its context in the same terms.
 * With a season of S rows, d(t) = x(t) - x(t-S), without one d(t) = x(t). The reference r is the last d of the context,
 * its mean, or 0. The anchor of step h is r, plus the value one season before the step; the network sees (d(t) - r) / scale
 * and beside it, with a season, the level x(t) - mean. It then starts as good as the anchor, at any level of the series.
 */

/** What differences are counted from: the last one, their mean over the context, or 0 (with a season only). */
export type AnchorReference = "last" | "mean" | "none";

/** How windows are anchored. */
export interface Anchor {
  /** Rows in the season; 0 for none. */
  readonly seasonLength: number;
  readonly reference: AnchorReference;
  /** Typical size of a difference from the anchor, above 0. */
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
  /** (B,L,C): differences from the reference, in units of the scale */
  readonly past: Float64Array;
  /** (B,L,C): the value less its window's mean; with a season only */
  readonly level: Float64Array | undefined;
  /** (B,H,C): the simple forecast; finite where the context holds any value */
  readonly anchors: Float64Array;
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
  const column = new Float64Array(rows);
  for (let b = 0; b < size; b++) {
    for (let c = 0; c < channels; c++) {
      for (let t = 0; t < rows; t++) column[t] = values[(b * rows + t) * channels + c]!;
      const from = { past: b * contextLength * channels + c, anchors: b * horizon * channels + c, stride: channels };
      anchorColumn(column, horizon, anchor, { past, level, anchors }, from);
    }
  }
  return { past, level, anchors };
}

/** Anchors one channel of one window, into the arrays of all, whose elements of it begin at `from`. */
function anchorColumn(
  column: Float64Array,
  horizon: number,
  { seasonLength, reference, scale }: Anchor,
  { past, level, anchors }: Anchored,
  from: { past: number; anchors: number; stride: number },
): void {
  const context = column.subarray(seasonLength);
  const differences = seasonLength === 0 ? context : context.map((value, t) => value - column[t]!);
  const zero = reference === "last" ? lastObserved(differences) : reference === "mean" ? meanObserved(differences) : 0;
  const mean = meanObserved(context);
  for (let t = 0, i = from.past; t < context.length; t++, i += from.stride) {
    past[i] = (differences[t]! - zero) / scale;
    if (level) level[i] = context[t]! - mean;
  }
  for (let h = 0, i = from.anchors; h < horizon; h++, i += from.stride) {
    anchors[i] = seasonLength === 0 ? zero : seasonBefore(column, h, seasonLength, mean) + zero;
  }
}

/** The value a whole number of seasons before step h, the latest that is observed; the window's mean where none is. */
function seasonBefore(column: Float64Array, h: number, seasonLength: number, mean: number): number {
  let t = column.length + h;
  do t -= seasonLength;
  while (t >= column.length || (t >= 0 && Number.isNaN(column[t]!)));
  return t >= 0 ? column[t]! : mean;
}

function lastObserved(values: Float64Array): number {
  return values.findLast((value) => !Number.isNaN(value)) ?? 0;
}

function meanObserved(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
