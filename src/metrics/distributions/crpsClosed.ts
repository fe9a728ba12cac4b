/** CRPS of parametric distributions in closed form; of counts as the finite sum that it is. */
import { exp, log } from "../../elementary.ts";
import { logGamma, normalProbability, studentTProbability } from "../../numerics/index.ts";

const SQRT_PI = Math.sqrt(Math.PI);
const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/**
 * CRPS of a normal distribution, in the unit of the data.
 * @example crpsNormal(0, 0, 1) //=> 0.23369497725510916
 * @see Gneiting et al. (2005), Calibrated probabilistic forecasting, Monthly Weather Review 133(5), eq. 5.
 */
export function crpsNormal(actual: number, mean: number, deviation: number): number {
  if (deviation === 0) return Math.abs(actual - mean);
  const z = (actual - mean) / deviation;
  const density = exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return deviation * (z * (2 * normalProbability(z) - 1) + 2 * density - 1 / SQRT_PI);
}

/**
 * CRPS of a Student-t distribution with more than one degree of freedom, in the unit of the data.
 * @returns NaN for one degree of freedom or less: the score is infinite
 * @example crpsStudentT(1, 5) //=> 0.6038305627481859
 * @see Jordan, Krüger & Lerch (2019), Evaluating probabilistic forecasts with scoringRules, J. Statistical Software 90(12).
 */
export function crpsStudentT(actual: number, freedom: number, location = 0, scale = 1): number {
  if (!(freedom > 1)) return NaN;
  const z = (actual - location) / scale;
  const own = logBeta(0.5, freedom / 2);
  const density = exp(-own - ((freedom + 1) / 2) * log(1 + (z * z) / freedom)) / Math.sqrt(freedom);
  const spread = exp(logBeta(0.5, freedom - 0.5) - 2 * own);
  const inner = z * (2 * studentTProbability(z, freedom) - 1) + (2 * density * (freedom + z * z)) / (freedom - 1);
  return scale * (inner - (2 * Math.sqrt(freedom) * spread) / (freedom - 1));
}

/**
 * CRPS of an exponential distribution, in the unit of the data.
 * @example crpsExponential(0, 2) //=> 0.25
 * @see Jordan, Krüger & Lerch (2019), Evaluating probabilistic forecasts with scoringRules, J. Statistical Software 90(12).
 */
export function crpsExponential(actual: number, rate: number): number {
  const below = actual < 0 ? 0 : 1 - exp(-rate * actual);
  return Math.abs(actual) - (2 * below) / rate + 0.5 / rate;
}

/**
 * CRPS of a negative binomial distribution of a size (above 0) and a mean, variance mean + mean² / size.
 * @example crpsNegativeBinomial(3, 2, 5) //=> 0.9984094686627
 * @see Gneiting & Raftery (2007), Strictly proper scoring rules, JASA 102(477).
 */
export function crpsNegativeBinomial(actual: number, size: number, mean: number): number {
  if (mean === 0) return Math.abs(actual);
  const odds = mean / (size + mean);
  const mode = Math.max(0, Math.floor(((size - 1) * mean) / size));
  const atMode =
    logGamma(mode + size) - logGamma(size) - logGamma(mode + 1) + size * log(size / (size + mean)) + mode * log(odds);
  return crpsCounts(actual, mode, exp(atMode), (k) => ((k + size) / (k + 1)) * odds);
}

/**
 * CRPS of a Poisson distribution.
 * @example crpsPoisson(0, 0) //=> 0
 * @see Gneiting & Raftery (2007), Strictly proper scoring rules, JASA 102(477).
 */
export function crpsPoisson(actual: number, mean: number): number {
  if (mean === 0) return Math.abs(actual);
  const mode = Math.floor(mean);
  return crpsCounts(actual, mode, exp(mode * log(mean) - mean - logGamma(mode + 1)), (k) => mean / (k + 1));
}

const NEGLIGIBLE = 1e-18;

/** Σ over counts of (F(k) - 1{x ≥ y})²; `ratioAfter` gives P(k + 1) / P(k). Masses are made from the mode outwards: none underflows. */
function crpsCounts(actual: number, mode: number, massAtMode: number, ratioAfter: (k: number) => number): number {
  const below: number[] = []; // masses of mode - 1, mode - 2, …
  for (let k = mode - 1, mass = massAtMode; k >= 0 && mass > NEGLIGIBLE; k--) below.push((mass /= ratioAfter(k)));
  let sum = actual < 0 ? -actual : 0;
  let reached = 0;
  let mass = massAtMode;
  const first = mode - below.length;
  if (actual > 0 && actual < first) sum += first - actual; // F is 0 up to the first mass
  for (let k = first; k <= mode || mass > NEGLIGIBLE || k < actual; k++) {
    if (k > mode) mass *= ratioAfter(k - 1);
    reached += k < mode ? below[mode - 1 - k]! : mass;
    const before = Math.min(1, Math.max(0, actual - k)); // the part of [k, k + 1) that lies before what happened
    sum += before * reached * reached + (1 - before) * (1 - reached) * (1 - reached);
  }
  return sum;
}
