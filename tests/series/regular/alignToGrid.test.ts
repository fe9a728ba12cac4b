import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../../src/errors.ts";
import { alignToGrid, mergeDuplicates } from "../../../src/series/index.ts";

const minute = 60_000;
const stamps = [14 * minute, 19 * minute + 1000, 24 * minute, 34 * minute - 500, 39 * minute];
const given = { timestamps: stamps, frequency: "5min", target: [1, 2, 3, 4, 5] };

describe("alignToGrid", () => {
  it("moves rows to the nearest time of the phase that most rows have, and tells how far", () => {
    const { series, ...report } = alignToGrid({ ...given, tolerance: "1s" });
    expect(Array.from(series.timestamps)).toEqual([14, 19, 24, 29, 34, 39].map((at) => at * minute));
    expect(Array.from(series.target.values)).toEqual([1, 2, 3, NaN, 4, 5]);
    expect(report).toEqual({ moved: 2, farthest: 1000, dropped: 0, merged: 0, missing: 1 });
  });

  it("moves rows forward only, so that no value stands before its time", () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, (seconds) => {
        const timestamps = seconds.map((second) => second * 1000);
        const options = { timestamps, frequency: "10s", origin: 0, target: seconds, duplicates: "last" as const };
        const { series } = alignToGrid({ ...options, direction: "forward" });
        series.target.values.forEach((second, t) => {
          if (Number.isNaN(second)) return;
          expect(series.timestamps[t]).toBe(Math.ceil(second / 10) * 10_000);
          // The last row measured up to the grid time, and none behind it.
          expect(second).toBe(Math.max(...seconds.filter((one) => one * 1000 <= series.timestamps[t]!)));
        });
      }),
    );
  });

  it("takes the later of two equally near times", () => {
    const { series } = alignToGrid({ timestamps: [5000], frequency: "10s", origin: 0, target: [1] });
    expect(series.timestamps[0]).toBe(10_000);
  });

  it("refuses rows outside the tolerance, or drops and counts them", () => {
    expect(() => alignToGrid({ ...given, tolerance: 600 })).toThrow(
      `alignToGrid "target" timestamps row 1: expected times at most 0.6 s beside the grid of 5min, such as 1970-01-01T00:19:00, found 1970-01-01T00:19:01; pass a larger tolerance, another origin, or outside: "drop"`,
    );
    const { series, dropped } = alignToGrid({ ...given, tolerance: 600, outside: "drop" });
    expect(dropped).toBe(1);
    expect(Array.from(series.target.values)).toEqual([1, NaN, 3, NaN, 4, 5]);
  });

  it("sorts rows, and merges those at one grid time by the rule given", () => {
    const rows = { timestamps: [60_000, 1000, 0, 2000], frequency: "1min", origin: 0, target: [9, 2, 1, 4] };
    expect(() => alignToGrid(rows)).toThrow(DataError);
    for (const [duplicates, value] of [
      ["first", 1],
      ["last", 4],
      ["sum", 7],
      ["mean", 7 / 3],
    ] as const) {
      const { series, merged } = alignToGrid({ ...rows, duplicates });
      expect([Array.from(series.target.values), merged]).toEqual([[value, 9], 2]);
    }
  });

  it("carries covariates of every role", () => {
    const { series } = alignToGrid({
      timestamps: ["2024-01-01T06:00", "2024-01-02T05:00"],
      frequency: "1d",
      timezone: "Europe/Berlin",
      id: "s",
      direction: "nearest",
      target: { a: [1, 2], b: [3, 4] },
      pastCovariates: { p: [5, 6] },
      futureCovariates: { f: [7, 8] },
      staticCovariates: { size: 3 },
    });
    expect(series.timestamps[0]).toBe(Date.UTC(2023, 11, 31, 23)); // local midnight
    expect(series.target).toEqual({ names: ["a", "b"], values: Float64Array.of(1, 3, 2, 4) });
    expect(Array.from(series.pastCovariates!.values)).toEqual([5, 6]);
    expect(Array.from(series.futureCovariates!.values)).toEqual([7, 8]);
    expect(series.staticCovariates).toEqual({ size: 3 });
    const only = alignToGrid({ ...given, futureCovariates: { f: [1, 2, 3, 4, 5] } }).series;
    expect([only.pastCovariates, only.futureCovariates!.names]).toEqual([undefined, ["f"]]);
  });

  it("refuses columns of other lengths, and wrong tolerances", () => {
    expect(() => alignToGrid({ ...given, target: [1] })).toThrow(DataError);
    expect(() => alignToGrid({ ...given, pastCovariates: { p: [1] } })).toThrow('column "p": expected 5 rows');
    expect(() => alignToGrid({ ...given, tolerance: -1 })).toThrow('pass for example tolerance: "2min"');
  });
});

describe("mergeDuplicates", () => {
  it("leaves missing values out of means and sums, and is missing where all are", () => {
    const rows = { times: Float64Array.of(0, 0, 1, 1), values: Float64Array.of(NaN, 3, NaN, NaN) };
    expect(mergeDuplicates(rows, "mean", "UTC", "demo").values).toEqual(Float64Array.of(3, NaN));
    expect(mergeDuplicates(rows, "sum", "UTC", "demo").values).toEqual(Float64Array.of(3, NaN));
  });

  it("refuses repeated times, and unknown rules", () => {
    const rows = { times: Float64Array.of(0, 1000, 1000, 1000), values: Float64Array.of(1, 2, 3, 4) };
    expect(() => mergeDuplicates(rows, "error", "UTC", "demo")).toThrow(
      `demo: expected every time once, found 1970-01-01T00:00:01Z twice or more, the first of 2 repeated rows; remove the repeated rows, or pass duplicates: "first", "last", "mean", "sum"`,
    );
    expect(() => mergeDuplicates(rows, "median" as "mean", "UTC", "demo")).toThrow("demo duplicates: expected one of");
  });
});
