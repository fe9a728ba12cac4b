import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { createSeries, type Forecast, type TimeSeries } from "../../src/series/index.ts";
import { difference, seasonalDifference } from "../../src/transforms/index.ts";

const of = (target: number[], frequency = "1d"): TimeSeries => createSeries({ start: "2024-01-01", frequency, target });
const applied = (target: number[], lag: number): number[] =>
  Array.from(
    difference({ lag })
      .fit([of(target)])
      .apply(of(target)).target.values,
  );

function forecastOf(values: number[], quantiles: number[], samples?: number[]): Forecast {
  const { frequency, timezone } = of([1]);
  const steps = values.length / quantiles.length;
  const times = { cutoff: 0, timestamps: Float64Array.from({ length: steps }, (_, h) => h + 1), frequency, timezone };
  const drawn = samples && { samples: Float64Array.from(samples) };
  const numbers = { levels: [], quantiles, values: Float64Array.from(values), ...drawn };
  return { seriesId: "target", model: "demo", channels: ["target"], ...times, ...numbers };
}

describe("difference", () => {
  it("is taken from the value lag rows before, over a gap from the last one observed", () => {
    expect(applied([1, 4, 9, 16], 1)).toEqual([NaN, 3, 5, 7]);
    expect(applied([1, 4, NaN, 16], 1)).toEqual([NaN, 3, NaN, 12]);
    expect(applied([1, 2, NaN, 5, 7, 9], 2)).toEqual([NaN, NaN, NaN, 3, 6, 4]);
  });

  it("adds quantiles up from the history", () => {
    const { values } = difference()
      .fit([of([5, 7])])
      .invert(forecastOf([-1, 1, -1, 2], [0.1, 0.5]), of([5, 7]));
    expect(Array.from(values)).toEqual([6, 8, 5, 10]);
  });

  it("adds sample paths up each by itself, and takes the quantiles from them", () => {
    const paths = [1, -1, 0, 0, -1, 1]; // three paths of two steps that come back to where they were
    const forecast = forecastOf([0, 0], [0.5], paths);
    const { values, samples } = difference()
      .fit([of([5, 7])])
      .invert(forecast, of([5, 7]));
    expect(Array.from(samples!)).toEqual([8, 7, 7, 7, 6, 7]);
    expect(Array.from(values)).toEqual([7, 7]);
    const wide = difference()
      .fit([of([5, 7])])
      .invert(forecastOf([1, 1], [0.5], paths), of([5, 7]));
    expect(Array.from(wide.values)).toEqual([7, 7]);
  });

  it("of a season takes the frequency's longest, and asks where there is none", () => {
    const ramp = Array.from({ length: 9 }, (_, t) => t);
    const { values } = seasonalDifference()
      .fit([of(ramp)])
      .apply(of(ramp)).target;
    expect(Array.from(values.subarray(6))).toEqual([NaN, 7, 7]);
    expect(() => seasonalDifference().fit([of(ramp, "1y")])).toThrow(OptionError);
    expect(() => difference({ lag: 0 })).toThrow(OptionError);
  });
});
