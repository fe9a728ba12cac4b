/** Losses of several models on the same cases, and their ranks. */
import { DataError } from "../../errors.ts";

/** Losses of each model, by name, on the same cases in the same order (n); the lower, the better. */
export type LossTable = Readonly<Record<string, ArrayLike<number>>>;

/** The table without the cases in which any model has no loss: row-major (n,k). */
export interface CompleteLosses {
  readonly models: readonly string[];
  readonly cases: number;
  readonly values: Float64Array;
}

/** @throws DataError for fewer than two models, columns of unequal lengths, or fewer complete cases than `least` */
export function completeLosses(where: string, losses: LossTable, least: number): CompleteLosses {
  const models = Object.keys(losses);
  const lengths = models.map((model) => losses[model]!.length);
  if (models.length < 2 || lengths.some((length) => length !== lengths[0])) {
    throw new DataError({
      where,
      expected: "two models or more, with as many losses each",
      found: models.map((model, i) => `"${model}": ${lengths[i]}`).join(", ") || "none",
      remedy: "pass losses on the same cases, NaN where one is missing",
    });
  }
  const rows = Array.from({ length: lengths[0]! }, (_, i) => models.map((model) => losses[model]![i]!));
  const complete = rows.filter((row) => row.every((value) => !Number.isNaN(value)));
  if (complete.length < least) {
    throw new DataError({
      where,
      expected: `${least} cases or more in which every model has a loss`,
      found: String(complete.length),
      remedy: "backtest at more cutoffs or on more series",
    });
  }
  return { models, cases: complete.length, values: Float64Array.from(complete.flat()) };
}

/** Ranks from 1, the lowest first; equal values share the mean of their ranks. */
export function ranksOf(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = order.map(() => 0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}
