/** Conformal bands: how far from a forecast its interval reaches, by the errors of earlier forecasts at the same step. */

/**
 * The ⌈(n + 1) p⌉-th smallest of n values: of exchangeable values the next one lies below with a probability of at least p. Where
 * that takes more values than there are, the largest; NaN without any.
 * @see Vovk, Gammerman & Shafer 2005, Algorithmic Learning in a Random World
 */
export function conformalQuantile(values: ArrayLike<number>, probability: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), values.length, probability);
}

/** The same of the first values of an array that are in order. */
function quantileOfSorted(sorted: Float64Array, count: number, probability: number): number {
  if (count === 0) return NaN;
  const place = Math.ceil((count + 1) * probability - 1e-9) - 1; // 20 times 0.95 is 19, whatever the last bit says
  return sorted[Math.min(count - 1, Math.max(0, place))]!;
}

/** An error of one step and the origin of its forecast. */
export interface TimedScore {
  /** Row of the origin. */
  readonly origin: number;
  /** Distance from the forecast, at least 0. */
  readonly score: number;
}

/** How a level is adapted. */
export interface Adaptation {
  /** Steps ahead, counted from 1: a score is known so many rows after its origin. */
  readonly step: number;
  /** How often the interval is to miss. */
  readonly miss: number;
  /** How far one score moves the level. */
  readonly rate: number;
}

/** Scores before which the level is not adapted: the quantile of fewer is too coarse. */
const WARM_UP = 10;

/**
 * The half-width of adaptive conformal inference: the level is moved after each score, towards narrower where the interval covered and
 * towards wider where it did not, so that coverage holds in the long run whatever the data do.
 * @param scores - oldest origin first
 * @see Gibbs & Candès 2021, "Adaptive conformal inference under distribution shift", NeurIPS 34
 */
export function adaptiveReach(scores: readonly TimedScore[], { step, miss, rate }: Adaptation): number {
  const sorted = new Float64Array(scores.length);
  const moves = new Float64Array(scores.length);
  let level = miss;
  let known = 0; // scores that are known at the origin under way
  const learnWhile = (isKnown: (k: number) => boolean): void => {
    for (; known < scores.length && isKnown(known); known++) {
      level += moves[known]!;
      insert(sorted, known, scores[known]!.score);
    }
  };
  scores.forEach(({ origin, score }, i) => {
    learnWhile((k) => k < i && scores[k]!.origin + step <= origin);
    if (known >= WARM_UP) moves[i] = rate * (miss - (score > reachAt(sorted, known, level) ? 1 : 0));
  });
  learnWhile(() => true);
  return reachAt(sorted, known, level);
}

/** Puts a value among the first `count`, which are in order. */
function insert(sorted: Float64Array, count: number, value: number): void {
  let i = count;
  for (; i > 0 && sorted[i - 1]! > value; i--) sorted[i] = sorted[i - 1]!;
  sorted[i] = value;
}

/** A level of 0 or below wants a band without end: the largest score and half as much again stands for it. */
function reachAt(sorted: Float64Array, count: number, miss: number): number {
  if (miss >= 1) return 0;
  return miss <= 0 ? 1.5 * sorted[count - 1]! : quantileOfSorted(sorted, count, 1 - miss);
}
