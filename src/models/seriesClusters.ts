/**
 * Clusters of variates by how they move: autocorrelations at lag 1, the short and the long season, and in logs half the
 * logarithm of their spread; standardized, then k-means.
 */
import { log } from "../elementary.ts";
import { kMeans, nearestCentre } from "../numerics/index.ts";
import { createRandom } from "../random.ts";
import type { Variate, VariateScale } from "./ridgeVariates.ts";

/** What tells the cluster of a variate. */
export interface SeriesClusters {
  /** Lags of the autocorrelations, in rows. */
  readonly lags: readonly number[];
  /** Mean and spread of each feature. */
  readonly means: readonly number[];
  readonly scales: readonly number[];
  /** Features of each cluster's centre, one cluster behind the other. */
  readonly centres: readonly number[];
}

const SEED = 1;
const SMALLEST_SPREAD = 1e-6;

/** Groups variates into `count` clusters. */
export function clusterVariates(
  variates: readonly Variate[],
  scales: readonly VariateScale[],
  count: number,
  lags: readonly number[],
): SeriesClusters {
  const features = variates.map((variate, i) => featuresOf(variate, scales[i]!, lags));
  const width = features[0]!.length;
  const columns = Array.from({ length: width }, (_, f) => features.map((row) => row[f]!));
  const means = columns.map(meanOf);
  const spreads = columns.map((values, f) => {
    const spread = Math.sqrt(meanOf(values.map((value) => (value - means[f]!) ** 2)));
    return spread > SMALLEST_SPREAD ? spread : 1;
  });
  const points = Float64Array.from(features.flatMap((row) => row.map((value, f) => (value - means[f]!) / spreads[f]!)));
  const { centres } = kMeans(points, { features: width, groups: count }, createRandom(SEED));
  return { lags, means, scales: spreads, centres: Array.from(centres) };
}

/** The cluster whose centre is nearest. */
export function clusterOf(
  variate: Variate,
  scale: VariateScale,
  { lags, means, scales, centres }: SeriesClusters,
): number {
  const features = featuresOf(variate, scale, lags).map((value, f) => (value - means[f]!) / scales[f]!);
  return nearestCentre(features, Float64Array.from(centres));
}

function featuresOf({ values }: Variate, { floor, scale }: VariateScale, lags: readonly number[]): number[] {
  const middle = meanOf(values);
  const correlations = lags.map((lag) => autocorrelation(values, middle, lag));
  return floor === undefined ? correlations : [...correlations, 0.5 * log(Math.max(scale, SMALLEST_SPREAD))];
}

function autocorrelation(values: Float64Array, middle: number, lag: number): number {
  let [products, squares] = [0, 0];
  for (let t = 0; t < values.length; t++) {
    squares += (values[t]! - middle) ** 2;
    if (t >= lag) products += (values[t]! - middle) * (values[t - lag]! - middle);
  }
  return squares > 0 ? products / squares : 0;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / Math.max(1, values.length);
}
