/** The other two errors that are called sMAPE; `smape` is that of the M4 competition. */
import { pointMetric } from "./metric.ts";
import type { PointMetric } from "./metric.ts";
import { observedMean, ratio } from "./observedMean.ts";

/**
 * sMAPE as the M3 competition counts it: mean 200 |y - f| / (y + f), without absolute values below the line, so that it may be
 * negative or huge where values change their sign.
 *
 * Takes `(actual, predicted, { channel?, observed?, weights? })`. In percent; a step at which both are zero counts 0, and NaN
 * where they cancel otherwise.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example smapeM3([100], [300]) //=> 100
 * @see Makridakis & Hibon (2000), The M3-Competition, Int. J. Forecasting 16(4).
 */
export const smapeM3: PointMetric = /* @__PURE__ */ pointMetric({
  name: "smape-m3",
  unit: "percent",
  better: "lower",
  compute: (input) => observedMean("smape-m3", input, (y, f) => (y === f ? 0 : 200 * ratio(Math.abs(y - f), y + f))),
});

/**
 * sMAPE from 0 to 100: mean 100 |y - f| / (|y| + |f|), half of `smape`.
 *
 * Takes `(actual, predicted, { channel?, observed?, weights? })`. In percent; a step at which both are zero counts 0.
 * @throws DataError when the two do not fit; NumericalError for a forecast that is not finite.
 * @example smape100([100], [300]) //=> 50
 * @see Flores (1986), A pragmatic view of accuracy measurement in forecasting, Omega 14(2).
 */
export const smape100: PointMetric = /* @__PURE__ */ pointMetric({
  name: "smape-100",
  unit: "percent",
  better: "lower",
  compute: (input) =>
    observedMean("smape-100", input, (y, f) => (y === f ? 0 : 100 * (Math.abs(y - f) / (Math.abs(y) + Math.abs(f))))),
});
