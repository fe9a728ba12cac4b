/** Percentage errors: easy to tell, but undefined at zero, and kinder to forecasts that lie too low. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean, ratio } from "./observedMean.ts";

/**
 * Mean absolute percentage error: mean 100 |y - f| / |y|.
 *
 * Takes `(actual, predicted, { channel?, observed?, weights? })`. In percent; NaN where an actual value is zero: leave such steps
 * out by `observed` if that is meant.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example mape([10, 20], [11, 18]) //=> 10
 * @see Hyndman & Koehler (2006), Another look at measures of forecast accuracy, Int. J. Forecasting 22(4).
 */
export const mape: PointMetric = /* @__PURE__ */ pointMetric({
  name: "mape",
  unit: "percent",
  better: "lower",
  compute: (input) => observedMean("mape", input, (y, f) => 100 * ratio(Math.abs(y - f), Math.abs(y))),
});

/**
 * Mean percentage error: mean 100 (y - f) / y; above zero when forecasts of positive values are too low.
 *
 * Takes `(actual, predicted, { channel?, observed?, weights? })`. In percent; NaN where an actual value is zero.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example mpe([10, 20], [11, 18]) //=> 0
 * @see Hyndman & Koehler (2006), Another look at measures of forecast accuracy, Int. J. Forecasting 22(4).
 */
export const mpe: PointMetric = /* @__PURE__ */ pointMetric({
  name: "mpe",
  unit: "percent",
  better: "zero",
  compute: (input) => observedMean("mpe", input, (y, f) => 100 * ratio(y - f, y)),
});
