/** Mean absolute error: the size of a typical miss, in the unit of the data. The median forecast minimizes it. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean } from "./observedMean.ts";

/**
 * Mean absolute error: mean |y - f|.
 *
 * Takes `(actual, predicted, { channel? })`: plain arrays (H), or a series and its forecast. In the unit of the data;
 * the mean over channels; steps without an actual value are left out, NaN when none is left.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example mae([10, 20], [11, 18]) //=> 1.5
 * @see Hyndman & Koehler (2006), Another look at measures of forecast accuracy, Int. J. Forecasting 22(4).
 */
export const mae: PointMetric = /* @__PURE__ */ pointMetric({
  name: "mae",
  unit: "data",
  better: "lower",
  compute: (input) => observedMean("mae", input, (y, f) => Math.abs(y - f)),
});
