/** Forecasts of networks that draw sample paths: quantiles are those of the paths. K paths, H horizon, C channels. */
import { createRandom, type Random } from "../random.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import type { FittedScaling } from "../transforms/index.ts";
import { makeBatch, type Batch } from "../windows/index.ts";
import { assertFinite, makeForecast } from "./levels.ts";
import type { PathNetwork } from "./network.ts";
import { outputOf, type ForecastTask } from "./task.ts";

const READ_AT_ONCE = 128; // windows

/** What of a trained network is needed. */
interface Trained {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly task: ForecastTask;
  readonly transform: FittedScaling;
}

/** What is forecast from: series as given, and with classes for words on the transform's scale. */
interface Histories {
  readonly history: readonly TimeSeries[];
  readonly scaled: readonly TimeSeries[];
}

/** Draws paths that continue histories. The stream of chance of a series depends on the seed and its id alone. */
export function drawForecasts(
  network: PathNetwork,
  { name, task, transform, options }: Trained,
  { history, scaled }: Histories,
  levels: readonly number[],
): Forecast[] {
  const { counts } = outputOf(task);
  const random = createRandom(Number(options["seed"])).fork(2); // 0 and 1 are those of training
  const windows = scaled.map(({ timestamps }, seriesIndex) => ({ seriesIndex, cutoffIndex: timestamps.length - 1 }));
  const forecasts: Forecast[] = [];
  for (let start = 0; start < history.length; start += READ_AT_ONCE) {
    const some = history.slice(start, start + READ_AT_ONCE);
    const request = {
      units: some.map((series) => transform.units(series)),
      randoms: some.map(({ id }) => streamOf(id, random)),
    };
    const batchOf = (): Batch => makeBatch(scaled, windows.slice(start, start + READ_AT_ONCE), task, false);
    const paths = network.paths(batchOf, request); // (B,K,H,C)
    const size = paths.length / some.length;
    some.forEach((series, b) => {
      const samples = paths.slice(b * size, (b + 1) * size);
      const quantile = quantilesOfPaths(samples, task.horizon * task.channels, counts);
      const forecast = makeForecast(name, series, task.horizon, levels, (h, c, q) =>
        quantile(h * task.channels + c, q),
      );
      const whole = { ...forecast, samples };
      forecasts.push(assertFinite(counts ? whole : transform.invert(whole, series)));
    });
  }
  return forecasts;
}

/** A stream for a series: told from others by the FNV-1a hash of its id. */
function streamOf(id: string, random: Random): Random {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return random.fork(hash);
}

/**
 * The quantiles of each of the places of paths (K,places), linear between neighbouring paths; of counts, the values of paths.
 * @see Hyndman & Fan 1996, "Sample quantiles in statistical packages", The American Statistician 50, types 7 and 1
 */
function quantilesOfPaths(
  samples: Float64Array,
  places: number,
  counts: boolean,
): (place: number, probability: number) => number {
  const count = samples.length / places;
  const sorted = Array.from({ length: places }, (_, place) =>
    Float64Array.from({ length: count }, (__, k) => samples[k * places + place]!).sort(),
  );
  return (place, probability) => {
    const values = sorted[place]!;
    if (counts) return values[Math.max(0, Math.ceil(probability * count - 1e-9) - 1)]!;
    const at = probability * (count - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, count - 1);
    return values[below]! + (at - below) * (values[above]! - values[below]!);
  };
}
