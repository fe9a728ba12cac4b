/** Interval levels in percent, and the quantiles that bound them. */
import { OptionError } from "../errors.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import { horizonTimestamps } from "../series/index.ts";

/**
 * Ascending levels without repeats.
 * @throws OptionError unless each lies between 0 and 100
 */
export function checkLevels(levels: readonly number[] = [80, 95]): number[] {
  for (const level of levels) {
    if (level > 0 && level < 100) continue;
    throw new OptionError({
      where: "levels",
      expected: "percentages between 0 and 100",
      found: `${level}`,
      remedy: "for example levels: [80, 95]",
    });
  }
  return [...new Set(levels)].sort((a, b) => a - b);
}

/** The quantiles of ascending levels, ascending, with 0.5 in the middle. */
export function quantilesOf(levels: readonly number[]): number[] {
  const lower = levels.map((level) => (100 - level) / 200);
  return [...lower.toReversed(), 0.5, ...lower.map((q) => 1 - q)];
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
