/** Series and forecasts made by hand, and generators of random columns, for the tests of the metrics. */
import * as fc from "fast-check";
import type { Forecast, TimeSeries } from "../../src/series/index.ts";

const DAY = 86400000;

function days(count: number, first: number): Float64Array {
  return Float64Array.from({ length: count }, (_, t) => (first + t) * DAY);
}

/** A daily series from row-major (T,C) values; `first` is the day of its first row. */
export function seriesOf(values: number[], names: string[] = ["y"], first = 0): TimeSeries {
  return {
    id: "shop",
    frequency: { unit: "day", step: 1 },
    timezone: "floating",
    timestamps: days(values.length / names.length, first),
    target: { names, values: Float64Array.from(values) },
  };
}

/** A daily forecast whose quantiles 0.1 and 0.9 lie 5 below and above the medians, row-major (H,C). */
export function forecastOf(medians: number[], channels: string[] = ["y"], first = 0): Forecast {
  return {
    seriesId: "shop",
    model: "by-hand",
    cutoff: (first - 1) * DAY,
    frequency: { unit: "day", step: 1 },
    timezone: "floating",
    timestamps: days(medians.length / channels.length, first),
    channels,
    levels: [80],
    quantiles: [0.1, 0.5, 0.9],
    values: Float64Array.from(medians.flatMap((median) => [median - 5, median, median + 5])),
  };
}

const value: fc.Arbitrary<number> = fc.double({ min: -1e6, max: 1e6, noNaN: true });

/** Actual and predicted values (H), H from 1 to 30. */
export const pair: fc.Arbitrary<{ actual: number[]; predicted: number[] }> = fc
  .array(fc.tuple(value, value), { minLength: 1, maxLength: 30 })
  .map((steps) => ({ actual: steps.map(([y]) => y), predicted: steps.map(([, f]) => f) }));

/** The same with a mask that leaves at least the first step observed. */
export const maskedPair: fc.Arbitrary<{ actual: number[]; predicted: number[]; observed: boolean[] }> = fc
  .array(fc.tuple(value, value, fc.boolean()), { minLength: 1, maxLength: 30 })
  .map((steps) => ({
    actual: steps.map(([y]) => y),
    predicted: steps.map(([, f]) => f),
    observed: steps.map(([, , seen], t) => t === 0 || seen),
  }));

/** Checks that two numbers agree to a relative (above 1) or absolute (below 1) difference. */
export function isNear(a: number, b: number, tolerance = 1e-9): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}
