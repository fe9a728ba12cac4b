/** Quantiles between those that a network was trained on. */
import { normalQuantile } from "../numerics/index.ts";

/** The probabilities that every network forecasts; others are interpolated. */
export const quantileGrid: readonly number[] = [0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975];

/**
 * A function of the probability through ascending values at the grid's probabilities, linear in the normal quantile; beyond
 * the grid it goes on with the outermost slope.
 */
export function interpolateQuantiles(
  grid: readonly number[],
): (values: ArrayLike<number>, probability: number) => number {
  const scores = grid.map(normalQuantile);
  return (values, probability) => {
    const exact = grid.indexOf(probability);
    if (exact >= 0) return values[exact]!;
    const above = grid.findIndex((known) => known > probability);
    const right = above < 0 ? grid.length - 1 : Math.max(1, above);
    const left = right - 1;
    const share = (normalQuantile(probability) - scores[left]!) / (scores[right]! - scores[left]!);
    const value = values[left]! + share * (values[right]! - values[left]!);
    return above > 0 ? Math.min(value, values[right]!) : value; // between known ones, rounding must not cross the next
  };
}
