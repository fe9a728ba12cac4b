/**
 * The sum under every point metric: the mean of a term over the observed steps, added up in order of time in float64.
 * It also holds the rule on missing numbers: a missing actual is left out, a missing forecast is an error.
 */
import { DataError, NumericalError } from "../errors.ts";
import type { MetricInput } from "./metric.ts";

/**
 * Averages `term(actual, predicted)` over the steps whose actual value is present; NaN when there is none.
 * @throws NumericalError where a forecast is NaN or infinite at an observed step; DataError for an infinite actual.
 */
export function observedMean(
  where: string,
  { actual, predicted }: Pick<MetricInput, "actual" | "predicted">,
  term: (actual: number, predicted: number) => number,
): number {
  let sum = 0;
  let observed = 0;
  for (let t = 0; t < actual.length; t++) {
    const y = actual[t]!;
    if (Number.isNaN(y)) continue;
    sum += term(y, predicted[t]!);
    observed++;
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
