/** What the models of intermittent demand share: the error of a rate, and its forecast. */
import type { PathForecast } from "./channelForecaster.ts";

/** Root mean square of y (T) about the rates forecast before each row, from the first demand on. */
export function rateError(y: Float64Array, rates: Float64Array): number {
  let [squares, count] = [0, 0];
  for (let t = 1; t < y.length; t++) {
    const error = y[t]! - rates[t]!;
    if (Number.isNaN(error) || rates[t] === 0) continue;
    squares += error * error;
    count++;
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}

/** The same rate and width at every step. */
export const constantPath = (rate: number, deviation: number, horizon: number): PathForecast => ({
  means: new Float64Array(horizon).fill(rate),
  deviations: new Float64Array(horizon).fill(deviation),
});
