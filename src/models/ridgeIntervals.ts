/**
 * Intervals of the ridge, from errors on windows that were held back: a spread of each variate, a profile over the steps, and the
 * quantiles of what is left, pooled over all. Shapes: n windows, H steps, G grid probabilities.
 */
import { quantileOf } from "../quantiles.ts";
import { quantileGrid } from "./quantileGrid.ts";

/** What intervals are made of. */
export interface RidgeIntervals {
  /** Mean absolute error of each variate, on its scale. */
  readonly spreads: readonly number[];
  /** Spread of each step (H) in units of the variate's. */
  readonly steps: readonly number[];
  /** Quantiles (G) of errors in units of both, less their median. */
  readonly shape: readonly number[];
}

/** Errors (n,H), and the variate of each window (n). */
export interface HeldBackErrors {
  readonly errors: Float64Array;
  readonly variate: Int32Array;
  readonly horizon: number;
}

/** Learns intervals of `variates` variates; one without any window gets the median spread. `widen` multiplies all widths. */
export function learnIntervals(
  { errors, variate, horizon }: HeldBackErrors,
  variates: number,
  widen: number,
): RidgeIntervals {
  const own = meansBy(variates, (add) => errors.forEach((e, i) => add(variate[Math.floor(i / horizon)]!, Math.abs(e))));
  const usual = medianOf(own.filter((spread) => !Number.isNaN(spread))) ?? 0;
  const spreads = own.map((spread) => (Number.isNaN(spread) ? usual : spread));
  const relative = errors.map((error, i) => {
    const spread = spreads[variate[Math.floor(i / horizon)]!]!;
    return spread > 0 ? error / spread : 0;
  });
  const profile = meansBy(horizon, (add) => relative.forEach((e, i) => add(i % horizon, Math.abs(e))));
  const steps = smoothed(profile.map((step) => (step > 0 ? step : 1)));
  const sorted = relative.map((e, i) => e / steps[i % horizon]!).sort();
  const middle = quantileOrNone(sorted, 0.5);
  return { spreads, steps, shape: quantileGrid.map((q) => widen * (quantileOrNone(sorted, q) - middle)) };
}

/** The mean of what is added under each index; NaN where nothing is. */
function meansBy(count: number, addAll: (add: (index: number, value: number) => void) => void): number[] {
  const sums = new Float64Array(count);
  const counts = new Int32Array(count);
  addAll((index, value) => {
    sums[index]! += value;
    counts[index]!++;
  });
  return Array.from(sums, (sum, i) => sum / counts[i]!);
}

/** The mean of each step and its neighbours, an eighth of the horizon to either side. */
function smoothed(values: readonly number[]): number[] {
  const reach = Math.floor(values.length / 8);
  return values.map((_, h) => {
    const near = values.slice(Math.max(0, h - reach), h + reach + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

/** The quantile of ascending values; 0 of none. */
function quantileOrNone(sorted: Float64Array, probability: number): number {
  return sorted.length === 0 ? 0 : quantileOf(sorted, probability);
}

/** The middle one; undefined of none. */
export function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
