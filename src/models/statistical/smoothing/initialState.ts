/** Where exponential smoothing starts its search: weights by rule, and the state before the first row from a decomposition. */
import {
  ADDED,
  MULTIPLIED,
  NONE,
  SEASON_AT,
  createSmoothingState,
  type SmoothingForm,
  type SmoothingWeights,
} from "../../../numerics/index.ts";
import { seasonalIndices } from "../decomposition.ts";

/** Bounds of the weights and of the damping, as R's `ets` has them. */
export const bounds = { least: 1e-4, most: 0.9999, leastDamping: 0.8, mostDamping: 0.98 } as const;
const LEAST_FACTOR = 1e-2; // of a season that multiplies

/** The weights that a search starts from; a part that a form lacks has weight 0, or damping 1. */
export function initialWeights({ trend, damped, season, seasonLength }: SmoothingForm): SmoothingWeights {
  const { least, most, leastDamping, mostDamping } = bounds;
  const alpha = least + (0.2 * (most - least)) / seasonLength;
  const beta = least + 0.1 * (Math.min(most, alpha) - least);
  const gamma = least + 0.05 * (Math.min(most, 1 - alpha) - least);
  return {
    alpha,
    beta: trend === NONE ? 0 : beta,
    gamma: season === NONE ? 0 : gamma,
    phi: damped ? leastDamping + 0.99 * (mostDamping - leastDamping) : 1,
  };
}

/** Intercept and slope of the least squares line through y at 1 … n. */
export function line(y: Float64Array): readonly [number, number] {
  const n = y.length;
  const centre = (n + 1) / 2;
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  let [products, squares] = [0, 0];
  for (let t = 0; t < n; t++) {
    products += (t + 1 - centre) * (y[t]! - mean);
    squares += (t + 1 - centre) * (t + 1 - centre);
  }
  const slope = squares === 0 ? 0 : products / squares;
  return [mean - slope * centre, slope];
}

/** The season of each row of the first season (m), from whole rows y (T). */
function initialSeason(y: Float64Array, { season, seasonLength: m }: SmoothingForm): Float64Array {
  const multiplies = season === MULTIPLIED;
  if (y.length >= 3 * m) return seasonalIndices(y, m, multiplies);
  const [intercept, slope] = line(y);
  const rough = new Float64Array(m).map((_, t) => {
    const trend = intercept + slope * (t + 1);
    const value = t < y.length ? y[t]! : trend;
    return multiplies ? value / trend : value - trend;
  });
  const mean = rough.reduce((sum, value) => sum + value, 0) / m;
  return rough.map((value) => (multiplies ? value / mean : value - mean));
}

/** Level before the first row and ratio of rows, of a trend that multiplies. */
function initialGrowth(intercept: number, slope: number, y: Float64Array): readonly [number, number] {
  const first = Math.abs(intercept + slope) < 1e-8 ? 1e-7 : intercept + slope;
  const growth = (intercept + 2 * slope) / first;
  if (first / growth < 1e-8 || growth < 1e-8) return [Math.max(y[0]!, 1e-3), Math.max(y[1]! / y[0]!, 1e-3)];
  return [first / growth, growth];
}

/**
 * The state before the first row: level and trend by a straight line through the first rows, without the season.
 * @see Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing, section 2.6.1
 */
export function initialState(y: Float64Array, form: SmoothingForm): Float64Array {
  const { trend, season, seasonLength: m } = form;
  const state = createSmoothingState(form);
  let adjusted = y;
  if (season !== NONE) {
    const indices = initialSeason(y, form).map((value) =>
      season === MULTIPLIED ? Math.max(value, LEAST_FACTOR) : value,
    );
    state.set(indices, SEASON_AT);
    adjusted = y.map((value, t) => (season === ADDED ? value - indices[t % m]! : value / indices[t % m]!));
  }
  const start = adjusted.subarray(0, Math.min(Math.max(10, 2 * m), y.length));
  const [intercept, slope] = line(start);
  if (trend === NONE) state[0] = start.reduce((sum, value) => sum + value, 0) / start.length;
  else if (trend === ADDED)
    state.set(Math.abs(intercept + slope) < 1e-8 ? [intercept * 1.001, slope * 0.999] : [intercept, slope]);
  else state.set(initialGrowth(intercept, slope, start));
  return state;
}
