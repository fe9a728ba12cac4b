/** How far what happened lies from a forecast, as each method measures it. */
import { medianErrors, type OriginForecast } from "../rollingOrigins.ts";
import type { ConformalMethod } from "./options.ts";

/** Signed errors of the median (H,C), or of "quantile" how far outside each interval, from the narrowest on (L,H,C). */
export function errorsOf(made: OriginForecast, method: ConformalMethod): Float64Array {
  if (method !== "quantile") return medianErrors(made);
  const { forecast, actual } = made;
  const { quantiles, values, levels } = forecast;
  const size = quantiles.length;
  const middle = (size - 1) / 2;
  return Float64Array.from({ length: levels.length * actual.length }, (_, j) => {
    const [l, i] = [Math.floor(j / actual.length), j % actual.length];
    const [low, high] = [values[i * size + middle - 1 - l]!, values[i * size + middle + 1 + l]!];
    return Math.max(low - actual[i]!, actual[i]! - high);
  });
}
