/** The seasons that a series shows: candidates of its frequency and its periodogram, each judged by what it explains. */
import type { Frequency } from "../frequency.ts";
import { seasonCandidates } from "../seasonLengths.ts";
import { fillValues } from "../regular/gaps.ts";
import { autocorrelation, periodogram } from "./autocorrelation.ts";

/** A season and what speaks for it. */
export interface Season {
  /** Rows. */
  readonly seasonLength: number;
  /** From 0 to 1: how much of what a slow trend leaves the season explains. Above 0.64 R would take seasonal differences. */
  readonly strength: number;
  /** Autocorrelation of what the trend leaves, one season apart. */
  readonly autocorrelation: number;
}

const WEAKEST = 0.25;
const ROUNDS = 6; // that a season must be seen which the frequency does not tell of: a random walk shows waves of a few
const WAVES = 6; // of the periodogram that are looked at
const LESS = 0.85; // a multiple of a season must leave so much less unexplained
const NEAR = 0.04; // seasons of about the same length
const MOST_NEAR = 6; // every length is near a higher multiple
const MOST_ROWS = 1 << 16;

/**
 * Finds the dominant seasons of a regular series, strongest first. Missing values are bridged by lines for this; of a very long series
 * the last 65,536 rows are looked at.
 * @param values oldest first, of one channel (T).
 * @example findSeasons(halfHourlyDemand, { unit: "minute", step: 30 }).map((season) => season.seasonLength) //=> [336, 48]
 * @see Wang, Smith & Hyndman 2006, Data Mining and Knowledge Discovery 13, 335-364 (the strength)
 */
export function findSeasons(values: ArrayLike<number>, frequency: Frequency): Season[] {
  const x = observedPart(values);
  const usual = [...seasonCandidates(frequency), ...(frequency.unit === "day" ? [365 / frequency.step] : [])].filter(
    (rows) => Number.isInteger(rows),
  );
  const waves = wavesOf(x).filter((rows) => ROUNDS * rows <= x.length);
  const candidates = [...new Set([...usual.filter((rows) => 3 * rows <= x.length), ...waves])];
  const seasons = candidates.map((rows) => seasonOf(x, rows)).filter((one) => isSeason(one, x.length));
  const kept = seasons.filter((one) => !seasons.some((other) => explains(other, one, usual)));
  return kept.sort((a, b) => b.strength - a.strength || a.seasonLength - b.seasonLength);
}

function isSeason({ strength, autocorrelation, seasonLength }: Season, rows: number): boolean {
  // An autocorrelation of white noise stays within two of its deviations.
  return strength >= WEAKEST && autocorrelation > 2 / Math.sqrt(rows - seasonLength);
}

/** Gaps bridged, missing ends cut off. */
function observedPart(values: ArrayLike<number>): Float64Array {
  const filled = fillValues(values, "linear");
  const first = filled.findIndex((value) => !Number.isNaN(value));
  const last = filled.findLastIndex((value) => !Number.isNaN(value));
  return first < 0 ? new Float64Array(0) : filled.slice(Math.max(first, last + 1 - MOST_ROWS), last + 1);
}

/** Periods of the highest waves: of the differences, where short seasons stand out, and of what a line leaves, where long ones do. */
function wavesOf(x: Float64Array): number[] {
  const changes = x.subarray(1).map((value, t) => value - x[t]!);
  return [...highestWaves(changes, x.length), ...highestWaves(withoutLine(x), x.length)];
}

/** Periods in whole rows; each is moved to the crest of the autocorrelation beside it. */
function highestWaves(x: Float64Array, rows: number): number[] {
  const longest = Math.floor(rows / ROUNDS);
  const waves = periodogram(x).filter(({ period }) => period <= longest && period >= 2);
  const highest = waves.sort((a, b) => b.share - a.share).slice(0, WAVES);
  const correlations = autocorrelation(x, longest + 2);
  return highest.map(({ period }) => {
    const reach = Math.max(1, Math.round((period * period) / rows)); // the width of a wave's place
    let best = Math.round(period);
    for (let lag = best - reach; lag <= Math.round(period) + reach; lag++) {
      if (lag >= 2 && lag <= longest && correlations[lag]! > correlations[best]!) best = lag;
    }
    return best;
  });
}

function withoutLine(x: Float64Array): Float64Array {
  const middle = (x.length - 1) / 2;
  let [products, squares, sum] = [0, 0, 0];
  x.forEach((value, t) => {
    products += (t - middle) * value;
    squares += (t - middle) * (t - middle);
    sum += value;
  });
  const slope = squares > 0 ? products / squares : 0;
  return x.map((value, t) => value - sum / x.length - slope * (t - middle));
}

/** Classical decomposition: what a moving average over the season leaves, and of that the mean of each row of the season. */
function seasonOf(x: Float64Array, seasonLength: number): Season {
  const rest = withoutTrend(x, seasonLength);
  const sums = new Float64Array(seasonLength);
  const counts = new Float64Array(seasonLength);
  rest.forEach((value, t) => {
    sums[t % seasonLength]! += value;
    counts[t % seasonLength]!++;
  });
  const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
  let [all, unexplained] = [0, 0];
  rest.forEach((value, t) => {
    all += (value - mean) * (value - mean);
    unexplained += (value - sums[t % seasonLength]! / counts[t % seasonLength]!) ** 2;
  });
  // A season of many rows explains much by chance: what it leaves is held against the rows that are left to judge it.
  const left = (unexplained / (rest.length - seasonLength)) * (rest.length - 1);
  const strength = all > 0 ? Math.max(0, 1 - left / all) : 0;
  return { seasonLength, strength, autocorrelation: all > 0 ? correlated(rest, mean, seasonLength) / all : 0 };
}

/** The sum of products one lag apart. */
function correlated(x: Float64Array, mean: number, lag: number): number {
  let sum = 0;
  for (let t = lag; t < x.length; t++) sum += (x[t]! - mean) * (x[t - lag]! - mean);
  return sum;
}

/** Values less the centred mean of a season; those at the ends, which have none, are left out. */
function withoutTrend(x: Float64Array, seasonLength: number): Float64Array {
  const half = Math.floor(seasonLength / 2);
  const even = seasonLength % 2 === 0;
  const sums = new Float64Array(x.length + 1);
  x.forEach((value, t) => (sums[t + 1] = sums[t]! + (value - x[0]!)));
  return Float64Array.from({ length: x.length - 2 * half }, (_, i) => {
    const t = i + half;
    const window = sums[t + half + 1]! - sums[t - half]!;
    const ends = even ? (x[t - half]! + x[t + half]! - 2 * x[0]!) / 2 : 0;
    return x[t]! - x[0]! - (window - ends) / seasonLength;
  });
}

/** Whether one season makes another needless: a multiple that explains hardly more, or a part of it that explains much less. */
function explains(season: Season, other: Season, usual: readonly number[]): boolean {
  if (season.seasonLength === other.seasonLength) return false;
  const [left, otherLeft] = [unexplainedBy(season), unexplainedBy(other)];
  if (usual.includes(season.seasonLength) && isNear(season.seasonLength, other.seasonLength))
    return !usual.includes(other.seasonLength); // its neighbour
  const times = other.seasonLength / season.seasonLength;
  const multiple = Math.round(times);
  const near = multiple <= MOST_NEAR && isNear(other.seasonLength, multiple * season.seasonLength);
  if (multiple > 1 && (times === multiple || near)) return otherLeft > LESS * left;
  return !usual.includes(other.seasonLength) && times < 1 && left < LESS * otherLeft;
}

/** Of two seasons that explain all but nothing, neither explains more. */
function unexplainedBy({ strength }: Season): number {
  return Math.max(0.01, 1 - strength);
}

function isNear(length: number, other: number): boolean {
  return Math.abs(length - other) <= NEAR * length;
}
