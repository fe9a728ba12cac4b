/** The studentized range of normal variables of known variance: how far apart the largest and the smallest of several lie. */
import { exp, power } from "../elementary.ts";
import { normalProbability } from "./normal.ts";

const STEP = 0.1; // the trapezoidal rule is exact to float64 here, since the integrand and its derivatives vanish at both ends
const REACH = 9;

/**
 * The probability that the range of `count` independent standard normal variables is at most `range`.
 * @example studentizedRangeProbability(0, 3) //=> 0
 */
export function studentizedRangeProbability(range: number, count: number): number {
  if (!(range > 0)) return 0;
  let sum = 0;
  for (let i = Math.round(-REACH / STEP); i <= REACH / STEP; i++) {
    const z = i * STEP;
    const inside = normalProbability(z) - normalProbability(z - range);
    sum += exp((-z * z) / 2) * power(Math.max(0, inside), count - 1);
  }
  return Math.min(1, (count * sum * STEP) / Math.sqrt(2 * Math.PI));
}

/**
 * The range that `count` independent standard normal variables keep with the given probability.
 * @example studentizedRangeQuantile(0.95, 3) //=> 3.3145
 * @see Tukey 1953, "The problem of multiple comparisons"
 */
export function studentizedRangeQuantile(probability: number, count: number): number {
  let [low, high] = [0, 1];
  while (studentizedRangeProbability(high, count) < probability && high < 64) high *= 2;
  for (let i = 0; i < 60 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (studentizedRangeProbability(middle, count) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
