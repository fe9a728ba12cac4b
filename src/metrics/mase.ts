/**
 * Mean absolute scaled error: the error measured by that of the seasonal naive forecast on the training rows. Comparable
 * between series of any unit and level; below 1 the forecast beats that yardstick.
 */
import { DataError, OptionError } from "../errors.ts";
import { scaledMetric } from "./metric.ts";
import type { MetricInput, ScaledMetric } from "./metric.ts";
import { observedMean } from "./observedMean.ts";

/**
 * Mean absolute scaled error: mean |y - f| / mean |trainₜ - trainₜ₋ₘ|, m = seasonLength.
 *
 * Takes `(train, actual, predicted, { seasonLength?, channel? })`: plain arrays (T, H, H), or series and a forecast. The
 * mean over channels of each channel's ratio. Missing values are left out above and below the line. NaN where it is
 * undefined: no actual value, or training rows that repeat season by season, so that the scale is zero.
 * @throws OptionError for a seasonLength that is not a positive integer; DataError for training rows that are not longer
 * than a season or are infinite, or parts that do not fit; NumericalError for a forecast that is not finite.
 * @example mase([1, 2, 4, 7], [11, 12], [9, 12]) //=> 0.5
 * @see Hyndman & Koehler (2006), Another look at measures of forecast accuracy, Int. J. Forecasting 22(4).
 */
export const mase: ScaledMetric = /* @__PURE__ */ scaledMetric({
  name: "mase",
  unit: "ratio",
  better: "lower",
  compute: (input) => {
    const scale = seasonalNaiveError(input);
    const error = observedMean("mase", input, (y, f) => Math.abs(y - f));
    return scale === 0 ? NaN : error / scale;
  },
});

/** mean |trainₜ - trainₜ₋ₘ| over the pairs that are both present; NaN when there is none. */
function seasonalNaiveError({ train, seasonLength }: MetricInput): number {
  requireSeason(train.length, seasonLength);
  let sum = 0;
  let pairs = 0;
  for (let t = seasonLength; t < train.length; t++) {
    const change = Math.abs(train[t]! - train[t - seasonLength]!);
    if (Number.isNaN(change)) continue;
    sum += change;
    pairs++;
  }
  if (sum === Infinity) throw infiniteRows();
  return sum / pairs;
}

/** An infinite scale would turn every forecast into a perfect one. */
function infiniteRows(): DataError {
  return new DataError({
    where: "mase: the training rows",
    expected: "finite values, or NaN where they are missing",
    found: "infinite changes from season to season",
    remedy: "replace infinite values by NaN or mend the data",
  });
}

function requireSeason(rows: number, seasonLength: number): void {
  if (!Number.isInteger(seasonLength) || seasonLength < 1) {
    throw new OptionError({
      where: "mase: option seasonLength",
      expected: "a positive integer",
      found: String(seasonLength),
      remedy: "give the number of steps in a season, e.g. 24 for hourly data with a daily cycle, or 1 for none",
    });
  }
  if (rows <= seasonLength) {
    throw new DataError({
      where: "mase: the training rows",
      expected: `more than one season of ${seasonLength} steps`,
      found: `${rows} rows`,
      remedy: "pass a longer history or a smaller seasonLength",
    });
  }
}
