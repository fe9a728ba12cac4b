import { TZDate } from "@date-fns/tz";
import { addDays, addMonths } from "date-fns";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anchorRow } from "../../src/series/calendar.ts";
import {
  addSteps,
  type Frequency,
  parseFrequency,
  parseTimestamp,
  stepsBetween,
  timestampsFrom,
} from "../../src/series/index.ts";

const london = "Europe/London";
const newYork = "America/New_York";
const frequencies = ["30s", "15min", "1h", "1d", "2d", "1w", "1mo", "5mo", "1q", "1y"].map(parseFrequency);
const zones = ["UTC", "floating", london, newYork, "Australia/Lord_Howe", "Asia/Kolkata"];
const day = parseFrequency("1d");
const month = parseFrequency("1mo");

/** Dates of month-like steps from a date. */
function dates(start: string, count: number, frequency: Frequency, timezone = "UTC"): string[] {
  const stamps = timestampsFrom(parseTimestamp(start, timezone), count, frequency, timezone);
  return Array.from(stamps, (stamp) => new Date(stamp).toISOString().slice(0, 10));
}

describe("addSteps", () => {
  it("keeps the local hour over the start and end of summer time", () => {
    const spring = parseTimestamp("2024-03-30T12:00", london);
    expect(addSteps(spring, 1, day, london) - spring).toBe(23 * 3_600_000);
    const autumn = parseTimestamp("2024-11-02T12:00", newYork);
    expect(addSteps(autumn, 1, day, newYork) - autumn).toBe(25 * 3_600_000);
    expect(addSteps(autumn, 1, day, "UTC") - autumn).toBe(24 * 3_600_000);
  });

  it("moves a time that the clock skips forward, and comes back to the hour the day after", () => {
    const before = parseTimestamp("2024-03-30T01:30", london);
    expect(new Date(addSteps(before, 1, day, london)).toISOString()).toBe("2024-03-31T01:30:00.000Z"); // 02:30 local
    expect(new Date(addSteps(before, 2, day, london)).toISOString()).toBe("2024-04-01T00:30:00.000Z"); // 01:30 local
  });

  it("takes the earlier of two equal clock times", () => {
    const before = parseTimestamp("2024-10-26T01:30", london);
    expect(new Date(addSteps(before, 1, day, london)).toISOString()).toBe("2024-10-27T00:30:00.000Z");
  });

  it("agrees with date-fns on a TZDate wherever the clock time is unambiguous and the day is no month end", () => {
    const steps = fc.integer({ min: -60, max: 60 });
    const stamp = fc.integer({ min: Date.UTC(1990, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 });
    fc.assert(
      fc.property(stamp, steps, fc.constantFrom(london, newYork), (minutes, n, zone) => {
        const from = new TZDate(minutes * 60_000, zone);
        fc.pre(from.getDate() < 29 && from.getHours() > 3);
        fc.pre(addDays(from, 1).getMonth() === from.getMonth());
        expect(addSteps(from.getTime(), n, day, zone)).toBe(addDays(from, n).getTime());
        expect(addSteps(from.getTime(), n, month, zone)).toBe(addMonths(from, n).getTime());
      }),
    );
  });

  it("goes back in whole steps", () => {
    expect(new Date(addSteps(Date.UTC(2024, 2, 31), -1, month, "UTC")).toISOString()).toBe("2024-02-29T00:00:00.000Z");
    expect(addSteps(7_200_000, -2, parseFrequency("1h"), "UTC")).toBe(0);
  });
});

describe("timestampsFrom", () => {
  it("keeps month ends month ends and does not drift", () => {
    expect(dates("2024-01-31", 4, month)).toEqual(["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]);
    expect(dates("2023-02-28", 3, month)).toEqual(["2023-02-28", "2023-03-31", "2023-04-30"]);
  });

  it("cuts a day short only in months that lack it", () => {
    expect(dates("2023-01-30", 4, month)).toEqual(["2023-01-30", "2023-02-28", "2023-03-30", "2023-04-30"]);
  });

  it("steps quarters and years over month ends and leap days", () => {
    expect(dates("2023-03-31", 4, parseFrequency("1q"))).toEqual([
      "2023-03-31",
      "2023-06-30",
      "2023-09-30",
      "2023-12-31",
    ]);
    expect(dates("2024-02-29", 3, parseFrequency("2y"))).toEqual(["2024-02-29", "2026-02-28", "2028-02-29"]);
  });

  it("ascends strictly, and stepsBetween counts its rows", () => {
    const start = fc.integer({ min: Date.UTC(1990, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 });
    fc.assert(
      fc.property(start, fc.constantFrom(...frequencies), fc.constantFrom(...zones), (minutes, frequency, zone) => {
        const stamps = timestampsFrom(minutes * 60_000, 40, frequency, zone);
        for (let i = 1; i < stamps.length; i++) expect(stamps[i]).toBeGreaterThan(stamps[i - 1]!);
        stamps.forEach((stamp, i) => expect(stepsBetween(stamps[0]!, stamp, frequency, zone)).toBe(i));
      }),
    );
  });
});

describe("stepsBetween", () => {
  it("is undefined off the grid", () => {
    expect(stepsBetween(0, 1, parseFrequency("1s"), "UTC")).toBeUndefined();
    expect(stepsBetween(0, 86_400_000, parseFrequency("1w"), "UTC")).toBeUndefined();
    expect(stepsBetween(0, Date.UTC(1970, 1, 2), month, "UTC")).toBeUndefined();
    expect(stepsBetween(0, Date.UTC(1970, 1, 1), parseFrequency("1q"), "UTC")).toBeUndefined();
  });

  it("is negative backwards, and never minus zero", () => {
    expect(stepsBetween(Date.UTC(1970, 3, 1), 0, month, "UTC")).toBe(-3);
    for (const frequency of frequencies) expect(Object.is(stepsBetween(5, 5, frequency, london), 0)).toBe(true);
  });
});

describe("anchorRow", () => {
  it("passes over month ends that may be days cut short, and times moved out of a clock change", () => {
    expect(anchorRow([Date.UTC(2023, 1, 28), Date.UTC(2023, 2, 30)], month, "UTC")).toBe(1);
    const start = parseTimestamp("2024-03-31T01:30", london); // shown as 02:30
    const next = parseTimestamp("2024-04-01T01:30", london);
    expect(anchorRow([start, next], day, london)).toBe(1);
    expect(stepsBetween(next, start, day, london)).toBe(-1);
  });
});
