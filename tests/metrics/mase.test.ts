import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { mae, mase } from "../../src/metrics/index.ts";
import { forecastOf, isNear, seriesOf } from "./examples.ts";

const whole = fc.integer({ min: -1000, max: 1000 });
const column = (minLength: number): fc.Arbitrary<number[]> => fc.array(whole, { minLength, maxLength: 40 });

describe("mase", () => {
  it("divides by the error of the naive forecast on the training rows", () => {
    expect(mase([1, 2, 4, 7], [11, 12], [9, 12])).toBe(0.5);
  });

  it("divides by the error of the seasonal naive forecast when given a season", () => {
    expect(mase([1, 2, 4, 7], [11, 12], [9, 12], { seasonLength: 2 })).toBe(0.25);
  });

  it("is 1 for the seasonal naive forecast of the training rows themselves", () => {
    fc.assert(
      fc.property(column(9), fc.integer({ min: 1, max: 8 }), (train, seasonLength) => {
        const value = mase(train, train.slice(seasonLength), train.slice(0, -seasonLength), { seasonLength });
        return Number.isNaN(value) || value === 1;
      }),
    );
  });

  it("does not depend on the unit or the origin of the data", () => {
    const scale = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(column(9), column(3), scale, whole, fc.integer({ min: 1, max: 8 }), (train, actual, a, b, season) => {
        const predicted = actual.map((y, t) => y + train[t % train.length]!);
        const affine = (values: number[]): number[] => values.map((value) => a * value + b);
        const before = mase(train, actual, predicted, { seasonLength: season });
        const after = mase(affine(train), affine(actual), affine(predicted), { seasonLength: season });
        return Number.isNaN(before) ? Number.isNaN(after) : isNear(before, after, 1e-12);
      }),
    );
  });

  it("leaves out pairs of training rows of which one is missing", () => {
    expect(mase([1, NaN, 4, 7], [11, 12], [9, 12])).toBe(1 / 3);
  });

  it("is NaN when the training rows repeat season by season", () => {
    expect(mase([5, 5, 5], [6], [7])).toBeNaN();
    expect(mase([1, 2, 1, 2], [1], [1], { seasonLength: 2 })).toBeNaN();
  });

  it("is NaN when no pair of training rows is present", () => {
    expect(mase([1, NaN, 3], [6], [7])).toBeNaN();
  });

  it("refuses training rows that are not longer than a season", () => {
    expect(() => mase([1, 2], [3], [3], { seasonLength: 2 })).toThrow(DataError);
    expect(() => mase([1, 2], [3], [3], { seasonLength: 2 })).toThrow(
      "expected more than one season of 2 steps, found 2 rows; pass a longer history or a smaller seasonLength",
    );
  });

  it("refuses infinite training rows, by which every forecast would seem perfect", () => {
    expect(() => mase([1, Infinity, 2, 3], [3], [9])).toThrow(DataError);
  });

  it.each([0, -1, 1.5, NaN])("refuses a season of %d steps", (seasonLength) => {
    expect(() => mase([1, 2, 3], [3], [3], { seasonLength })).toThrow(OptionError);
  });

  it("takes a train series, a test series and a forecast", () => {
    const value = mase(seriesOf([1, 2, 4, 7]), seriesOf([11, 12], ["y"], 4), forecastOf([9, 12], ["y"], 4));
    expect(value).toBe(0.5);
  });

  it("scales each channel by its own training rows before it averages them", () => {
    const names = ["small", "large"];
    const train = seriesOf([0, 0, 1, 100, 0, 0], names);
    const test = seriesOf([0, 0], names, 3);
    const forecast = forecastOf([2, 300], names, 3);
    expect(mase(train, test, forecast)).toBe(2.5);
    expect(mase(train, test, forecast, { channel: "large" })).toBe(3);
    expect(mae(test, forecast)).toBe(151);
  });

  it("takes a training array beside a channel that was picked", () => {
    const test = seriesOf([0, 0], ["a", "b"]);
    expect(mase([0, 1, 0], test, forecastOf([2, 3], ["a", "b"]), { channel: "b" })).toBe(3);
  });

  it("refuses training rows that lack the channel", () => {
    expect(() => mase(seriesOf([1, 2], ["z"]), seriesOf([1]), forecastOf([1]))).toThrow(
      'mase: series "shop": expected a channel "y", found "z"; pass the series that was forecast',
    );
  });

  it("takes the only channel of a training series beside plain arrays", () => {
    expect(mase(seriesOf([0, 2, 0], ["z"]), [1], [2])).toBe(0.5);
    expect(() => mase(seriesOf([0, 2], ["a", "b"]), [1], [2])).toThrow("expected one channel beside plain arrays");
  });
});
