import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/errors.ts";
import {
  formatFrequency,
  inferFrequency,
  parseFrequency,
  parseTimestamp,
  timestampsFrom,
} from "../../src/series/index.ts";
import { inferSharedFrequency } from "../../src/series/inferFrequency.ts";

function inferred(texts: readonly string[], timezone = "floating"): string {
  const stamps = texts.map((text) => parseTimestamp(text, timezone));
  return formatFrequency(inferFrequency(stamps, timezone, "demo"));
}

describe("inferFrequency", () => {
  it.each<[string, string[]]>([
    ["1w", ["2024-01-01", "2024-01-08", "2024-01-29", "2024-02-05"]],
    ["1d", ["2024-01-01", "2024-01-02", "2024-01-05", "2024-01-06"]],
    ["1mo", ["2024-01-01", "2024-02-01", "2024-05-01", "2024-06-01"]],
    ["1mo", ["2024-01-31", "2024-02-29", "2024-04-30", "2024-05-31"]],
    ["1mo", ["2023-01-30", "2023-02-28", "2023-03-30"]],
    ["1mo", ["2023-02-28", "2023-03-30", "2023-04-30"]],
    ["1q", ["2023-03-31", "2023-06-30", "2023-12-31", "2024-03-31"]],
    ["1q", ["2024-01-01", "2024-04-01", "2024-07-01"]],
    ["2mo", ["2024-01-01", "2024-03-01", "2024-05-01"]],
    ["2q", ["2024-01-01", "2024-07-01", "2025-01-01"]],
    ["1y", ["2020-02-29", "2021-02-28", "2023-02-28", "2024-02-29"]],
    ["2w", ["2024-01-01", "2024-01-15", "2024-01-29"]],
    ["10d", ["2024-01-01", "2024-01-11", "2024-01-21"]],
    ["30min", ["2024-01-01T00:00", "2024-01-01T00:30", "2024-01-01T03:00", "2024-01-01T03:30"]],
    ["1h", ["2024-01-01T23:00", "2024-01-02T00:00", "2024-01-02T01:00"]],
    ["15s", ["2024-01-01T00:00:00", "2024-01-01T00:00:15", "2024-01-01T00:00:45", "2024-01-01T00:01:00"]],
    ["90min", ["2024-01-01T00:00", "2024-01-01T01:30"]],
    ["1d", ["2024-01-04T18:30", "2024-01-05T18:30", "2024-01-08T18:30", "2024-01-09T18:30"]],
  ])("finds %s in %j", (frequency, texts) => {
    expect(inferred(texts)).toBe(frequency);
  });

  it("finds days, not hours, over changes of the clock", () => {
    expect(inferred(["2024-03-30", "2024-03-31", "2024-04-01"], "Europe/London")).toBe("1d");
    expect(inferred(["2024-03-30T01:30", "2024-03-31T01:30", "2024-04-01T01:30"], "Europe/London")).toBe("1d");
    expect(inferred(["2024-03-31T00:00Z", "2024-03-31T01:00Z", "2024-03-31T02:00Z"], "Europe/London")).toBe("1h");
  });

  it("is right on random rows of a regular grid whose commonest difference is one step", () => {
    const grid = fc.record({
      frequency: fc.constantFrom("30s", "5min", "30min", "1h", "1d", "1w", "1mo", "1q", "1y"),
      timezone: fc.constantFrom("UTC", "floating", "Europe/London", "America/New_York"),
      start: fc.integer({ min: Date.UTC(1995, 0, 1) / 60_000, max: Date.UTC(2005, 0, 1) / 60_000 }),
      kept: fc.array(fc.boolean(), { minLength: 12, maxLength: 60 }),
    });
    fc.assert(
      fc.property(grid, ({ frequency, timezone, start, kept }) => {
        // Every missing row is followed by two that are there.
        const mask = [true, true, true, ...kept.flatMap((keep) => (keep ? [true] : [false, true, true]))];
        const all = timestampsFrom(start * 60_000, mask.length, parseFrequency(frequency), timezone);
        fc.pre(frequency !== "1d" || kept.length > 0);
        const stamps = all.filter((_, i) => mask[i]);
        expect(formatFrequency(inferFrequency(stamps, timezone, "demo"))).toBe(frequency);
      }),
      { numRuns: 300 },
    );
  });

  it("refuses fewer than two rows", () => {
    expect(() => inferFrequency([0], "UTC", "demo.csv")).toThrow(
      `demo.csv: expected at least 2 rows with different times, to see how far apart they are, found 1 row; pass frequency, for example frequency: "1d"`,
    );
    expect(() => inferFrequency([], "UTC", "demo.csv")).toThrow("found 0 rows");
  });

  it("refuses a stray row instead of a grid of its own", () => {
    const texts = ["2024-01-01T00:00", "2024-01-01T01:00", "2024-01-01T02:00", "2024-01-01T02:01", "2024-01-01T03:00"];
    expect(() => inferred(texts)).toThrow(
      new DataError({
        where: "demo",
        expected: "times a regular step apart (rows may be missing)",
        found:
          "no step that explains all times; the commonest difference is 1h, and the first time off it is 2024-01-01T02:01:00",
        remedy: `pass frequency, for example frequency: "1h", and mend or remove the rows off its grid; readers take tolerance or aggregate beside it`,
      }),
    );
  });

  it("refuses steps below a second", () => {
    expect(() => inferFrequency([0, 500, 1000], "UTC", "demo")).toThrow("the commonest difference is 500 ms");
  });
});

describe("inferSharedFrequency", () => {
  it("lets each series have its own phase", () => {
    const hour = 3_600_000;
    const both = [
      [0, hour, 2 * hour],
      [hour / 2, 1.5 * hour],
    ];
    expect(inferSharedFrequency(both, "UTC", "demo")).toEqual({ unit: "hour", step: 1 });
  });

  it("refuses series of one row each", () => {
    expect(() => inferSharedFrequency([[0], [5]], "UTC", "demo")).toThrow("found 2 series of one row each");
  });
});
