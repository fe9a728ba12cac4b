/** The gamma function's logarithm and derivative, and the two incomplete integrals that distribution functions are made of. */
import { exp, log } from "../elementary.ts";

const HALF_LOG_TWO_PI = 0.9189385332046727;
const FAR = 12; // from here on Stirling's series is exact to float64

/**
 * The natural logarithm of the gamma function for x above 0.
 * @example logGamma(5) //=> 3.178053830347946 (the logarithm of 24)
 * @see NIST Digital Library of Mathematical Functions, 5.11.1
 */
export function logGamma(x: number): number {
  let product = 1;
  let z = x;
  for (; z < FAR; z++) product *= z;
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - (w * 691) / 360360))))) / z;
  return (z - 0.5) * log(z) - z + HALF_LOG_TWO_PI + series - log(product);
}

/**
 * The derivative of `logGamma`, for x above 0.
 * @example digamma(1) //=> -0.5772156649015329
 * @see NIST Digital Library of Mathematical Functions, 5.11.2
 */
export function digamma(x: number): number {
  let sum = 0;
  let z = x;
  for (; z < FAR; z++) sum -= 1 / z;
  const w = 1 / (z * z);
  return sum + log(z) - 0.5 / z - w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w / 132))));
}

const TINY = 1e-300;
const PRECISION = 1e-15;
const MOST_TERMS = 20_000;

/** A continued fraction b0 + a1/(b1 + a2/(b2 + …)) by the method of Lentz; `term` gives a and b of n = 1, 2, …. */
function continuedFraction(b0: number, term: (n: number) => readonly [number, number]): number {
  let value = b0 || TINY;
  let c = value;
  let d = 0;
  for (let n = 1; n < MOST_TERMS; n++) {
    const [a, b] = term(n);
    d = 1 / (b + a * d || TINY);
    c = b + a / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return value;
}

/**
 * The regularized incomplete beta function I_x(a, b), for a and b above 0 and x in [0, 1].
 * @example incompleteBeta(1, 1, 0.3) //=> 0.3
 * @see NIST Digital Library of Mathematical Functions, 8.17.22
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(1 - x)) / a;
  const fraction = continuedFraction(1, (n) => {
    const m = Math.floor(n / 2);
    const top = n % 2 === 0 ? m * (b - m) : -(a + m) * (a + b + m);
    return [(top * x) / ((a + n - 1) * (a + n)), 1];
  });
  return front / fraction;
}

/**
 * The regularized upper incomplete gamma function Q(a, x), for a above 0 and x of at least 0.
 * @example upperGamma(1, 2) //=> 0.1353352832366127 (e to the -2)
 * @see NIST Digital Library of Mathematical Functions, 8.7.1 and 8.9.2
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = exp(a * log(x) - x - logGamma(a));
  if (x > a + 1) return front / continuedFraction(x + 1 - a, (n) => [n * (a - n), x + 2 * n + 1 - a]);
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > sum * PRECISION; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return 1 - front * sum;
}
