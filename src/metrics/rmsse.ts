/** Root mean squared scaled error: as `mase`, of squares: for series of many zeros, whose median forecast would be zero. */
import { scaledMetric } from "./metric.ts";
import type { ScaledMetric } from "./metric.ts";
import { observedMean, ratio } from "./observedMean.ts";
import { seasonalScale } from "./seasonalScale.ts";

/**
 * Root mean squared scaled error: √ ( mean (y - f)² / mean (trainₜ - trainₜ₋ₘ)² ), m = seasonLength.
 *
 * Takes `(train, actual, predicted, { seasonLength?, channel?, observed?, weights? })`. A ratio; NaN where the training rows repeat
 * season by season. The M5 competition takes m = 1 and the training rows from the first sale on.
 * @throws OptionError for a seasonLength that is not a positive integer; DataError for training rows that are not longer
 * than a season or are infinite, or parts that do not fit; NumericalError for a forecast that is not finite.
 * @example rmsse([1, 3, 5, 7], [11, 12], [7, 8]) //=> 2
 * @see Makridakis, Spiliotis & Assimakopoulos (2022), M5 accuracy competition, Int. J. Forecasting 38(4).
 */
export const rmsse: ScaledMetric = /* @__PURE__ */ scaledMetric({
  name: "rmsse",
  unit: "ratio",
  better: "lower",
  compute: (input) => {
    const scale = seasonalScale("rmsse", input, 2);
    return Math.sqrt(
      ratio(
        observedMean("rmsse", input, (y, f) => (y - f) * (y - f)),
        scale,
      ),
    );
  },
});
