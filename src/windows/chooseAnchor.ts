/** Choosing an anchor: the usual seasons of a frequency and the references, judged by their error on the training rows. */
import { seasonCandidates, type TimeSeries } from "../series/index.ts";
import { anchorWindows, lookBack, type Anchor, type AnchorReference } from "./anchor.ts";

/** What an anchor is chosen for, and what is fixed already. */
export interface AnchorTask {
  readonly contextLength: number;
  readonly horizon: number;
  /** Rows in the season, 0 for none; chosen unless given. */
  readonly seasonLength?: number | undefined;
  /** Chosen unless given. */
  readonly reference?: AnchorReference | undefined;
}

const MAX_ORIGINS = 60;
const SMALLEST_SCALE = 1e-6; // of a perfectly periodic or constant series

/** Rows of the middle series by length, the shorter of two: half of the series have as many or more. */
export function typicalRows(series: readonly TimeSeries[]): number {
  const lengths = Float64Array.from(series, ({ timestamps }) => timestamps.length).sort();
  return lengths[(series.length - 1) >>> 1] ?? 0;
}

/**
 * The anchor with the least mean absolute error over origins spread through the training rows; its scale is that error.
 * A season is only considered where half of the series have rows for its look-back and two horizons more.
 */
export function chooseAnchor(series: readonly TimeSeries[], task: AnchorTask): Anchor {
  const typical = typicalRows(series);
  const fits = (season: number): boolean => season + task.contextLength + 2 * task.horizon <= typical;
  const seasons =
    task.seasonLength === undefined ? [0, ...seasonCandidates(series[0]!.frequency).filter(fits)] : [task.seasonLength];
  const references: AnchorReference[] = task.reference === undefined ? ["last", "mean", "none"] : [task.reference];
  const longest = Math.max(...seasons);
  let best: Anchor = { seasonLength: seasons[0]!, reference: references[0]!, scale: Infinity };
  for (const seasonLength of seasons) {
    for (const reference of references) {
      if (seasonLength === 0 && reference === "none" && task.reference === undefined) continue;
      const scale = anchorError(series, task, { seasonLength, reference, scale: 1 }, longest);
      if (scale < best.scale) best = { seasonLength, reference, scale };
    }
  }
  const scale = Number.isFinite(best.scale) ? Math.max(best.scale, SMALLEST_SCALE) : 1;
  return { ...best, scale };
}

/** Mean absolute difference between anchors and what followed; Infinity where nothing can be compared. */
function anchorError(
  series: readonly TimeSeries[],
  { contextLength, horizon }: AnchorTask,
  anchor: Anchor,
  longest: number,
): number {
  let total = 0;
  let count = 0;
  for (const { target, timestamps } of series) {
    const channels = target.names.length;
    const first = lookBack(contextLength, { seasonLength: longest });
    const origins = timestamps.length - horizon - first + 1;
    const stride = Math.max(1, Math.ceil(origins / MAX_ORIGINS));
    for (let end = first; end < first + origins; end += stride) {
      const context = target.values.slice((end - lookBack(contextLength, anchor)) * channels, end * channels);
      const { anchors } = anchorWindows(context, { contextLength, horizon, channels }, anchor);
      const actual = target.values.subarray(end * channels, (end + horizon) * channels);
      actual.forEach((value, i) => {
        if (Number.isNaN(value)) return;
        total += Math.abs(value - anchors[i]!);
        count++;
      });
    }
  }
  return count === 0 ? Infinity : total / count;
}
