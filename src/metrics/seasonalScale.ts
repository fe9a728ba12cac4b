/** The yardstick of the scaled metrics: the error of the seasonal naive forecast on the training rows. */
import { DataError, OptionError } from "../errors.ts";
import type { MetricInput } from "./metric.ts";

/**
 * mean |trainₜ - trainₜ₋ₘ|^power over the pairs that are both present; NaN when there is none, and where it is zero: training rows
 * that repeat season by season are no yardstick.
 * @throws OptionError for a seasonLength that is not a positive integer; DataError for training rows that are not longer
 *   than a season or are infinite.
 */
export function seasonalScale(
  where: string,
  { train, seasonLength }: Pick<MetricInput, "train" | "seasonLength">,
  power: 1 | 2 = 1,
): number {
  requireSeason(where, train.length, seasonLength);
  let sum = 0;
  let pairs = 0;
  for (let t = seasonLength; t < train.length; t++) {
    const change = Math.abs(train[t]! - train[t - seasonLength]!);
    if (Number.isNaN(change)) continue;
    sum += power === 1 ? change : change * change;
    pairs++;
  }
  if (sum === Infinity) throw infiniteRows(where);
  return sum === 0 ? NaN : sum / pairs;
}

/** An infinite scale would turn every forecast into a perfect one. */
function infiniteRows(where: string): DataError {
  return new DataError({
    where: `${where}: the training rows`,
    expected: "finite values, or NaN where they are missing",
    found: "infinite changes from season to season",
    remedy: "replace infinite values by NaN or mend the data",
  });
}

function requireSeason(where: string, rows: number, seasonLength: number): void {
  if (!Number.isInteger(seasonLength) || seasonLength < 1) {
    throw new OptionError({
      where: `${where}: option seasonLength`,
      expected: "a positive integer",
      found: String(seasonLength),
      remedy: "give the number of steps in a season, e.g. 24 for hourly data with a daily cycle, or 1 for none",
    });
  }
  if (rows <= seasonLength) {
    throw new DataError({
      where: `${where}: the training rows`,
      expected: `more than one season of ${seasonLength} steps`,
      found: `${rows} rows`,
      remedy: "pass a longer history or a smaller seasonLength",
    });
  }
}
