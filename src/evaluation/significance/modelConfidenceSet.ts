/** The model confidence set: the models that may be the best, given how far chance goes. */
import { createRandom } from "../../random.ts";
import { drawIndices, resolveBootstrap, type BootstrapOptions } from "./bootstrap.ts";
import { completeLosses, type CompleteLosses, type LossTable } from "./ranks.ts";

/** A model confidence set. */
export interface ModelConfidenceSet {
  /** The models that hold the best one with the confidence of the level; never empty. */
  readonly models: readonly string[];
  /** The p-value of each model: it is in the set of every level below 100 (1 - p). */
  readonly pValues: Readonly<Record<string, number>>;
  /** In which order models were dropped, worst first; the last one stays in every set. */
  readonly order: readonly string[];
}

/**
 * Drops models one by one, as long as those left are told apart by more than chance (the T-max statistic). Cases in which a model has
 * no loss are left out. Cases that follow in time and overlap want `blockLength` of at least the horizon in strides.
 * @throws DataError for fewer than two models or two complete cases; OptionError for an option outside its range
 * @example modelConfidenceSet({ a: [1, 1, 2, 1], b: [9, 8, 9, 9] }).models //=> ["a"]
 * @see Hansen, Lunde & Nason 2011, "The model confidence set", Econometrica 79
 */
export function modelConfidenceSet(losses: LossTable, options: BootstrapOptions = {}): ModelConfidenceSet {
  const { level, ...drawn } = resolveBootstrap("modelConfidenceSet", options);
  const complete = completeLosses("modelConfidenceSet", losses, 2);
  const { models } = complete;
  const means = meansOf(complete, drawn);
  let left = models.map((_, j) => j);
  const pValues = new Map<number, number>();
  let reached = 0;
  while (left.length > 1) {
    const { worst, pValue } = testSet(left, means);
    reached = Math.max(reached, pValue);
    pValues.set(worst, reached);
    left = left.filter((j) => j !== worst);
  }
  pValues.set(left[0]!, 1);
  const inSet = (j: number): boolean => pValues.get(j)! >= 1 - level / 100;
  return {
    models: models.filter((_, j) => inSet(j)),
    pValues: Object.fromEntries(models.map((model, j) => [model, pValues.get(j)!])),
    order: [...pValues.keys()].map((j) => models[j]!),
  };
}

/** Mean loss of each model (k), and how far it lies off in each resample (B,k). */
interface Means {
  readonly own: Float64Array;
  readonly offsets: readonly Float64Array[];
}

function meansOf(
  { models, cases, values }: CompleteLosses,
  { resamples, seed, blockLength }: { resamples: number; seed: number; blockLength: number },
): Means {
  const k = models.length;
  const mean = (at: (i: number) => number): Float64Array => {
    const sums = new Float64Array(k);
    for (let i = 0; i < cases; i++) for (let j = 0; j < k; j++) sums[j]! += values[at(i) * k + j]!;
    return sums.map((sum) => sum / cases);
  };
  const own = mean((i) => i);
  const random = createRandom(seed);
  const offsets = Array.from({ length: resamples }, () => {
    const indices = drawIndices(cases, blockLength, random);
    return mean((i) => indices[i]!).map((value, j) => value - own[j]!);
  });
  return { own, offsets };
}

/** The test that all models left are equal: the one to drop, and how probable so large a difference is by chance. */
function testSet(left: readonly number[], { own, offsets }: Means): { worst: number; pValue: number } {
  const centred = (values: Float64Array): number[] => {
    const mean = left.reduce((sum, j) => sum + values[j]!, 0) / left.length;
    return left.map((j) => values[j]! - mean);
  };
  const differences = centred(own);
  const drawn = offsets.map(centred);
  const deviations = left.map((_, i) =>
    Math.sqrt(drawn.reduce((sum, row) => sum + row[i]! * row[i]!, 0) / drawn.length),
  );
  // A difference that never varies is certain unless it is none at all.
  const ratio = (value: number, i: number): number =>
    deviations[i]! > 0 ? value / deviations[i]! : value === 0 ? 0 : Math.sign(value) * Infinity;
  const ratios = differences.map(ratio);
  const statistic = Math.max(...ratios);
  const beyond = drawn.filter((row) => Math.max(...row.map(ratio)) >= statistic).length;
  return { worst: left[ratios.indexOf(statistic)]!, pValue: beyond / drawn.length };
}
