/** Root mean squared error: the squared error brought back to the unit of the data. The mean forecast minimizes it. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean } from "./observedMean.ts";

/**
 * Root mean squared error: √ mean (y - f)².
 *
 * Takes `(actual, predicted, { channel? })`: plain arrays (H), or a series and its forecast. In the unit of the data;
 * the mean over channels of each channel's root; steps without an actual value are left out, NaN when none is left.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example rmse([10, 20], [11, 13]) //=> 5
 * @see Hyndman & Koehler (2006), Another look at measures of forecast accuracy, Int. J. Forecasting 22(4).
 */
export const rmse: PointMetric = /* @__PURE__ */ pointMetric({
  name: "rmse",
  unit: "data",
  better: "lower",
  compute: (input) => Math.sqrt(observedMean("rmse", input, (y, f) => (y - f) * (y - f))),
});
