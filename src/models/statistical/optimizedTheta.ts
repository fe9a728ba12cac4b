/** The optimized theta model in its state space form. T rows. Reference: Fiorucci et al. 2016, IJF 32, section 3. */
import { createSimplexSearch } from "../../numerics/index.ts";
import { interpolated } from "./decomposition.ts";
import { line } from "./smoothing/initialState.ts";

/** What is fitted. */
export interface ThetaParameters {
  /** Level before the first row. */
  readonly level: number;
  /** Weight of the newest row. */
  readonly alpha: number;
  /** How far the curve is bent from the line; 1 leaves the rows as they are. */
  readonly theta: number;
  /** Variance of the errors of one step. */
  readonly variance: number;
}

/** What a run over the rows says. */
interface ThetaRun {
  readonly squares: number;
  readonly count: number;
  /** The forecast of step h + 1 behind the last row. */
  readonly forecastAt: (h: number) => number;
}

const [LEAST_ALPHA, MOST_ALPHA, LEAST_THETA, MOST_THETA] = [0.1, 0.99, 1, 1e10] as const;

/** Runs over the rows; `origin` is their least squares line, which is found unless given. */
export function runTheta(
  y: Float64Array,
  { level, alpha, theta }: Omit<ThetaParameters, "variance">,
  [intercept, slope]: readonly [number, number] = line(interpolated(y)),
): ThetaRun {
  const bend = 1 - 1 / theta;
  let [current, power, squares, count] = [level, 1, 0, 0]; // power: (1 - alpha)^(t - 1)
  const trendAt = (h: number): number => bend * (power * intercept + (h + (1 - power * (1 - alpha)) / alpha) * slope);
  for (const value of y) {
    const forecast = current + trendAt(0);
    const seen = Number.isNaN(value) ? forecast : value;
    squares += (seen - forecast) * (seen - forecast);
    if (seen === value) count++;
    current = alpha * seen + (1 - alpha) * current;
    power *= 1 - alpha;
  }
  return { squares, count, forecastAt: (h) => current + trendAt(h) };
}

/**
 * The parameters with the least sum of squared errors.
 * @see Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016, "Models for optimising the theta method", IJF 32, 1151-1161
 */
export function optimizedTheta(y: Float64Array): ThetaParameters {
  const origin = line(interpolated(y));
  const objective = ([level = 0, alpha = 0, theta = 0]: Float64Array): number => {
    const allowed = alpha >= LEAST_ALPHA && alpha <= MOST_ALPHA && theta >= LEAST_THETA && theta <= MOST_THETA;
    return allowed ? runTheta(y, { level, alpha, theta }, origin).squares : Infinity;
  };
  const search = createSimplexSearch(objective, Float64Array.of(y[0]! / 2, 0.5, 2));
  search.advance(2000);
  const [level = 0, alpha = 0, theta = 0] = search.point;
  const { squares, count } = runTheta(y, { level, alpha, theta }, origin);
  return { level, alpha, theta, variance: squares / Math.max(count - 3, 1) };
}
