/** Mean squared error: weighs large misses more than many small ones. The mean forecast minimizes it. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean } from "./observedMean.ts";

/**
 * Mean squared error: mean (y - f)².
 *
 * Takes `(actual, predicted, { channel? })`: plain arrays (H), or a series and its forecast. In the squared unit of the
 * data; the mean over channels; steps without an actual value are left out, NaN when none is left.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example mse([10, 20], [11, 18]) //=> 2.5
 * @see Hyndman & Koehler (2006), Another look at measures of forecast accuracy, Int. J. Forecasting 22(4).
 */
export const mse: PointMetric = /* @__PURE__ */ pointMetric({
  name: "mse",
  unit: "data squared",
  better: "lower",
  compute: (input) => observedMean("mse", input, (y, f) => (y - f) * (y - f)),
});
