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
function quantileOfSorted(sorted: ArrayLike<number>, count: number, probability: number): number {
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
  /** Newest scores that the width is a quantile of; all unless given. */
  readonly window?: number | undefined;
}

/** Scores before which the level is not adapted: the quantile of fewer is too coarse. */
const WARM_UP = 10;

const RECENT = 50;

/**
 * Newest scores to take a quantile of, so that what held before a shift is soon left behind: 50, and more for a level that is rarely
 * missed, whose quantile takes more.
 */
export const recentScores = (miss: number): number => Math.max(RECENT, Math.ceil(2 / miss - 1e-9));

/** The half-width of adaptive conformal inference, score after score. */
export interface AdaptiveBand {
  /** The half-width at an origin, from the scores that are known there; NaN without any. Origins do not go back. */
  reachAt(origin: number): number;
  /** Takes note of the score of a forecast; it counts from its step on. */
  observe(scored: TimedScore): void;
}

/**
 * Adaptive conformal inference: the level is moved after each score, towards narrower where the interval covered and towards wider
 * where it did not, so that coverage holds in the long run whatever the data do.
 * @see Gibbs & Candès 2021, "Adaptive conformal inference under distribution shift", NeurIPS 34
 */
export function createAdaptiveBand({ step, miss, rate, window = Infinity }: Adaptation): AdaptiveBand {
  const sorted: number[] = [];
  const waiting: { readonly scored: TimedScore; readonly move: number }[] = []; // noted, and not known yet
  let level = miss;
  let known = 0; // of those noted
  const reachAt = (origin: number): number => {
    for (; known < waiting.length && waiting[known]!.scored.origin + step <= origin; known++) {
      level += waiting[known]!.move;
      insert(sorted, waiting[known]!.scored.score);
      if (known >= window) remove(sorted, waiting[known - window]!.scored.score);
    }
    return reachOf(sorted, level);
  };
  return {
    reachAt,
    observe(scored) {
      const reach = reachAt(scored.origin);
      const move = known < WARM_UP ? 0 : rate * (miss - (scored.score > reach ? 1 : 0));
      waiting.push({ scored, move });
    },
  };
}

/**
 * The half-width after all scores.
 * @param scores - oldest origin first
 */
export function adaptiveReach(scores: readonly TimedScore[], adaptation: Adaptation): number {
  const band = createAdaptiveBand(adaptation);
  for (const scored of scores) band.observe(scored);
  return band.reachAt(Infinity);
}

/** Puts a value among others that are in order. */
function insert(sorted: number[], value: number): void {
  let i = sorted.push(value) - 1;
  for (; i > 0 && sorted[i - 1]! > value; i--) sorted[i] = sorted[i - 1]!;
  sorted[i] = value;
}

/** Takes a value out. */
function remove(sorted: number[], value: number): void {
  sorted.splice(sorted.indexOf(value), 1);
}

/** A level of 0 or below wants a band without end: the largest score and half as much again stands for it. */
function reachOf(sorted: readonly number[], miss: number): number {
  if (miss >= 1) return 0;
  return miss <= 0 ? 1.5 * (sorted.at(-1) ?? NaN) : quantileOfSorted(sorted, sorted.length, 1 - miss);
}
