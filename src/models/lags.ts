/** Which rows before a step an autoregressive network is told. */
import type { Frequency } from "../series/index.ts";
import { seasonCandidates } from "../windows/index.ts";

const NEAREST = [1, 2, 3, 4, 5, 6, 7];

/**
 * The lags in rows that are usual at a frequency, ascending: the nearest rows, and the same place in the last two of each usual
 * season with its neighbours.
 * @example lagsOf({ unit: "month", step: 1 }) //=> [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 23, 24, 25]
 */
export function lagsOf(frequency: Frequency): number[] {
  const lags = new Set(NEAREST);
  for (const season of seasonCandidates(frequency)) {
    for (const middle of [season, 2 * season]) for (const lag of [middle - 1, middle, middle + 1]) lags.add(lag);
  }
  return [...lags].sort((a, b) => a - b);
}

/**
 * The weights of lags by which an autoregression starts: half on the last row, half shared by the lags that are a season; all on
 * either where the other is missing, on the shortest lag where both are. They add up to 1, so that a level is kept.
 */
export function startWeights(lags: readonly number[], seasons: readonly number[]): number[] {
  const seasonal = lags.filter((lag) => lag > 1 && seasons.includes(lag));
  const last = seasonal.length === 0 ? 1 : lags.includes(1) ? 0.5 : 0;
  return lags.map((lag, i) => (seasonal.includes(lag) ? (1 - last) / seasonal.length : i === 0 ? last : 0));
}
