/** k-means: groups of points about their means. Shapes: n points, d features, k groups. Reference: Arthur & Vassilvitskii 2007, k-means++. */
import type { Random } from "../random.ts";

/** Groups of points. */
export interface Clusters {
  /** Group of each point (n). */
  readonly labels: Int32Array;
  /** Means of the groups (k,d), row-major. */
  readonly centres: Float64Array;
}

const RESTARTS = 10;
const MAX_ROUNDS = 100;

/**
 * The best of ten seeded starts, by the sum of squared distances. Groups may be empty where points repeat.
 * @example kMeans(Float64Array.of(0, 1, 10, 11), { features: 1, groups: 2 }, createRandom(1)).labels
 */
export function kMeans(
  points: Float64Array,
  { features, groups }: { readonly features: number; readonly groups: number },
  random: Random,
): Clusters {
  let best: (Clusters & { spread: number }) | undefined;
  for (let start = 0; start < RESTARTS; start++) {
    const found = refine(points, features, firstCentres(points, features, groups, random));
    if (!best || found.spread < best.spread) best = found;
  }
  return { labels: best!.labels, centres: best!.centres };
}

/** The group whose mean is nearest to a point; the first one where several are. */
export function nearestCentre(point: ArrayLike<number>, centres: Float64Array): number {
  const features = point.length;
  let nearest = 0;
  let least = Infinity;
  for (let g = 0; g * features < centres.length; g++) {
    const distance = squaredDistance(point, 0, centres, g, features);
    if (distance < least) [nearest, least] = [g, distance];
  }
  return nearest;
}

function squaredDistance(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, features: number): number {
  let sum = 0;
  for (let f = 0; f < features; f++) {
    const difference = a[i * features + f]! - b[j * features + f]!;
    sum += difference * difference;
  }
  return sum;
}

/** Points drawn one by one, each with a chance that grows with its squared distance from those drawn before. */
function firstCentres(points: Float64Array, features: number, groups: number, random: Random): Float64Array {
  const count = points.length / features;
  const centres = new Float64Array(groups * features);
  const distances = new Float64Array(count).fill(1);
  for (let g = 0; g < groups; g++) {
    const drawn = draw(distances, random);
    centres.set(points.subarray(drawn * features, (drawn + 1) * features), g * features);
    for (let i = 0; i < count; i++) {
      const distance = squaredDistance(points, i, centres, g, features);
      distances[i] = g === 0 ? distance : Math.min(distances[i]!, distance);
    }
  }
  return centres;
}

/** An index with a chance in proportion to its weight; any one where all weights are 0. */
function draw(weights: Float64Array, random: Random): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return random.integer(weights.length);
  let left = random.uniform() * total;
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  return index < 0 ? weights.length - 1 : index;
}

function refine(points: Float64Array, features: number, centres: Float64Array): Clusters & { spread: number } {
  const labels = new Int32Array(points.length / features).fill(-1);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let moved = false;
    for (let i = 0; i < labels.length; i++) {
      const group = nearestCentre(points.subarray(i * features, (i + 1) * features), centres);
      moved ||= group !== labels[i];
      labels[i] = group;
    }
    if (!moved) break;
    moveToMeans(points, features, labels, centres);
  }
  const spread = labels.reduce((sum, g, i) => sum + squaredDistance(points, i, centres, g, features), 0);
  return { labels, centres, spread };
}

/** Puts each centre into the mean of its points; an empty group's stays. */
function moveToMeans(points: Float64Array, features: number, labels: Int32Array, centres: Float64Array): void {
  const sums = new Float64Array(centres.length);
  const counts = new Int32Array(centres.length / features);
  labels.forEach((g, i) => {
    counts[g]!++;
    for (let f = 0; f < features; f++) sums[g * features + f]! += points[i * features + f]!;
  });
  sums.forEach((sum, i) => {
    const count = counts[Math.floor(i / features)]!;
    if (count > 0) centres[i] = sum / count;
  });
}
