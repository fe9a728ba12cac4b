/** Quantile losses: what a quantile forecast costs, by one level or over all levels of a forecast. */
import { NumericalError } from "../../errors.ts";
import { distributionMetric, quantilesIn } from "../metric.ts";
import type { DistributionMetric, MetricInput } from "../metric.ts";
import { observedMean, ratio } from "../observedMean.ts";

/**
 * The pinball loss of one quantile forecast: max(p (y - q), (p - 1)(y - q)), in the unit of the data.
 * @example pinballLoss(10, 8, 0.9) //=> 1.8
 * @see Koenker & Bassett (1978), Regression quantiles, Econometrica 46(1).
 */
export function pinballLoss(actual: number, quantile: number, probability: number): number {
  const miss = actual - quantile;
  return miss >= 0 ? probability * miss : (probability - 1) * miss;
}

/** The mean over observed steps of the mean loss of all quantiles, each weighed by `shareOf` its place. */
export function meanPinball(
  where: string,
  input: MetricInput,
  shareOf: (quantiles: readonly number[], q: number) => number = (quantiles) => 1 / quantiles.length,
): number {
  const { quantiles, values } = quantilesIn(where, input);
  const shares = quantiles.map((_, q) => shareOf(quantiles, q));
  return observedMean(where, input, (y, _, t) => {
    let loss = 0;
    for (let q = 0; q < quantiles.length; q++) {
      const value = values[t * quantiles.length + q]!;
      if (!Number.isFinite(value)) throw notFinite(where, t, quantiles[q]!, value);
      loss += shares[q]! * pinballLoss(y, value, quantiles[q]!);
    }
    return loss;
  });
}

function notFinite(where: string, t: number, probability: number, value: number): NumericalError {
  return new NumericalError({
    where: `${where}: step ${t + 1}`,
    expected: `a finite quantile ${probability} where an actual value is present`,
    found: String(value),
    remedy: "look for the model or the transform that made it",
  });
}

/**
 * Pinball loss: the mean over observed steps and over the forecast's quantiles of max(p (y - q), (p - 1)(y - q)).
 *
 * Takes `(actual, forecast, { channel?, observed?, weights? })`; the forecast may be `{ quantiles, values }` with values (H,Q). In
 * the unit of the data; of the median alone it is half of `mae`.
 * @throws DataError when the two do not fit or there are no quantiles; NumericalError for a quantile that is not finite.
 * @example pinball([10], { quantiles: [0.5], values: [8] }) //=> 1
 * @see Koenker & Bassett (1978), Regression quantiles, Econometrica 46(1).
 */
export const pinball: DistributionMetric = /* @__PURE__ */ distributionMetric({
  name: "pinball",
  unit: "data",
  better: "lower",
  compute: (input) => meanPinball("pinball", input),
});

/**
 * Weighted quantile loss: the mean over quantiles of 2 Σ pinball / Σ |y|; of the median alone it is `wape`.
 *
 * Takes `(actual, forecast, { channel?, observed?, weights? })`. A ratio; NaN where every actual value is zero. Over several
 * forecasts it is the ratio of the sums over all points. Forecasts are comparable where they have the same quantiles only.
 * @throws DataError when the two do not fit or there are no quantiles; NumericalError for a quantile that is not finite.
 * @example wql([10], { quantiles: [0.5], values: [8] }) //=> 0.2
 * @see Park et al. (2022), Learning quantile functions without quantile crossing, AISTATS; GluonTS, mean_wQuantileLoss.
 */
export const wql: DistributionMetric = /* @__PURE__ */ distributionMetric({
  name: "wql",
  unit: "ratio",
  better: "lower",
  aggregation: "pooled",
  compute: (input) =>
    ratio(
      2 * meanPinball("wql", input),
      observedMean("wql", input, (y) => Math.abs(y)),
    ),
});
