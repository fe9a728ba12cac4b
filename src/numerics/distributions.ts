/** Quantiles and random numbers of the distributions that forecasts are made of. */
import { exp, log } from "../elementary.ts";
import type { Random } from "../random.ts";
import { incompleteBeta, upperGamma } from "./gamma.ts";

/** Where an increasing function passes a level, to float64 precision. */
function solve(rises: (x: number) => number, level: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < 200; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (rises(middle) < level) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/** The probability that a Student-t variable is at most t. */
export function studentTProbability(t: number, freedom: number): number {
  const tail = incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * The value below which a Student-t variable of so many degrees of freedom lies with the given probability.
 * @example studentTQuantile(0.975, 4) //=> 2.7764451051977943
 */
export function studentTQuantile(probability: number, freedom: number): number {
  if (probability === 0.5) return 0;
  if (probability > 0.5) return -studentTQuantile(1 - probability, freedom);
  let reach = -1;
  while (studentTProbability(reach, freedom) > probability) reach *= 2;
  return solve((t) => studentTProbability(t, freedom), probability, reach, 0);
}

/** The least whole number of at least 0 at which a distribution function reaches the probability. */
function countQuantile(reaches: (count: number) => number, probability: number, guess: number): number {
  let high = Math.max(1, Math.ceil(guess));
  while (reaches(high) < probability) high *= 2;
  let low = -1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle) < probability) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The quantile of a Poisson variable, a whole number.
 * @example poissonQuantile(0.5, 3) //=> 3
 */
export function poissonQuantile(probability: number, mean: number): number {
  return countQuantile((count) => upperGamma(count + 1, mean), probability, mean);
}

/**
 * The quantile of a negative binomial variable with variance mean + dispersion mean².
 * @example negativeBinomialQuantile(0.5, 3, 0.5) //=> 2
 */
export function negativeBinomialQuantile(probability: number, mean: number, dispersion: number): number {
  const size = 1 / dispersion;
  const success = size / (size + mean);
  return countQuantile((count) => incompleteBeta(size, count + 1, success), probability, mean);
}

/**
 * Draws from the gamma distribution of a shape above 0 and scale 1.
 * @see Marsaglia & Tsang 2000, "A simple method for generating gamma variables", ACM TOMS 26
 */
export function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * exp(log(1 - random.uniform()) / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) * (1 + c * x) * (1 + c * x);
    if (v > 0 && log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}

/** Draws from Student's t distribution. */
export function drawStudentT(freedom: number, random: Random): number {
  return random.normal() / Math.sqrt((2 * drawGamma(freedom / 2, random)) / freedom);
}

const LARGE_MEAN = 30; // beyond it the distribution function is inverted, whose cost does not grow with the mean

/** Draws from the Poisson distribution. */
export function drawPoisson(mean: number, random: Random): number {
  if (mean > LARGE_MEAN) return poissonQuantile(Math.max(random.uniform(), 2 ** -33), mean);
  let term = exp(-mean);
  let rest = random.uniform();
  let count = 0;
  for (; rest > term && count < 1000; count++) {
    rest -= term;
    term *= mean / (count + 1);
  }
  return count;
}

/** Draws from the negative binomial distribution with variance mean + dispersion mean². */
export function drawNegativeBinomial(mean: number, dispersion: number, random: Random): number {
  return drawPoisson(mean * dispersion * drawGamma(1 / dispersion, random), random);
}
