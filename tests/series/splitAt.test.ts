import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { addSteps, createSeries, head, horizonTimestamps, parseFrequency, splitAt } from "../../src/series/index.ts";

const series = createSeries({
  id: "load",
  start: "2024-01-01",
  frequency: "1d",
  target: { x: [1, 2, 3, 4], y: [5, 6, 7, 8] },
  pastCovariates: { p: [1, 2, 3, 4] },
  futureCovariates: { f: [1, 2, 3, 4, 5, 6] },
  staticCovariates: { size: 1 },
});

describe("splitAt", () => {
  it("puts the row at the cutoff into train", () => {
    const cutoffs = ["2024-01-03", Date.UTC(2024, 0, 3), new Date("2024-01-03"), "2024-01-03T12:00", { last: 1 }];
    for (const cutoff of cutoffs) {
      const { train, test } = splitAt(series, cutoff);
      expect(Array.from(train.target.values)).toEqual([1, 5, 2, 6, 3, 7]);
      expect(Array.from(test.target.values)).toEqual([4, 8]);
    }
  });

  it("gives train all future covariates, test those from its first row, and both the static ones", () => {
    const { train, test } = splitAt(series, { last: 1 });
    expect(Array.from(train.futureCovariates!.values)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(Array.from(test.futureCovariates!.values)).toEqual([4, 5, 6]);
    expect([Array.from(train.pastCovariates!.values), Array.from(test.pastCovariates!.values)]).toEqual([
      [1, 2, 3],
      [4],
    ]);
    expect([train.staticCovariates, test.staticCovariates]).toEqual([{ size: 1 }, { size: 1 }]);
  });

  it("copies nothing", () => {
    const { train, test } = splitAt(series, { last: 2 });
    for (const part of [train, test]) {
      expect(part.target.values.buffer).toBe(series.target.values.buffer);
      expect(part.timestamps.buffer).toBe(series.timestamps.buffer);
      expect(part.futureCovariates!.values.buffer).toBe(series.futureCovariates!.values.buffer);
    }
  });

  it("reads a text without a zone in the series' own", () => {
    const local = createSeries({
      start: "2024-07-01",
      frequency: "1d",
      timezone: "America/New_York",
      target: [1, 2, 3],
    });
    expect(splitAt(local, "2024-07-02").train.timestamps).toHaveLength(2);
    expect(splitAt(local, "2024-07-02T00:00Z").train.timestamps).toHaveLength(1);
  });

  it("splits each of several series", () => {
    const { train, test } = splitAt([series, series], { last: 1 });
    expect([train.length, test.length, train[1]!.timestamps.length]).toEqual([2, 2, 3]);
  });

  it("refuses an empty part, and a cutoff that is none", () => {
    expect(() => splitAt(series, "2024-01-04")).toThrow(
      `splitAt series "load": expected at least one row on either side of the cutoff, found no row in test; the series has 4 rows from 2024-01-01T00:00:00.000Z to 2024-01-04T00:00:00.000Z; pass an earlier cutoff`,
    );
    expect(() => splitAt(series, { last: 4 })).toThrow("no row in train");
    expect(() => splitAt(series, { last: 9 })).toThrow(DataError);
    expect(() => splitAt(series, { last: 0 })).toThrow(DataError);
    for (const at of ["soon", NaN, new Date(NaN), { last: 1.5 }, { last: -1 }]) {
      expect(() => splitAt(series, at)).toThrow(OptionError);
    }
  });

  it("gives every row to exactly one part", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.nat(),
        fc.integer({ min: 0, max: 86_399_999 }),
        (rows, n, rest) => {
          const one = createSeries({ start: 0, frequency: "1d", target: Array.from({ length: rows }, (_, i) => i) });
          const seen = 1 + (n % (rows - 1));
          const { train, test } = splitAt(one, one.timestamps[seen - 1]! + rest);
          expect(train.timestamps).toHaveLength(seen);
          expect([...train.target.values, ...test.target.values]).toEqual([...one.target.values]);
        },
      ),
    );
  });
});

describe("head", () => {
  it("takes the first rows and all future covariates", () => {
    const first = head(series, 2);
    expect(Array.from(first.target.values)).toEqual([1, 5, 2, 6]);
    expect(first.futureCovariates!.values).toHaveLength(6);
    expect(head(series, 0).timestamps).toHaveLength(0);
    expect(head(series, 4)).toEqual(series);
  });

  it("refuses lengths beyond the series", () => {
    expect(() => head(series, 5)).toThrow(
      `head of series "load": expected a whole number from 0 to 4, found 5; pass at most the series' length`,
    );
    expect(() => head(series, -1)).toThrow(OptionError);
    expect(() => head(series, 1.5)).toThrow(OptionError);
  });
});

describe("horizonTimestamps", () => {
  it("goes on from the last row", () => {
    expect(Array.from(horizonTimestamps(series, 2))).toEqual([Date.UTC(2024, 0, 5), Date.UTC(2024, 0, 6)]);
    expect(horizonTimestamps(series, 0)).toHaveLength(0);
  });

  it("keeps the day of the month in a view that starts with a short month", () => {
    const monthly = createSeries({ start: "2023-01-30", frequency: "1mo", target: [1, 2, 3] });
    const { test } = splitAt(monthly, { last: 2 });
    const next = Array.from(horizonTimestamps(test, 2), (t) => new Date(t).toISOString().slice(0, 10));
    expect(next).toEqual(["2023-04-30", "2023-05-30"]);
  });

  it("counts every step from the start, over changes of the clock", () => {
    fc.assert(
      fc.property(fc.constantFrom("1h", "1d", "1w", "1mo", "1y"), fc.integer({ min: 1, max: 50 }), (text, rows) => {
        const start = "2023-01-31T12:00";
        const timezone = "Europe/London";
        const one = createSeries({ start, frequency: text, timezone, target: new Float64Array(rows) });
        horizonTimestamps(one, 30).forEach((stamp, h) => {
          expect(stamp).toBe(addSteps(one.timestamps[0]!, rows + h, parseFrequency(text), timezone));
        });
      }),
    );
  });

  it("refuses an empty series and a horizon that is no whole number", () => {
    expect(() => horizonTimestamps(head(series, 0), 1)).toThrow(DataError);
    expect(() => horizonTimestamps(series, 1.5)).toThrow(OptionError);
    expect(() => horizonTimestamps(series, -1)).toThrow(OptionError);
  });
});
