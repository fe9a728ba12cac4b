import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { createSeries } from "../../src/series/index.ts";

describe("createSeries", () => {
  it("makes a series from a start and a frequency, and copies its values", () => {
    const values = Float64Array.of(1, NaN, 3);
    const series = createSeries({ start: "2024-01-01", frequency: "1d", target: values });
    values[0] = 9;
    expect(series).toEqual({
      id: "target",
      frequency: { unit: "day", step: 1 },
      timezone: "floating",
      timestamps: Float64Array.of(Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 3)),
      target: { names: ["target"], values: Float64Array.of(1, NaN, 3) },
    });
  });

  it("infers the frequency of timestamps given as numbers, dates or text", () => {
    for (const timestamps of [
      [0, 3_600_000],
      [new Date(0), new Date(3_600_000)],
      ["1970-01-01", "1970-01-01T01:00"],
    ]) {
      expect(createSeries({ timestamps, target: [1, 2] }).frequency).toEqual({ unit: "hour", step: 1 });
    }
  });

  it("is called by its id, or its first target", () => {
    const given = { start: 0, frequency: "1d" };
    expect(createSeries({ ...given, target: { a: [1], b: [2] } }).id).toBe("a");
    expect(createSeries({ ...given, id: "x", target: [1] }).target.names).toEqual(["x"]);
  });

  it("refuses a blank id, which a CSV could not hold", () => {
    expect(() => createSeries({ id: " ", start: 0, frequency: "1d", target: [1] })).toThrow(
      `createSeries " ": expected an id, found " "; name the series`,
    );
  });

  it("lays columns out row-major", () => {
    const series = createSeries({ start: 0, frequency: "1d", target: { a: [1, 2], b: [3, 4] } });
    expect(Array.from(series.target.values)).toEqual([1, 3, 2, 4]);
  });

  it("refuses options that do not tell the times", () => {
    expect(() => createSeries({ target: [1] })).toThrow(
      `createSeries "target": expected either start and frequency, or timestamps, found none of them; pass for example start: "2024-01-01", frequency: "1d"`,
    );
    expect(() => createSeries({ start: 0, target: [1] })).toThrow(OptionError);
    expect(() => createSeries({ start: 0, timestamps: [0], frequency: "1d", target: [1] })).toThrow(OptionError);
    expect(() => createSeries({ start: "noon", frequency: "1d", target: [1] })).toThrow(DataError);
    expect(() => createSeries({ start: 8.65e15, frequency: "1d", target: [1] })).toThrow(
      `createSeries "target" start: expected epoch milliseconds, a Date or ISO 8601 text, found 8650000000000000;`,
    );
    expect(() => createSeries({ start: 0, frequency: "1d", timezone: "Mars", target: [1] })).toThrow(OptionError);
  });

  it("refuses times out of order, with gaps, or off the grid, and names the row", () => {
    const day = 86_400_000;
    expect(() => createSeries({ timestamps: [0, day, day], target: [1, 2, 3] })).toThrow(
      `createSeries "target" timestamps row 2: expected ascending times one step apart, without gaps, found 1970-01-02T00:00:00, then 1970-01-02T00:00:00; sort the rows, remove repeated ones, and put NaN in the place of missing ones`,
    );
    expect(() => createSeries({ timestamps: [0, day, 3 * day], target: [1, 2, 3] })).toThrow("timestamps row 2");
    expect(() => createSeries({ timestamps: [0, 5], frequency: "1d", target: [1, 2] })).toThrow("timestamps row 1");
  });

  it("refuses values that are not finite, and columns of other lengths", () => {
    const given = { start: 0, frequency: "1d" };
    expect(() => createSeries({ ...given, target: { load: [1, Infinity] } })).toThrow(
      `createSeries "load" target column "load" row 1: expected a finite number, or NaN for a missing value, found Infinity; replace it by NaN if it is missing`,
    );
    expect(() => createSeries({ ...given, target: { a: [1], b: [1, 2] } })).toThrow(DataError);
    expect(() => createSeries({ ...given, target: [] })).toThrow(DataError);
    expect(() => createSeries({ ...given, target: [1, 2], pastCovariates: { p: [1] } })).toThrow(DataError);
    expect(() => createSeries({ ...given, target: [1, 2], futureCovariates: { f: [1] } })).toThrow(
      "expected 2 rows or more, found 1 rows",
    );
    expect(() => createSeries({ timestamps: [0, 1000], target: [1] })).toThrow(DataError);
  });
});
