/** Normalized root mean squared error: the squared error beside the size of the data; comparable between series far from zero. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean, ratio } from "./observedMean.ts";

/**
 * Normalized root mean squared error: √ mean (y - f)² / mean |y|.
 *
 * Takes `(actual, predicted, { channel?, observed?, weights? })`. A ratio; NaN where every actual value is zero. Over several
 * forecasts it is taken of all points together.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example nrmse([10, 30], [11, 37]) //=> 0.25
 * @see Salinas et al. (2020), DeepAR, Int. J. Forecasting 36(3).
 */
export const nrmse: PointMetric = /* @__PURE__ */ pointMetric({
  name: "nrmse",
  unit: "ratio",
  better: "lower",
  aggregation: "pooled",
  compute: (input) =>
    ratio(
      Math.sqrt(observedMean("nrmse", input, (y, f) => (y - f) * (y - f))),
      observedMean("nrmse", input, (y) => Math.abs(y)),
    ),
});
