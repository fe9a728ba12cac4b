/** Which rows before a step an autoregressive network is shown besides the last one. */
import type { Frequency } from "../series/index.ts";
import { seasonCandidates } from "../windows/index.ts";

const NEAREST = [1, 2, 3];

/**
 * The lags in rows that are usual at a frequency, ascending: the nearest rows, and of each usual season the same place in the
 * last two, with its neighbours in the last one.
 * @example lagsOf({ unit: "hour", step: 1 }) //=> [1, 2, 3, 23, 24, 25, 48, 167, 168, 169, 336]
 */
export function lagsOf(frequency: Frequency): number[] {
  const lags = new Set(NEAREST);
  for (const season of seasonCandidates(frequency)) {
    for (const lag of [season - 1, season, season + 1, 2 * season]) lags.add(lag);
  }
  return [...lags].sort((a, b) => a - b);
}

/**
 * The weights of lags by which a simple autoregression starts: half on the last row, half shared by the lags that reach farther
 * than the nearest rows; all on the shortest lag where one of the two is missing. They add up to 1, so that a level is kept.
 */
export function startWeights(lags: readonly number[]): number[] {
  const far = lags.filter((lag) => lag > NEAREST.length);
  const last = far.length === 0 ? 1 : lags.includes(1) ? 0.5 : 0;
  return lags.map((lag, i) => (far.includes(lag) ? (1 - last) / far.length : i === 0 ? last : 0));
}
