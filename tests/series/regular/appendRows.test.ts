import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../../src/errors.ts";
import { appendRows, createSeries, splitAt } from "../../../src/series/index.ts";

const daily = (start: string, target: number[]) =>
  createSeries({ id: "a", start, frequency: "1d", target: { y: target } });

const values = (seed: number, count: number) => Array.from({ length: count }, (_, t) => (seed * (t + 3)) % 17);

describe("appendRows", () => {
  it("puts rows behind a series, and leaves both as they were", () => {
    const [series, rows] = [daily("2024-01-01", [1, 2]), daily("2024-01-03", [3, 4])];
    const joined = appendRows(series, rows);
    expect(joined).toEqual(daily("2024-01-01", [1, 2, 3, 4]));
    expect([series.target.values.length, rows.target.values.length]).toEqual([2, 2]);
  });

  it("leaves the rows of a gap missing", () => {
    expect(Array.from(appendRows(daily("2024-01-01", [1]), daily("2024-01-04", [4])).target.values)).toEqual([
      1,
      NaN,
      NaN,
      4,
    ]);
  });

  it("takes the later observed values of times that both hold, and no rows before the first", () => {
    const joined = appendRows(daily("2024-01-02", [2, 3, 4]), daily("2024-01-01", [9, NaN, 7, 8, 5]));
    expect(joined).toEqual(daily("2024-01-02", [2, 7, 8, 5]));
    const inside = appendRows(daily("2024-01-01", [1, 2, 3]), daily("2024-01-02", [8]));
    expect(inside).toEqual(daily("2024-01-01", [1, 8, 3]));
    expect(appendRows(daily("2024-02-01", [1]), daily("2024-01-01", [8]))).toEqual(daily("2024-02-01", [1]));
  });

  it("joins the parts of any split to the whole, covariates and month ends too", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(38), fc.nat(5), (rows, at, beyond) => {
        const whole = createSeries({
          id: "m",
          start: "2023-01-31",
          frequency: "1mo",
          target: { y: values(5, rows), z: values(7, rows) },
          pastCovariates: { p: values(3, rows) },
          futureCovariates: { f: values(2, rows + beyond) },
          staticCovariates: { kind: "x" },
          weight: values(4, rows),
        });
        const { train, test } = splitAt(whole, { last: 1 + (at % (rows - 1)) });
        expect(appendRows(train, test)).toEqual(whole);
      }),
    );
  });

  it("joins the weights of rows, 1 where a side has none", () => {
    const [early, late] = [daily("2024-01-01", [1, 2, 3]), daily("2024-01-03", [NaN, 4, 5])];
    const [light, heavy] = [
      { ...early, weight: Float64Array.of(0, 2, 3) },
      { ...late, weight: Float64Array.of(7, 8, 9) },
    ];
    expect(appendRows(light, heavy).weight).toEqual(Float64Array.of(0, 2, 3, 8, 9));
    expect(appendRows(light, late).weight).toEqual(Float64Array.of(0, 2, 3, 1, 1));
    expect(appendRows(early, heavy).weight).toEqual(Float64Array.of(1, 1, 1, 8, 9));
    expect(appendRows(light, daily("2024-01-05", [5])).weight).toEqual(Float64Array.of(0, 2, 3, 1, 1));
    const again = { ...daily("2023-12-31", [9, 9, 9]), weight: Float64Array.of(5, 6, 7) };
    expect(appendRows(light, again).weight).toEqual(Float64Array.of(6, 7, 3));
    expect(appendRows(early, late).weight).toBeUndefined();
  });

  it("refuses another frequency, grid, zone and other columns", () => {
    const series = daily("2024-01-01", [1, 2, 3]);
    const hourly = createSeries({ id: "a", start: "2024-01-04", frequency: "1h", target: { y: [1, 2] } });
    expect(() => appendRows(series, hourly)).toThrow("expected rows of frequency 1d, found 1h");
    const noon = daily("2024-01-04T12:00", [1, 2]);
    expect(() => appendRows(series, noon)).toThrow(
      "expected rows on its grid: every 1d as far as 2024-01-03, found a row at 2024-01-04T12:00:00",
    );
    const zoned = createSeries({ id: "a", start: "2024-01-04", frequency: "1d", timezone: "UTC", target: { y: [1] } });
    expect(() => appendRows(series, zoned)).toThrow("expected times in floating, found UTC");
    const other = createSeries({ id: "a", start: "2024-01-04", frequency: "1d", target: { x: [1] } });
    expect(() => appendRows(series, other)).toThrow(DataError);
    expect(() => appendRows(series, other)).toThrow("expected target y, found x");
  });
});
