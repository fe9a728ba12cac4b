/** Coefficient of determination: how much of the spread about the mean of what happened is forecast. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean, ratio } from "./observedMean.ts";

/**
 * Coefficient of determination R²: 1 - Σ (y - f)² / Σ (y - mean y)²; 1 at best, 0 for the mean of what happened, without a least value.
 *
 * Takes `(actual, predicted, { channel?, observed?, weights? })`. A ratio; NaN where all actual values are equal. Over several
 * forecasts it is taken of all points together.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example r2([1, 2, 3], [1, 2, 4]) //=> 0.5
 * @see Wright (1921), Correlation and causation, J. Agricultural Research 20.
 */
export const r2: PointMetric = /* @__PURE__ */ pointMetric({
  name: "r2",
  unit: "ratio",
  better: "higher",
  aggregation: "pooled",
  compute: (input) => {
    const mean = observedMean("r2", input, (y) => y);
    const spread = observedMean("r2", input, (y) => (y - mean) * (y - mean));
    return (
      1 -
      ratio(
        observedMean("r2", input, (y, f) => (y - f) * (y - f)),
        spread,
      )
    );
  },
});
