/** Continuous ranked probability score of samples and of quantiles: the error of a whole distribution, in the data's own unit. */
import { DataError } from "../../errors.ts";
import { distributionMetric } from "../metric.ts";
import type { DistributionMetric, MetricInput } from "../metric.ts";
import { observedMean } from "../observedMean.ts";
import { meanPinball } from "./pinball.ts";

/** Options of `crpsSamples`. */
export interface SampleOptions {
  /** Whether to divide the spread by K (K - 1), which is right on average for any number of samples; false unless given. */
  readonly fair?: boolean | undefined;
}

/**
 * CRPS of samples (K): mean |X - y| - Σᵢⱼ |Xᵢ - Xⱼ| / (2 K²), the exact integral of (F - 1{x ≥ y})² of their empirical distribution.
 * In the unit of the data; of a single sample it is the absolute error.
 * @throws DataError without a sample, or with one alone where `fair` is asked for
 * @example crpsSamples([1, 3], 2) //=> 0.5
 * @see Gneiting & Raftery (2007), Strictly proper scoring rules, JASA 102(477); Zamo & Naveau (2018), Math. Geosciences 50.
 */
export function crpsSamples(samples: ArrayLike<number>, actual: number, { fair = false }: SampleOptions = {}): number {
  const sorted = Float64Array.from(samples).sort();
  const count = sorted.length;
  if (count < (fair ? 2 : 1)) {
    throw new DataError({
      where: "crpsSamples",
      expected: fair ? "two samples or more" : "a sample",
      found: `${count}`,
    });
  }
  let distance = 0;
  let spread = 0; // Σᵢ<ⱼ |Xᵢ - Xⱼ|: the i-th smallest is subtracted from all above it and from it all below
  for (let i = 0; i < count; i++) {
    distance += Math.abs(sorted[i]! - actual);
    spread += (2 * i - count + 1) * sorted[i]!;
  }
  return distance / count - spread / (count * (fair ? count - 1 : count));
}

/** The part of (0, 1) that a quantile stands for: half way to its neighbours, all the way to 0 and 1 at the ends. */
function span(quantiles: readonly number[], q: number): number {
  const from = q === 0 ? 0 : (quantiles[q - 1]! + quantiles[q]!) / 2;
  const to = q === quantiles.length - 1 ? 1 : (quantiles[q]! + quantiles[q + 1]!) / 2;
  return to - from;
}

/** CRPS of one channel: of its samples where there are any, of its quantiles otherwise. */
function computeCrps(input: MetricInput): number {
  const { samples, actual } = input;
  if (!samples) return 2 * meanPinball("crps", input, span);
  const horizon = actual.length;
  const count = samples.length / horizon;
  return observedMean("crps", input, (y, _, t) =>
    crpsSamples(
      Float64Array.from({ length: count }, (_, k) => samples[k * horizon + t]!),
      y,
    ),
  );
}

/**
 * Continuous ranked probability score: ∫ (F(x) - 1{x ≥ y})² dx, the mean over observed steps. Of a forecast with samples it is
 * that of their empirical distribution; of one with quantiles it is ∫ 2 pinball dp, each quantile standing for the part of (0, 1)
 * half way to its neighbours, so that it is coarse where there are few quantiles.
 *
 * Takes `(actual, forecast, { channel?, observed?, weights? })`. In the unit of the data; of a point forecast it is `mae`.
 * @throws DataError when the two do not fit or there are no quantiles; NumericalError for a quantile that is not finite.
 * @example crps([10], { quantiles: [0.5], values: [8] }) //=> 2
 * @see Gneiting & Raftery (2007), Strictly proper scoring rules, JASA 102(477).
 */
export const crps: DistributionMetric = /* @__PURE__ */ distributionMetric({
  name: "crps",
  unit: "data",
  better: "lower",
  compute: computeCrps,
});
