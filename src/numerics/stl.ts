/** STL: seasonal and trend decomposition by local regression. T rows, m a season. Reference: Cleveland et al. 1990. */
import { loess, loessAt, type LoessOptions } from "./loess.ts";

/** What STL may be told. */
export interface StlOptions {
  /** Seasons that the smoothing of each of a season's rows looks at, odd; Infinity for a season that stays the same. */
  readonly seasonWindow: number;
  /** Whether outliers are given less weight, in 15 rounds. */
  readonly robust?: boolean;
}

/** The parts of a series: season and trend (T each); what is left is the remainder. */
export interface Decomposition {
  readonly season: Float64Array;
  readonly trend: Float64Array;
}

const nextOdd = (x: number): number => {
  const whole = Math.round(x);
  return whole % 2 === 0 ? whole + 1 : whole;
};
const smoothing = (window: number, degree: 0 | 1): LoessOptions => ({ window, degree, jump: Math.ceil(window / 10) });

/** Means of `width` rows that follow one another (T-width+1). */
function runningMeans(y: Float64Array, width: number): Float64Array {
  const means = new Float64Array(y.length - width + 1);
  let sum = 0;
  for (let t = 0; t < y.length; t++) {
    sum += y[t]!;
    if (t >= width) sum -= y[t - width]!;
    if (t >= width - 1) means[t - width + 1] = sum / width;
  }
  return means;
}

/** Each of the season's rows smoothed by itself, with a season more before and behind (T+2m). */
function smoothedSeasons(y: Float64Array, m: number, options: LoessOptions): Float64Array {
  const smoothed = new Float64Array(y.length + 2 * m);
  for (let j = 0; j < m; j++) {
    const k = Math.floor((y.length - 1 - j) / m) + 1;
    const pick = (from: Float64Array): Float64Array => new Float64Array(k).map((_, i) => from[i * m + j]!);
    const rows = pick(y);
    const own = { ...options, weights: options.weights && pick(options.weights) };
    const fit = loess(rows, own);
    smoothed[j] = loessAt(rows, -1, 0, Math.min(own.window, k) - 1, own) ?? fit[0]!;
    fit.forEach((value, i) => (smoothed[(i + 1) * m + j] = value));
    smoothed[(k + 1) * m + j] = loessAt(rows, k, Math.max(0, k - own.window), k - 1, own) ?? fit[k - 1]!;
  }
  return smoothed;
}

/** Bisquare weights of rows by their distance from the fit, measured by six median distances. */
function robustWeights(distances: Float64Array): Float64Array {
  const sorted = distances.slice().sort();
  const middle = Math.floor(sorted.length / 2);
  const reach = 3 * (sorted[middle]! + sorted[sorted.length - middle - 1]!);
  return distances.map((distance) => {
    const share = distance / reach;
    if (distance <= 0.001 * reach) return 1;
    return distance <= 0.999 * reach ? (1 - share * share) * (1 - share * share) : 0;
  });
}

/** The mean of each of a season's rows, repeated. */
function repeatedMeans(season: Float64Array, m: number): Float64Array {
  const sums = new Float64Array(m);
  season.forEach((value, t) => (sums[t % m]! += value));
  const means = sums.map((sum, j) => sum / Math.ceil((season.length - j) / m));
  return season.map((_, t) => means[t % m]!);
}

/**
 * Decomposes rows y (T) of at least two seasons, as R's `stl` does by default.
 * @see Cleveland, Cleveland, McRae & Terpenning 1990, "STL: a seasonal-trend decomposition procedure based on loess", JOS 6, 3-73
 */
export function stl(y: Float64Array, m: number, { seasonWindow, robust = false }: StlOptions): Decomposition {
  const periodic = seasonWindow === Infinity;
  const window = periodic ? 10 * y.length + 1 : seasonWindow;
  const bySeason = smoothing(window, 0);
  const byTrend = smoothing(nextOdd(Math.ceil((1.5 * m) / (1 - 1.5 / window))), 1);
  const byPass = smoothing(nextOdd(m), 1);
  let season: Float64Array = new Float64Array(y.length);
  let trend: Float64Array = new Float64Array(y.length);
  let weights: Float64Array | undefined;
  for (let round = 0; round <= (robust ? 15 : 0); round++) {
    if (round > 0) weights = robustWeights(y.map((value, t) => Math.abs(value - season[t]! - trend[t]!)));
    for (let pass = 0; pass < (robust ? 1 : 2); pass++) {
      const cycles = smoothedSeasons(y.map((value, t) => value - trend[t]!), m, { ...bySeason, weights }); // prettier-ignore
      const low = loess(runningMeans(runningMeans(runningMeans(cycles, m), m), 3), byPass);
      season = low.map((value, t) => cycles[m + t]! - value);
      trend = loess(y.map((value, t) => value - season[t]!), { ...byTrend, weights }); // prettier-ignore
    }
  }
  return { season: periodic ? repeatedMeans(season, m) : season, trend };
}
