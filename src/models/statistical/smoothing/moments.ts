/**
 * Means and variances of exponential smoothing H steps ahead: in closed form where there is one, else by seeded draws.
 * Reference: Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing, chapter 6.
 */
import {
  ADDED,
  MULTIPLIED,
  NONE,
  SEASON_AT,
  smooth,
  smoothedForecast,
  type SmoothingForm,
  type SmoothingWeights,
} from "../../../numerics/index.ts";
import { createRandom } from "../../../random.ts";
import type { PathForecast } from "../channelForecaster.ts";

/** What a forecast starts from. */
export interface SmoothedEnd {
  readonly form: SmoothingForm;
  readonly weights: SmoothingWeights;
  /** The state behind the last row. */
  readonly state: Float64Array;
  /** Rows so far. */
  readonly rows: number;
  /** Variance of the errors. */
  readonly variance: number;
}

const DRAWS = 1000;

/** The forecast of steps 1 … H. */
export function forecastSmoothing(end: SmoothedEnd, horizon: number): PathForecast {
  const { form, weights, state, rows, variance } = end;
  const means = smoothedForecast(form, weights, state, rows, horizon);
  if (variance === 0) return { means, deviations: new Float64Array(horizon) };
  if (form.trend === MULTIPLIED || (form.error === ADDED && form.season === MULTIPLIED)) {
    return { means, deviations: drawnDeviations(end, horizon) };
  }
  if (form.season === MULTIPLIED) return productMoments(end, horizon);
  const variances = form.error === ADDED ? sumVariances(end, horizon) : relativeVariances(end, means);
  return { means, deviations: variances.map(Math.sqrt) };
}

/** How much an error still counts j steps later (1 … H-1), where all is added. */
function responses({ form, weights }: SmoothedEnd, horizon: number): Float64Array {
  const { alpha, beta, gamma, phi } = weights;
  let [power, sum] = [1, 0];
  return Float64Array.from({ length: Math.max(horizon - 1, 0) }, (_, i) => {
    power *= phi;
    sum += power;
    return (
      alpha +
      (form.trend === NONE ? 0 : beta * sum) +
      (form.season !== NONE && (i + 1) % form.seasonLength === 0 ? gamma : 0)
    );
  });
}

/** Class 1: everything is added. */
function sumVariances(end: SmoothedEnd, horizon: number): Float64Array {
  const variances = new Float64Array(horizon);
  let sum = 1;
  responses(end, horizon).forEach((response, j) => {
    variances[j] = end.variance * sum;
    sum += response * response;
  });
  variances[horizon - 1] = end.variance * sum;
  return variances;
}

/** Class 2: errors multiply, trend and season are added. */
function relativeVariances(end: SmoothedEnd, means: Float64Array): Float64Array {
  const c = responses(end, means.length);
  const theta = new Float64Array(means.length);
  return means.map((mean, h) => {
    let sum = 0;
    for (let j = 1; j <= h; j++) sum += c[j - 1]! * c[j - 1]! * theta[h - j]!;
    theta[h] = mean * mean + end.variance * sum;
    return (1 + end.variance) * theta[h] - mean * mean;
  });
}

/**
 * Class 3: errors and season multiply, the trend is added. Level and trend are a vector x with x(t) = (F + G ε) x(t-1); the
 * season's factor grows by 1 + γ ε once a season: first and second moments of their product, step by step.
 */
function productMoments(end: SmoothedEnd, horizon: number): PathForecast {
  const means = new Float64Array(horizon);
  const deviations = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) {
    const { first, second } = productMomentsAt(end, h);
    means[h] = first;
    deviations[h] = Math.sqrt(Math.max((1 + end.variance) * second - first * first, 0));
  }
  return { means, deviations };
}

type Square = readonly [number, number, number, number];

function productMomentsAt(
  { form, weights, state, rows, variance: v }: SmoothedEnd,
  h: number,
): { readonly first: number; readonly second: number } {
  const { alpha, beta, gamma, phi } = weights;
  const trended = form.trend !== NONE;
  const f: Square = trended ? [1, phi, 0, phi] : [1, 0, 0, 0];
  const g: Square = trended ? [alpha, alpha * phi, beta, beta * phi] : [alpha, 0, 0, 0];
  const m = form.seasonLength;
  const factor = state[SEASON_AT + ((rows + h) % m)]!;
  let x: readonly [number, number] = [state[0]!, trended ? state[1]! : 0];
  let second: Square = [x[0] * x[0], x[0] * x[1], x[1] * x[0], x[1] * x[1]];
  for (let t = 0; t < h; t++) {
    const own = (h - t) % m === 0 ? gamma : 0; // whether step t + 1 is of the same season
    const [fx, gx] = [applied(f, x), applied(g, x)];
    x = [fx[0] + own * v * gx[0], fx[1] + own * v * gx[1]];
    const [ff, fg, gg] = [sandwich(f, second, f), sandwich(f, second, g), sandwich(g, second, g)];
    const gf: Square = [fg[0], fg[2], fg[1], fg[3]];
    second = ff.map(
      (value, i) =>
        value * (1 + own * own * v) + 2 * own * v * (fg[i]! + gf[i]!) + gg[i]! * (v + 3 * own * own * v * v),
    ) as unknown as Square;
  }
  // What the next level will be before its error: the first row of F.
  const level = f[0] * x[0] + f[1] * x[1];
  const squared = f[0] * f[0] * second[0] + 2 * f[0] * f[1] * second[1] + f[1] * f[1] * second[3];
  return { first: level * factor, second: squared * factor * factor };
}

const applied = (a: Square, x: readonly [number, number]): readonly [number, number] => [
  a[0] * x[0] + a[1] * x[1],
  a[2] * x[0] + a[3] * x[1],
];

/** A S Bᵀ of 2 × 2 matrices. */
function sandwich(a: Square, s: Square, b: Square): Square {
  const left: Square = [
    a[0] * s[0] + a[1] * s[2],
    a[0] * s[1] + a[1] * s[3],
    a[2] * s[0] + a[3] * s[2],
    a[2] * s[1] + a[3] * s[3],
  ];
  return [
    left[0] * b[0] + left[1] * b[1],
    left[0] * b[2] + left[1] * b[3],
    left[2] * b[0] + left[3] * b[1],
    left[2] * b[2] + left[3] * b[3],
  ];
}

/** The spread of drawn paths about their mean; a path that leaves the numbers ends there. */
function drawnDeviations(end: SmoothedEnd, horizon: number): Float64Array {
  const random = createRandom(1);
  const [counts, sums, squares] = [0, 1, 2].map(() => new Float64Array(horizon)) as [Float64Array, Float64Array, Float64Array]; // prettier-ignore
  for (let draw = 0; draw < DRAWS; draw++) {
    drawnPath(end, horizon, () => random.normal()).forEach((value, h) => {
      if (!Number.isFinite(value)) return;
      counts[h]!++;
      sums[h]! += value;
      squares[h]! += value * value;
    });
  }
  return sums.map((sum, h) => Math.sqrt(Math.max(squares[h]! - (sum * sum) / counts[h]!, 0) / Math.max(counts[h]!, 1)));
}

function drawnPath(
  { form, weights, state, rows, variance }: SmoothedEnd,
  horizon: number,
  normal: () => number,
): Float64Array {
  const path = state.slice();
  return new Float64Array(horizon).map((_, h) => {
    const [mean = 0] = smoothedForecast(form, weights, path, rows + h, 1);
    const error = Math.sqrt(variance) * normal();
    const value = form.error === ADDED ? mean + error : mean * (1 + error);
    smooth(Float64Array.of(value), form, weights, path, { from: rows + h });
    return value;
  });
}
