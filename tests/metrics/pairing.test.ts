/** How series, forecasts and arrays are brought side by side, seen through the metrics. */
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { mae, me } from "../../src/metrics/index.ts";
import { forecastOf, seriesOf } from "./examples.ts";

const names = ["a", "b"];

describe("a series and its forecast", () => {
  it("are compared by the median", () => {
    expect(me(seriesOf([10, 20]), forecastOf([11, 17]))).toBe(1);
  });

  it("are compared over the forecast's steps when the series goes on", () => {
    expect(mae(seriesOf([10, 20, 1000]), forecastOf([11, 18]))).toBe(1.5);
  });

  it("are refused when the series starts elsewhere, with both timestamps", () => {
    expect(() => mae(seriesOf([10, 20], ["y"], 1), forecastOf([11, 18]))).toThrow(DataError);
    expect(() => mae(seriesOf([10, 20], ["y"], 1), forecastOf([11, 18]))).toThrow(
      "mae: row 1 of the actual values: expected the forecast's timestamp 1970-01-01, " +
        "found 1970-01-02; pass the rows that follow the forecast's cutoff",
    );
  });

  it("are refused when the series ends before the forecast", () => {
    expect(() => mae(seriesOf([10]), forecastOf([11, 18]))).toThrow(
      "row 2 of the actual values: expected the forecast's timestamp 1970-01-02, " +
        "found the end of the series after 1 rows",
    );
  });

  it("are refused with timestamps as their own calendars write them", () => {
    const hourly = { frequency: { unit: "hour", step: 24 }, timezone: "UTC" } as const;
    expect(() => mae({ ...seriesOf([10], ["y"], 1), ...hourly }, forecastOf([11]))).toThrow(
      "expected the forecast's timestamp 1970-01-01, found 1970-01-02T00:00:00Z",
    );
  });

  it("are refused when the forecast lacks the median", () => {
    const forecast = { ...forecastOf([11]), quantiles: [0.1, 0.4, 0.9] };
    expect(() => mae(seriesOf([10]), forecast)).toThrow(
      "expected the quantile 0.5 among its quantiles, found 0.1, 0.4",
    );
  });

  it("may be a series on both sides", () => {
    expect(mae(seriesOf([10, 20]), seriesOf([11, 18]))).toBe(1.5);
  });
});

describe("channels", () => {
  const actual = seriesOf([0, 0, 0, 0], names);
  const forecast = forecastOf([1, 10, 3, 20], names);

  it("are averaged", () => {
    expect(mae(actual, forecast)).toBe((2 + 15) / 2);
  });

  it("are picked by name", () => {
    expect(mae(actual, forecast, { channel: "b" })).toBe(15);
  });

  it("are matched by name, not by place", () => {
    const swapped = seriesOf([100, 0, 100, 0], ["b", "a"]);
    expect(mae(swapped, forecast, { channel: "a" })).toBe(2);
    expect(mae(swapped, forecast, { channel: "b" })).toBe(85);
  });

  it("may be more in the series than in the forecast", () => {
    expect(mae(actual, forecastOf([1, 3], ["b"]))).toBe(2);
  });

  it("must exist in the series", () => {
    expect(() => mae(seriesOf([1]), forecastOf([1], ["z"]))).toThrow(
      'mae: series "shop": expected a channel "z", found "y"; pass the series that was forecast',
    );
  });

  it("must exist in the forecast when picked", () => {
    expect(() => mae(actual, forecast, { channel: "c" })).toThrow(OptionError);
    expect(() => mae(actual, forecast, { channel: "c" })).toThrow('expected one of "a", "b", found "c"');
  });

  it("without any actual value make the mean NaN, so that nothing is hidden", () => {
    const half = seriesOf([0, NaN, 0, NaN], names);
    expect(mae(half, forecast)).toBeNaN();
    expect(mae(half, forecast, { channel: "a" })).toBe(2);
  });
});

describe("plain arrays", () => {
  it("may be of any array type", () => {
    expect(mae(Float32Array.of(1, 2), [2, 4])).toBe(1.5);
  });

  it("are refused when their lengths differ", () => {
    expect(() => mae([1, 2], [1])).toThrow(DataError);
    expect(() => mae([1, 2], [1])).toThrow("found 2 actual and 1 predicted; cut both to the same steps");
  });

  it("have no channel to pick", () => {
    expect(() => mae([1], [1], { channel: "y" })).toThrow("expected no channel between plain arrays");
  });

  it("stand beside a series or a forecast of one channel", () => {
    expect(mae([10, 20], forecastOf([11, 18]))).toBe(1.5);
    expect(mae(seriesOf([10, 20]), [11, 18])).toBe(1.5);
    expect(() => mae([10], forecastOf([11, 18]))).toThrow("found 1 actual and 2 predicted");
  });

  it("stand beside several channels only when one is picked", () => {
    const forecast = forecastOf([1, 10, 3, 20], names);
    expect(mae([0, 0], forecast, { channel: "a" })).toBe(2);
    expect(() => mae([0, 0], forecast)).toThrow('found "a", "b"; pick one with { channel: "a" }');
  });
});
