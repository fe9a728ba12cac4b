/** The test of Friedman with that of Nemenyi: whether models rank differently over many cases, and which of them do. */
import { OptionError } from "../../errors.ts";
import { incompleteBeta, studentizedRangeQuantile, upperGamma } from "../../numerics/index.ts";
import { completeLosses, ranksOf, type LossTable } from "./ranks.ts";

/** The outcome of a test of Friedman. */
export interface Friedman {
  /** Models by their mean rank, best first. */
  readonly models: readonly string[];
  /** Mean rank of each model, in that order; 1 is best. */
  readonly meanRanks: readonly number[];
  readonly cases: number;
  /** Chi-squared, corrected for ties. */
  readonly statistic: number;
  readonly pValue: number;
  /** The better approximation of Iman and Davenport, of Fisher's F. */
  readonly imanDavenport: { readonly statistic: number; readonly pValue: number };
  /** By how much mean ranks must differ at the level, by Nemenyi's test. */
  readonly criticalDifference: number;
  /** Models in runs whose mean ranks do not differ by more than that, best first: the bars of the diagram. */
  readonly groups: readonly (readonly string[])[];
}

/**
 * Ranks models in every case, tests whether the mean ranks differ, and gives the critical difference of Nemenyi. Cases in which a
 * model has no loss are left out.
 * @param level - confidence of the critical difference, in percent
 * @throws DataError for fewer than two models or two complete cases; OptionError for a level outside (0, 100)
 * @example friedman({ a: [1, 1, 2], b: [2, 3, 3] }).meanRanks //=> [1, 2]
 * @see Friedman 1937, JASA 32; Demšar 2006, "Statistical comparisons of classifiers over multiple data sets", JMLR 7
 */
export function friedman(losses: LossTable, level = 95): Friedman {
  const { models, cases, values } = completeLosses("friedman", losses, 2);
  const k = models.length;
  const criticalDifference = nemenyiDifference(k, cases, level);
  const sums = Array.from({ length: k }, () => 0);
  let squares = 0;
  for (let i = 0; i < cases; i++) {
    ranksOf(values.subarray(i * k, (i + 1) * k)).forEach((rank, j) => {
      sums[j]! += rank;
      squares += rank * rank;
    });
  }
  const middle = (cases * k * (k + 1) * (k + 1)) / 4;
  const between = sums.reduce((total, sum) => total + sum * sum, 0) - cases * middle;
  // All losses equal in every case: nothing tells the models apart.
  const statistic = squares === middle ? 0 : ((k - 1) * between) / (squares - middle);
  const order = sums.map((_, j) => j).sort((a, b) => sums[a]! - sums[b]!);
  const named = order.map((j) => models[j]!);
  const meanRanks = order.map((j) => sums[j]! / cases);
  return {
    models: named,
    meanRanks,
    cases,
    statistic,
    pValue: upperGamma((k - 1) / 2, statistic / 2),
    imanDavenport: imanDavenport(statistic, cases, k),
    criticalDifference,
    groups: groupsOf(named, meanRanks, criticalDifference),
  };
}

/**
 * The critical difference of mean ranks by Nemenyi's test: q √(k (k + 1) / (6 n)).
 * @param level - confidence in percent
 * @throws OptionError for a level outside (0, 100)
 * @example nemenyiDifference(4, 30) //=> 0.8563
 * @see Demšar 2006, "Statistical comparisons of classifiers over multiple data sets", JMLR 7
 */
export function nemenyiDifference(models: number, cases: number, level = 95): number {
  if (!(level > 0 && level < 100)) {
    throw new OptionError({
      where: "friedman: level",
      expected: "a percentage above 0 and below 100",
      found: String(level),
    });
  }
  const q = studentizedRangeQuantile(level / 100, models) / Math.SQRT2;
  return q * Math.sqrt((models * (models + 1)) / (6 * cases));
}

function imanDavenport(chiSquared: number, n: number, k: number): Friedman["imanDavenport"] {
  const rest = n * (k - 1) - chiSquared;
  if (!(rest > 1e-9)) return { statistic: Infinity, pValue: 0 }; // the same order in every case
  const statistic = ((n - 1) * chiSquared) / rest;
  const [d1, d2] = [k - 1, (k - 1) * (n - 1)];
  return { statistic, pValue: incompleteBeta(d2 / 2, d1 / 2, d2 / (d2 + d1 * statistic)) };
}

/** Longest runs of models, best first, whose ends differ by no more than the critical difference. */
function groupsOf(models: readonly string[], ranks: readonly number[], difference: number): string[][] {
  const groups: string[][] = [];
  let covered = 0;
  for (let from = 0; from < models.length; from++) {
    let to = from;
    while (to < models.length && ranks[to]! - ranks[from]! <= difference) to++;
    if (to > covered && to - from > 1) groups.push(models.slice(from, to));
    covered = Math.max(covered, to);
  }
  return groups;
}
