/** Fitting one ARIMA order, and the regression that it is the error of, by the exact likelihood. T rows, m a season. */
import { log, tanh } from "../../../elementary.ts";
import { autocorrelations } from "../decomposition.ts";
import {
  fromPartial,
  isStablePolynomial,
  minimize,
  seasonalProduct,
  type ArmaCoefficients,
} from "../../../numerics/index.ts";
import { regressRuns } from "./regress.ts";
import type { ArimaRows } from "./rows.ts";

/** Lags of an order: autoregressive and moving average, of rows and of seasons; and whether there is a constant. */
export interface ArimaLags {
  readonly p: number;
  readonly q: number;
  readonly seasonalP: number;
  readonly seasonalQ: number;
  readonly constant: boolean;
}

/** A fitted order. */
export interface ArimaFit {
  readonly lags: ArimaLags;
  /** Where the search ended: partial autocorrelations behind a hyperbolic tangent. */
  readonly point: Float64Array;
  readonly coefficients: ArmaCoefficients;
  /** Mean of the differenced rows; 0 without a constant. */
  readonly mean: number;
  /** A weight a regressor. */
  readonly weights: Float64Array;
  /** Variance of the shocks, by the rows less the parameters. */
  readonly variance: number;
  readonly logLikelihood: number;
  /** Akaike's criterion, corrected for few rows; infinite where there are too few or a root is near the unit circle. */
  readonly aicc: number;
}

const [ROUGH, FINE] = [1e-6, 1e-9]; // gains at which a search ends, of the value
const NEAREST_ROOT = 1.01; // from the middle of the plane
const FIRST = 0.1; // where the search of a new coefficient begins

/** The coefficients at a point: φ of rows, of seasons, θ of rows, of seasons, each from partial autocorrelations. */
function coefficientsAt(point: Float64Array, { p, q, seasonalP, seasonalQ }: ArimaLags, m: number): ArmaCoefficients {
  let from = 0;
  const next = (count: number): Float64Array => fromPartial(point.subarray(from, (from += count)).map(tanh));
  const ar = seasonalProduct(next(p), next(seasonalP), m);
  const ma = seasonalProduct(next(q), next(seasonalQ), m).map((value) => -value);
  return { ar, ma };
}

/** What the likelihood is made of. */
interface Profile {
  readonly mean: number;
  readonly weights: Float64Array;
  readonly squares: number;
  readonly logVariances: number;
}

const noWeights = new Float64Array(0);

/** Errors at given coefficients; mean and weights are those which make the likelihood greatest. */
function profile(data: ArimaRows, coefficients: ArmaCoefficients, constant: boolean): Profile {
  const { rows, regressors, run } = data;
  const columns = constant ? [...regressors, data.constant] : regressors;
  if (regressors.length > 0) {
    const { weights, ...found } = regressRuns(run([...columns, rows], coefficients));
    const width = regressors.length;
    return { mean: constant ? weights[width]! : 0, weights: weights.subarray(0, width), ...found };
  }
  const runs = run([...columns, rows], coefficients);
  const { errors, variances, logVariances } = runs.at(-1)!;
  const unit = constant ? runs[0] : undefined;
  let [products, units, squares] = [0, 0, 0];
  unit?.errors.forEach((one, t) => {
    products += (errors[t]! * one) / variances[t]!;
    units += (one * one) / variances[t]!;
  });
  const mean = unit ? products / units : 0;
  for (let t = 0; t < rows.length; t++) {
    const error = errors[t]! - (unit ? mean * unit.errors[t]! : 0);
    squares += (error * error) / variances[t]!;
  }
  return { mean, weights: noWeights, squares, logVariances };
}

/** Partial autocorrelations of rows w (T) at lags 1 … n, by the recursion of Durbin and Levinson. */
function partialAutocorrelations(w: Float64Array, n: number): Float64Array {
  const r = autocorrelations(w, n);
  const partial = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const before = fromPartial(partial.subarray(0, k));
    let [top, bottom] = [r[k]!, 1];
    for (let i = 0; i < k; i++) {
      top -= before[i]! * r[k - 1 - i]!;
      bottom -= before[i]! * r[i]!;
    }
    partial[k] = Math.min(Math.max(top / bottom, -0.9), 0.9);
  }
  return partial;
}

const partsOf = ({ p, seasonalP, q, seasonalQ }: ArimaLags): readonly number[] => [p, seasonalP, q, seasonalQ];

/** A start at the end of another order's search, as far as the two have lags in common. */
function startFrom(known: ArimaFit, lags: ArimaLags): Float64Array {
  let from = 0;
  const parts = partsOf(lags).map((count, i) => {
    const old = partsOf(known.lags)[i]!;
    const part = Array.from({ length: count }, (_, j) => (j < old ? known.point[from + j]! : FIRST));
    from += old;
    return part;
  });
  return Float64Array.from(parts.flat());
}

/** A start at the autoregression that the rows themselves show, without a moving average. */
function plainStart(w: Float64Array, lags: ArimaLags): Float64Array {
  const start = new Float64Array(partsOf(lags).reduce((sum, count) => sum + count, 0));
  // The inverse of the hyperbolic tangent.
  start.set(partialAutocorrelations(w, lags.p).map((value) => 0.5 * log((1 + value) / (1 - value))));
  return start;
}

const farRoots = (lags: Float64Array, sign: 1 | -1): boolean => {
  let scale = 1;
  return isStablePolynomial(Float64Array.of(1, ...lags.map((value) => sign * value * (scale *= NEAREST_ROOT))));
};

/**
 * Fits an order to rows (T), from where a like order ended; finely where that was the same one.
 * @see Brockwell & Davis 1991, Time Series: Theory and Methods, 2nd ed., section 8.7
 */
export function fitArima(data: ArimaRows, m: number, lags: ArimaLags, known?: ArimaFit): ArimaFit {
  const { count: n, sample, regressors } = data;
  const deviance = ({ squares, logVariances }: Profile): number =>
    n * log((2 * Math.PI * squares) / n) + n + logVariances;
  const objective = (at: Float64Array): number => deviance(profile(data, coefficientsAt(at, lags, m), lags.constant));
  const starts = [plainStart(sample, lags), ...(known ? [startFrom(known, lags)] : [])];
  const [start] = starts.sort((one, other) => objective(one) - objective(other));
  const { point } = minimize(objective, start!, known?.lags === lags ? FINE : ROUGH);
  const coefficients = coefficientsAt(point, lags, m);
  const found = profile(data, coefficients, lags.constant);
  const parameters = point.length + regressors.length + (lags.constant ? 1 : 0) + 1;
  const left = n - parameters - 1;
  const value = deviance(found);
  const fits = left > 0 && farRoots(coefficients.ar, -1) && farRoots(coefficients.ma, 1) && Number.isFinite(value);
  return {
    lags,
    point,
    coefficients,
    mean: found.mean,
    weights: found.weights,
    variance: found.squares / Math.max(n - parameters + 1, 1),
    logLikelihood: -0.5 * value,
    aicc: fits ? value + 2 * parameters + (2 * parameters * (parameters + 1)) / left : Infinity,
  };
}
