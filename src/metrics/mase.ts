/**
 * Mean absolute scaled error: the error measured by that of the seasonal naive forecast on the training rows. Comparable
 * between series of any unit and level; below 1 the forecast beats that yardstick.
 */
import { scaledMetric } from "./metric.ts";
import type { ScaledMetric } from "./metric.ts";
import { observedMean, ratio } from "./observedMean.ts";
import { seasonalScale } from "./seasonalScale.ts";

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
    const scale = seasonalScale("mase", input);
    return ratio(
      observedMean("mase", input, (y, f) => Math.abs(y - f)),
      scale,
    );
  },
});
