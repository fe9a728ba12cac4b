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
 * The weights of lags by which an autoregression starts: shared by the lags that are a season, all on the shortest lag where none is.
 * They add up to 1, so that a level is kept.
 */
export function startWeights(lags: readonly number[], seasons: readonly number[]): number[] {
  // Weight on the last row would be right for one step, but bends the season's shape when it is fed back step after step.
  const seasonal = lags.filter((lag) => seasons.includes(lag));
  return lags.map((lag, i) => {
    if (seasonal.length === 0) return Number(i === 0);
    return seasonal.includes(lag) ? 1 / seasonal.length : 0;
  });
}
