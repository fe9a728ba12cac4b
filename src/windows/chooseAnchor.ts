/** Choosing an anchor: the usual seasons of a frequency and plain normalizations, judged by their error on the training rows. */
import { seasonCandidates, type TimeSeries } from "../series/index.ts";
import { anchorWindows, lookBack, type Anchor } from "./anchor.ts";
import type { Normalization } from "./normalization.ts";

/** What an anchor is chosen for, and what is fixed already. */
export interface AnchorTask {
  readonly contextLength: number;
  readonly horizon: number;
  /** Rows in the season, 0 for none; chosen unless given. */
  readonly seasonLength?: number | undefined;
  /** Chosen unless given, among those that divide by nothing. */
  readonly normalization?: Normalization | undefined;
}

const MAX_ORIGINS = 60;
const SMALLEST_SCALE = 1e-6; // of a perfectly periodic or constant series

/** Rows of the middle series by length, the shorter of two: half of the series have as many or more. */
export function typicalRows(series: readonly TimeSeries[]): number {
  const lengths = Float64Array.from(series, ({ timestamps }) => timestamps.length).sort();
  return lengths[(series.length - 1) >>> 1] ?? 0;
}

/**
 * The anchor with the least mean absolute error over origins spread through the training rows; its scale is that error, in units
 * of the windows' deviations where the normalization has one. A season is only considered where half of the series have rows for
 * its look-back and two horizons more.
 */
export function chooseAnchor(series: readonly TimeSeries[], task: AnchorTask): Anchor {
  const typical = typicalRows(series);
  const fits = (season: number): boolean => season + task.contextLength + 2 * task.horizon <= typical;
  const seasons =
    task.seasonLength === undefined ? [0, ...seasonCandidates(series[0]!.frequency).filter(fits)] : [task.seasonLength];
  const plain: Normalization[] = ["last", "mean", "none"];
  const candidates = task.normalization === undefined ? plain : [task.normalization];
  const longest = Math.max(...seasons);
  let best: Anchor = { seasonLength: seasons[0]!, normalization: candidates[0]!, scale: Infinity };
  let least = Infinity;
  for (const seasonLength of seasons) {
    for (const normalization of candidates) {
      if (seasonLength === 0 && normalization === "none" && task.normalization === undefined) continue;
      const errors = anchorErrors(series, task, { seasonLength, normalization, scale: 1 }, longest);
      if (!(errors.absolute < least)) continue;
      least = errors.absolute;
      best = { seasonLength, normalization, scale: errors.relative };
    }
  }
  const scale = Number.isFinite(best.scale) ? Math.max(best.scale, SMALLEST_SCALE) : 1;
  return { ...best, scale };
}

/** Mean size of the difference between anchors and what followed; Infinity where nothing can be compared. */
interface AnchorErrors {
  /** In the series' units. */
  readonly absolute: number;
  /** In units of each window's deviation. */
  readonly relative: number;
}

function anchorErrors(
  series: readonly TimeSeries[],
  { contextLength, horizon }: AnchorTask,
  anchor: Anchor,
  longest: number,
): AnchorErrors {
  let [total, relative, count] = [0, 0, 0];
  for (const { target, timestamps } of series) {
    const channels = target.names.length;
    const first = lookBack(contextLength, { seasonLength: longest });
    const origins = timestamps.length - horizon - first + 1;
    const stride = Math.max(1, Math.ceil(origins / MAX_ORIGINS));
    for (let end = first; end < first + origins; end += stride) {
      const context = target.values.slice((end - lookBack(contextLength, anchor)) * channels, end * channels);
      const { anchors, scales } = anchorWindows(context, { contextLength, horizon, channels }, anchor);
      const actual = target.values.subarray(end * channels, (end + horizon) * channels);
      actual.forEach((value, i) => {
        if (Number.isNaN(value)) return;
        const error = Math.abs(value - anchors[i]!);
        total += error;
        relative += error / scales[i % channels]!;
        count++;
      });
    }
  }
  if (count === 0) return { absolute: Infinity, relative: Infinity };
  return { absolute: total / count, relative: relative / count };
}
