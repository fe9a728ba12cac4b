/** Symmetric mean absolute percentage error, as the M4 competition counts it: comparable between series, bounded. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean } from "./observedMean.ts";

/**
 * Symmetric mean absolute percentage error: mean 200 |y - f| / (|y| + |f|), from 0 to 200 percent.
 *
 * Takes `(actual, predicted, { channel? })`: plain arrays (H), or a series and its forecast. A step at which both are
 * zero counts 0. The mean over channels; steps without an actual value are left out, NaN when none is left.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example smape([100, 0], [300, 0]) //=> 50
 * @see Makridakis (1993), Accuracy measures, Int. J. Forecasting 9(4); Makridakis et al. (2020), The M4 competition.
 */
export const smape: PointMetric = /* @__PURE__ */ pointMetric({
  name: "smape",
  unit: "percent",
  better: "lower",
  compute: (input) => observedMean("smape", input, term),
});

function term(y: number, f: number): number {
  // The ratio first: it is at most 1, also where rounding would lift 200 |y - f| above 200 (|y| + |f|).
  return y === f ? 0 : 200 * (Math.abs(y - f) / (Math.abs(y) + Math.abs(f)));
}
