/** Mean squared logarithmic error: of growth and counts, where twice as much is as wrong as half as much. */
import { log } from "../elementary.ts";
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean } from "./observedMean.ts";

/**
 * Mean squared logarithmic error: mean (log(1 + y) - log(1 + f))².
 *
 * Takes `(actual, predicted, { channel?, observed?, weights? })`. A ratio; NaN where a value is -1 or below, of which there is no
 * logarithm.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example msle([0, 3], [0, 3]) //=> 0
 * @see Hyndman & Koehler (2006), Another look at measures of forecast accuracy, Int. J. Forecasting 22(4).
 */
export const msle: PointMetric = /* @__PURE__ */ pointMetric({
  name: "msle",
  unit: "ratio",
  better: "lower",
  compute: (input) =>
    observedMean("msle", input, (y, f) => {
      if (y <= -1 || f <= -1) return NaN;
      const error = log(1 + y) - log(1 + f);
      return error * error;
    }),
});
