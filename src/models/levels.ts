/** Interval levels in percent, and the quantiles that bound them. */
import { NumericalError, OptionError } from "../errors.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import { horizonTimestamps } from "../series/index.ts";

/**
 * Ascending levels without repeats.
 * @throws OptionError unless each lies from 1 up to 100: 0.8 is taken for a mistaken 80
 */
export function checkLevels(levels: readonly number[] = [80, 95]): number[] {
  for (const level of levels) {
    if (level >= 1 && level < 100) continue;
    throw new OptionError({
      where: "levels",
      expected: "percentages of at least 1 and below 100",
      found: `${level}`,
      remedy:
        level > 0 && level < 1
          ? `write ${+(100 * level).toPrecision(12)} for ${+(100 * level).toPrecision(12)} %`
          : "for example levels: [80, 95]",
    });
  }
  return [...new Set(levels)].sort((a, b) => a - b);
}

/** The quantiles of ascending levels, ascending, with 0.5 in the middle. */
export function quantilesOf(levels: readonly number[]): number[] {
  const lower = levels.map((level) => (100 - level) / 200);
  return [...lower.toReversed(), 0.5, ...lower.map((q) => 1 - q)];
}

/**
 * The forecast itself, if all of it is finite.
 * @throws NumericalError naming series, channel and step otherwise
 */
export function assertFinite(forecast: Forecast): Forecast {
  const { values, channels, quantiles, seriesId, model } = forecast;
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return forecast;
  const row = Math.floor(bad / quantiles.length);
  throw new NumericalError({
    where: `${model}.predict: series "${seriesId}", channel "${channels[row % channels.length]}"`,
    expected: "a finite forecast",
    found: `${values[bad]} at step ${Math.floor(row / channels.length) + 1}`,
    remedy: "bring the values nearer to 1, for example by another unit: they overflow in squares",
  });
}

/** Makes a forecast that continues a history; `valueAt` gives step h, channel c, quantile q in the data's own units. */
export function makeForecast(
  model: string,
  history: TimeSeries,
  horizon: number,
  levels: readonly number[],
  valueAt: (h: number, c: number, quantile: number) => number,
): Forecast {
  const quantiles = quantilesOf(levels);
  const channels = history.target.names;
  const values = new Float64Array(horizon * channels.length * quantiles.length);
  let i = 0;
  for (let h = 0; h < horizon; h++) {
    for (let c = 0; c < channels.length; c++) for (const q of quantiles) values[i++] = valueAt(h, c, q);
  }
  return {
    seriesId: history.id,
    model,
    cutoff: history.timestamps.at(-1)!,
    frequency: history.frequency,
    timezone: history.timezone,
    timestamps: horizonTimestamps(history, horizon),
    channels,
    levels,
    quantiles,
    values,
  };
}
