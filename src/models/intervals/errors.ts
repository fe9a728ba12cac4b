/** How far what happened lies from a forecast, as each method measures it. */
import type { Forecast } from "../../series/index.ts";
import { medianErrors, type OriginForecast } from "../rollingOrigins.ts";
import type { ConformalMethod } from "./options.ts";

/**
 * Signed errors of the median (H,C), or of "quantile" how far outside each interval, from the narrowest on (L,H,C).
 * @param own - whose intervals they are outside of, about the median of the forecast itself; those of the forecast unless given
 */
export function errorsOf(made: OriginForecast, method: ConformalMethod, own: Forecast = made.forecast): Float64Array {
  const errors = medianErrors(made);
  if (method !== "quantile") return errors;
  const { quantiles, values, levels } = own;
  const size = quantiles.length;
  const half = (size - 1) / 2;
  return Float64Array.from({ length: levels.length * errors.length }, (_, j) => {
    const [l, i] = [Math.floor(j / errors.length), j % errors.length];
    const middle = i * size + half;
    const [below, above] = [values[middle]! - values[middle - 1 - l]!, values[middle + 1 + l]! - values[middle]!];
    return Math.max(-below - errors[i]!, errors[i]! - above);
  });
}
