/** Small daily series, and what a model says of them. */
import { createForecaster } from "../../../src/models/index.ts";
import { createSeries, type TimeSeries } from "../../../src/series/index.ts";

/** A daily series. */
export const daily = (target: readonly number[], id = "s"): TimeSeries =>
  createSeries({ id, start: "2024-01-01", frequency: "1d", target });

/** Lower bound, middle and upper bound (80 %) of each step. */
export async function stepsOf(
  model: string,
  series: TimeSeries,
  options: Readonly<Record<string, unknown>> & { horizon: number },
): Promise<number[][]> {
  const [forecast] = (await createForecaster(model, options).fit([series])).predict([series], { levels: [80] });
  return Array.from({ length: options.horizon }, (_, h) => Array.from(forecast!.values.subarray(3 * h, 3 * h + 3)));
}

/** The middle of each step. */
export async function middlesOf(
  model: string,
  series: TimeSeries,
  options: Readonly<Record<string, unknown>> & { horizon: number },
): Promise<number[]> {
  return (await stepsOf(model, series, options)).map(([, middle]) => middle!);
}
