/** Series of which everything behind a cutoff is poisoned: what may still be the same then has not looked ahead. */
import type { Random } from "../random.ts";
import { type Columns, head, type TimeSeries } from "../series/index.ts";

/** `missing`: no value any more; `shuffled`: others of the column's own values; `absent`: the rows are not there. */
export type Poison = "missing" | "shuffled" | "absent";

/** All of them. */
export const poisons: readonly Poison[] = ["missing", "shuffled", "absent"];

/**
 * A copy of a series, poisoned behind its first `rows` rows; future covariates behind `horizon` rows more, up to which they are
 * known ahead. Views of the copy lie upon the poison. The input is not changed.
 */
export function poisoned(
  series: TimeSeries,
  rows: number,
  horizon: number,
  poison: Poison,
  random: Random,
): TimeSeries {
  const { target, pastCovariates, futureCovariates, weight } = series;
  const spoil = (columns: Columns, first: number): Columns => spoilt(columns, first, poison, random);
  const known = poison === "absent" ? aheadOf(series, rows + horizon) : futureCovariates;
  const copy = {
    ...series,
    target: spoil(target, rows),
    ...(pastCovariates && { pastCovariates: spoil(pastCovariates, rows) }),
    ...(known && { futureCovariates: spoil(known, rows + horizon) }),
    ...(weight && { weight: spoil({ names: ["weight"], values: weight }, rows).values }),
  };
  return poison === "absent" ? head(copy, rows) : copy;
}

/** Future covariates up to a row. */
function aheadOf({ futureCovariates }: TimeSeries, rows: number): Columns | undefined {
  if (!futureCovariates) return undefined;
  const { names, values } = futureCovariates;
  return { names, values: values.slice(0, rows * names.length) };
}

function spoilt({ names, values }: Columns, first: number, poison: Poison, random: Random): Columns {
  const width = names.length;
  const rows = values.length / width;
  const copy = values.slice();
  for (let i = first * width; i < copy.length; i++) {
    const row = Math.min(rows - 1, Math.floor(random.uniform() * rows));
    copy[i] = poison === "shuffled" ? values[row * width + (i % width)]! : NaN;
  }
  return { names, values: copy };
}
