/**
 * Links: targets that lie above 0, or between two bounds, are learned as logarithms or logits, so that whatever is forecast lies
 * there too. A target at a bound has no logarithm: what is nearer to it than a margin counts as lying at the margin.
 */
import { exp, log, sigmoid } from "../elementary.ts";
import { DataError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";

/** Where targets lie: above 0, or between a lower and an upper bound. */
export type TargetRange = "positive" | readonly [low: number, high: number];

const MARGIN = 0.005; // of the distance between the bounds, or of the channel's mean
const LEAST_FLOOR = 1e-3; // of a channel that is 0 throughout

/** A range in words: a text with its bounds. */
export function describeTargetRange(range: TargetRange): string {
  return range === "positive" ? "values of at least 0" : `values from ${range[0]} to ${range[1]}`;
}

/**
 * The least value of a channel above 0 that counts as it is, by the mean of its observed values.
 * @example floorOf(200) //=> 1
 */
export function floorOf(mean: number): number {
  return mean > 0 ? MARGIN * mean : LEAST_FLOOR;
}

/** A value as it is learned; NaN stays NaN. */
export function linked(value: number, range: TargetRange, floor: number): number {
  if (range === "positive") return log(value < floor ? floor : value);
  const share = (value - range[0]) / (range[1] - range[0]);
  const inside = share < MARGIN ? MARGIN : share > 1 - MARGIN ? 1 - MARGIN : share;
  return log(inside / (1 - inside));
}

/** What `linked` was made of; inside the range whatever is given. */
export function unlinked(value: number, range: TargetRange): number {
  if (range === "positive") return exp(value);
  const [low, high] = range;
  return Math.min(Math.max(low + (high - low) * sigmoid(value), low), high);
}

/** @throws DataError naming series, channel and row of the first target outside the range */
export function assertInRange(where: string, { id, target: { names, values } }: TimeSeries, range: TargetRange): void {
  const [low, high] = range === "positive" ? [0, Infinity] : range;
  const outside = values.findIndex((value) => value < low || value > high);
  if (outside < 0) return;
  const column = names[outside % names.length]!;
  throw new DataError({
    where: `${where}: series "${id}"`,
    column,
    expected: `${describeTargetRange(range)} in "${column}"`,
    found: `${values[outside]} in row ${Math.floor(outside / names.length) + 1}`,
    remedy: "mend the value, or choose another range",
  });
}
