/** Quantiles of sorted values. */

/**
 * The quantile of ascending values by linear interpolation (Hyndman and Fan's type 7); NaN of none.
 * @example quantileOf([0, 10], 0.25) //=> 2.5
 */
export function quantileOf(sorted: ArrayLike<number>, probability: number): number {
  const place = (sorted.length - 1) * probability;
  const low = Math.floor(place);
  const below = sorted[low] ?? NaN;
  const above = sorted[Math.min(low + 1, sorted.length - 1)] ?? NaN;
  return below + (above - below) * (place - low);
}

/** The median of ascending values; NaN of none. */
export function medianOf(sorted: ArrayLike<number>): number {
  return quantileOf(sorted, 0.5);
}
