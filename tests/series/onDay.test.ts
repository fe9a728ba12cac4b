/** Frequencies that stand on a day: `1w-mon`, `1mo-end` and their fellows. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createSeries,
  formatTimestamp,
  isOnDay,
  parseFrequency,
  parseTimestamp,
  startOfUnit,
  timestampsFrom,
} from "../../src/series/index.ts";

const stamp = (text: string, timezone = "floating"): number => parseTimestamp(text, timezone);
const day = parseFrequency("1d");

describe("isOnDay", () => {
  it.each([
    ["1w-mon", "2024-01-01", "2024-01-02"],
    ["1w-sun", "2024-01-07", "2024-01-06"],
    ["1mo-start", "2024-02-01", "2024-02-02"],
    ["1mo-end", "2024-02-29", "2024-02-28"],
    ["1q-start", "2024-04-01", "2024-05-01"],
    ["1q-end", "2024-06-30", "2024-05-31"],
    ["1y-start", "2024-01-01", "2024-04-01"],
    ["1y-end", "2023-12-31", "2023-09-30"],
    ["1bd", "2024-01-05", "2024-01-06"],
  ])("%s takes %s and refuses %s", (text, yes, no) => {
    const frequency = parseFrequency(text);
    expect([yes, no].map((date) => isOnDay(stamp(date), frequency, "floating"))).toEqual([true, false]);
  });

  it("looks at the local day", () => {
    const sundayInUtc = stamp("2024-01-01T00:00+01:00");
    expect(isOnDay(sundayInUtc, parseFrequency("1w-mon"), "Europe/Berlin")).toBe(true);
    expect(isOnDay(sundayInUtc, parseFrequency("1w-mon"), "UTC")).toBe(false);
  });

  it("holds for every step of a series that begins on the day", () => {
    const given = fc.constantFrom("1w-mon", "3w-sat", "1mo-start", "2mo-end", "1q-end", "1q-start", "1y-end", "3bd");
    const start = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(given, start, fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"), (text, from, timezone) => {
        const frequency = parseFrequency(text);
        const first = startOfUnit(from, frequency, timezone);
        for (const time of timestampsFrom(first, 30, frequency, timezone)) {
          expect(isOnDay(time, frequency, timezone)).toBe(true);
        }
      }),
    );
  });
});

describe("startOfUnit", () => {
  it.each([
    ["1s", "2024-05-17T08:34:56.789", "2024-05-17T08:34:56"],
    ["1min", "2024-05-17T08:34:56", "2024-05-17T08:34:00"],
    ["1h", "2024-05-17T08:34:56", "2024-05-17T08:00:00"],
    ["1d", "2024-05-17T08:34", "2024-05-17"],
    ["1bd", "2024-05-19T08:34", "2024-05-17"],
    ["1w", "2024-05-17T08:34", "2024-05-13"],
    ["1w-sun", "2024-05-17T08:34", "2024-05-12"],
    ["1mo", "2024-05-17", "2024-05-01"],
    ["1mo-end", "2024-02-17", "2024-02-29"],
    ["1q", "2024-05-17", "2024-04-01"],
    ["1q-end", "2024-05-17", "2024-06-30"],
    ["1y", "2024-05-17", "2024-01-01"],
    ["1y", "1950-05-17", "1950-01-01"],
  ])("of %s at %s is %s", (text, from, to) => {
    expect(startOfUnit(stamp(from), parseFrequency(text), "floating")).toBe(stamp(to));
  });

  it("takes hours on the clock of a zone that is half an hour off, and days at local midnight", () => {
    const time = stamp("2024-05-17T08:45+05:30");
    expect(startOfUnit(time, parseFrequency("1h"), "Asia/Kolkata")).toBe(stamp("2024-05-17T08:00+05:30"));
    expect(formatTimestamp(startOfUnit(time, day, "Asia/Kolkata"), day, "Asia/Kolkata")).toBe("2024-05-17");
  });

  it("tells the two hours of the fold apart", () => {
    const late = stamp("2024-10-27T02:30+01:00");
    expect(startOfUnit(late, parseFrequency("1h"), "Europe/Berlin")).toBe(stamp("2024-10-27T02:00+01:00"));
    expect(startOfUnit(late - 3_600_000, parseFrequency("1h"), "Europe/Berlin")).toBe(stamp("2024-10-27T02:00+02:00"));
  });
});

describe("createSeries", () => {
  it("refuses a first row that its frequency does not allow", () => {
    expect(() => createSeries({ start: "2024-01-02", frequency: "1w-mon", target: [1] })).toThrow(
      `createSeries "target" start: expected a day of 1w-mon, found 2024-01-02T00:00:00`,
    );
    expect(createSeries({ start: "2024-01-31", frequency: "1mo-end", target: [1, 2] }).timestamps[1]).toBe(
      stamp("2024-02-29"),
    );
  });
});
