/** Mean error: whether forecasts lie too low or too high on the whole. Not a measure of accuracy: misses cancel. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean } from "./observedMean.ts";

/**
 * Mean error: mean (y - f); above zero when the forecasts are too low.
 *
 * Takes `(actual, predicted, { channel? })`: plain arrays (H), or a series and its forecast. In the unit of the data;
 * the mean over channels; steps without an actual value are left out, NaN when none is left.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example me([10, 20], [11, 18]) //=> 0.5
 * @see Hyndman & Koehler (2006), Another look at measures of forecast accuracy, Int. J. Forecasting 22(4).
 */
export const me: PointMetric = /* @__PURE__ */ pointMetric({
  name: "me",
  unit: "data",
  better: "zero",
  compute: (input) => observedMean("me", input, (y, f) => y - f),
});
