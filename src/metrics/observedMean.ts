/**
 * The sum under every point metric: the weighted mean of a term over the observed steps, added up in order of time in float64.
 * It also holds the rule on missing numbers: a missing actual is left out, a missing forecast is an error.
 */
import { DataError, NumericalError } from "../errors.ts";
import type { MetricInput } from "./metric.ts";

/**
 * Averages `term(actual, predicted, step)` over the steps whose actual value is present; NaN when there is none, or a term is
 * undefined. A step of weight 0 counts as missing.
 * @throws NumericalError where a forecast is NaN or infinite at an observed step; DataError for an infinite actual.
 */
export function observedMean(
  where: string,
  { actual, predicted, weights }: Pick<MetricInput, "actual" | "predicted" | "weights">,
  term: (actual: number, predicted: number, step: number) => number,
): number {
  let sum = 0;
  let observed = 0;
  for (let t = 0; t < actual.length; t++) {
    const y = actual[t]!;
    const weight = weights?.[t] ?? 1;
    if (Number.isNaN(y) || weight === 0) continue;
    sum += weight * term(y, predicted[t]!, t);
    observed += weight;
    // One test of the inputs a step; the messages are made only when it fails.
    if (!Number.isFinite(y) || !Number.isFinite(predicted[t])) throw notFinite(where, t, y, predicted[t]);
  }
  return sum / observed;
}

function notFinite(
  where: string,
  t: number,
  actual: number,
  predicted: number | undefined,
): DataError | NumericalError {
  if (Number.isFinite(actual)) {
    return new NumericalError({
      where: `${where}: step ${t + 1}`,
      expected: "a finite forecast where an actual value is present",
      found: String(predicted),
      remedy: "look for the model or the transform that made it; a metric leaves out missing actual values only",
    });
  }
  return new DataError({
    where: `${where}: step ${t + 1}`,
    expected: "a finite actual value, or NaN where it is missing",
    found: String(actual),
    remedy: "replace it by NaN or mend the data",
  });
}

/** The ratio, or NaN where its denominator is zero or next to it: an error without a yardstick is undefined, never infinite. */
export function ratio(numerator: number, denominator: number): number {
  const value = numerator / denominator;
  return Math.abs(value) === Infinity ? NaN : value;
}
