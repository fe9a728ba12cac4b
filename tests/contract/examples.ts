/** What the contract tests share: small series, small forecasters, and the bytes of forecasts. */
import type { Forecaster, ForecasterDefinition } from "../../src/models/index.ts";
import { createRandom } from "../../src/random.ts";
import { createSeries, type CreateSeriesOptions, type Forecast, type TimeSeries } from "../../src/series/index.ts";

/** Whether a registry entry is one network, trained by itself. */
export const isNetwork = (definition: ForecasterDefinition): boolean =>
  "findLearningRate" in definition.create({ horizon: 1 });

/** Whether a registry entry reads the future covariates of its horizon. */
export const readsAhead = (definition: ForecasterDefinition): boolean =>
  isNetwork(definition) || definition.name === "arima";

/** The season of `noisySine`, in rows. */
export const SEASON = 8;

/** A small forecaster that fits in milliseconds; options that a model does not have are left out. */
export function tiny(definition: ForecasterDefinition, options: Readonly<Record<string, unknown>> = {}): Forecaster {
  const all = {
    horizon: 4,
    seasonLength: SEASON,
    contextLength: 12,
    hiddenSize: 4,
    epochs: 2,
    stepsPerEpoch: 4,
    ...options,
  };
  const known = Object.entries(all).filter(([name]) => name in definition.options);
  return definition.create(Object.fromEntries(known) as { horizon: number });
}

/** A sine of `SEASON` rows around 10 with noise. */
export function noisySine(rows: number, seed = 5): number[] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, (_, t) => 10 + 3 * Math.sin((2 * Math.PI * t) / SEASON) + 0.3 * random.normal());
}

/** An hourly series of a noisy sine. */
export function sine(rows = 90, options: Partial<CreateSeriesOptions> = {}): TimeSeries {
  return createSeries({ id: "sine", start: "2024-01-01", frequency: "1h", target: noisySine(rows), ...options });
}

/** A series with covariates of every role; future ones go on for `ahead` rows. */
export function withCovariates(rows = 90, ahead = 8): TimeSeries {
  const random = createRandom(8);
  const draw = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  return sine(rows, {
    pastCovariates: { p: draw(rows), q: draw(rows) },
    futureCovariates: { f: draw(rows + ahead) },
    staticCovariates: { size: 2, age: 1 },
  });
}

/** The forecasts' numbers, to be compared to the last bit. */
export const bytesOf = (forecasts: readonly Forecast[]): string[] =>
  forecasts.map(({ values, timestamps }) =>
    Buffer.concat([values, timestamps].map((all) => Buffer.from(Float64Array.from(all).buffer))).toString("hex"),
  );

/** Fits, and forecasts the same series. */
export async function forecastOf(
  forecaster: Forecaster,
  series: readonly TimeSeries[],
  levels?: number[],
): Promise<Forecast[]> {
  return (await forecaster.fit(series)).predict(series, { levels });
}

/** The middle quantile of each step of a channel. */
export function medians({ values, quantiles, channels, timestamps }: Forecast, channel = 0): number[] {
  const middle = quantiles.indexOf(0.5);
  return Array.from(timestamps, (_, h) => values[(h * channels.length + channel) * quantiles.length + middle]!);
}
