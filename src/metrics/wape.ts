/** Weighted absolute percentage error, also called ND: all misses beside all values, so that single zeros do no harm. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean, ratio } from "./observedMean.ts";

/**
 * Weighted absolute percentage error, the normalized deviation (ND): Σ |y - f| / Σ |y|.
 *
 * Takes `(actual, predicted, { channel?, observed?, weights? })`. A ratio; NaN where every actual value is zero. Over several
 * forecasts it is the ratio of the sums over all points.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example wape([10, 30], [11, 27]) //=> 0.1
 * @see Yu, Rao & Dhillon (2016), Temporal regularized matrix factorization, NeurIPS 29.
 */
export const wape: PointMetric = /* @__PURE__ */ pointMetric({
  name: "wape",
  unit: "ratio",
  better: "lower",
  aggregation: "pooled",
  compute: (input) =>
    ratio(
      observedMean("wape", input, (y, f) => Math.abs(y - f)),
      observedMean("wape", input, (y) => Math.abs(y)),
    ),
});
