import { tzOffset } from "@date-fns/tz";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import {
  checkTimezone,
  formatTimestamp,
  instantOf,
  offsetAt,
  parseFrequency,
  parseTimestamp,
  wallTime,
} from "../../src/series/index.ts";
import { namesZone, scanTimestamp } from "../../src/series/timestamp.ts";

const hour = parseFrequency("1h");
const day = parseFrequency("1d");
const london = "Europe/London";

describe("scanTimestamp", () => {
  it.each([
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["0000-02-29", "0000-02-29T00:00:00.000Z"],
    ["0099-12-31", "0099-12-31T00:00:00.000Z"],
    ["2024-01-01T13:45", "2024-01-01T13:45:00.000Z"],
    ["2024-01-01 13:45:06", "2024-01-01T13:45:06.000Z"],
    ["2024-01-01T13:45:06.7", "2024-01-01T13:45:06.700Z"],
    ["2024-01-01T13:45:06.789123", "2024-01-01T13:45:06.789Z"],
    ["2024-01-01T13:45Z", "2024-01-01T13:45:00.000Z"],
    ["2024-01-01T13:45:06.789+05:30", "2024-01-01T08:15:06.789Z"],
    ["2024-01-01T13:45-0130", "2024-01-01T15:15:00.000Z"],
    ["2024-01-01 13:45:00+00", "2024-01-01T13:45:00.000Z"],
  ])("reads %s", (text, iso) => {
    expect(new Date(scanTimestamp(text)).toISOString()).toBe(iso);
  });

  it.each([
    "",
    "2024",
    "2024-1-1",
    "2023-02-29",
    "1900-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-01-00",
    "2024-01-32",
    "2024-04-31",
    "2024/01/01",
    "01.02.2024",
    "2024-01-01T",
    "2024-01-01T1:00",
    "2024-01-01T24:00",
    "2024-01-01T12:60",
    "2024-01-01T12:00:60",
    "2024-01-01T12:00:00.",
    "2024-01-01T12:00:00.1234567890",
    "2024-01-01T12",
    "2024-01-01Z",
    "2024-01-01T12:00+1",
    "2024-01-01T12:00+25:00",
    "2024-01-01x12:00",
    "2024-01-01T12:00ZZ",
    "2024-01-01T12:0Z",
    "1704067200",
    "abcd-ef-gh",
    "2024-01-01T12:00:0Z",
    "2024-01-01T12:00:00+1:00",
  ])("refuses %j", (text) => {
    expect(scanTimestamp(text)).toBeNaN();
  });

  it("agrees with Date on every ISO text", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          expect(scanTimestamp(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });

  it("never throws, and namesZone tells zoned texts", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof scanTimestamp(text) === "number"));
    expect(["2024-01-01", "2024-01-01T00:00", "2024-01-01T00:00Z", "2024-01-01 00:00-05:00"].map(namesZone)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("timezones", () => {
  it("counts the first of two equal clock times, and moves a skipped one forward", () => {
    expect(new Date(parseTimestamp("2024-10-27T01:30", london)).toISOString()).toBe("2024-10-27T00:30:00.000Z");
    expect(new Date(parseTimestamp("2024-03-31T01:30", london)).toISOString()).toBe("2024-03-31T01:30:00.000Z");
    const newYork = "America/New_York";
    expect(new Date(parseTimestamp("2024-11-03T01:30", newYork)).toISOString()).toBe("2024-11-03T05:30:00.000Z");
    expect(new Date(parseTimestamp("2024-03-10T02:30", newYork)).toISOString()).toBe("2024-03-10T07:30:00.000Z");
  });

  it("offsetAt agrees with @date-fns/tz at every hour of a year", () => {
    for (const zone of [london, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]) {
      for (let t = Date.UTC(2024, 0, 1); t < Date.UTC(2025, 0, 1); t += 3_600_000) {
        const expected = tzOffset(zone, new Date(t)) * 60_000;
        if (offsetAt(t, zone) !== expected) expect({ zone, t }).toBe(expected);
      }
    }
    expect(offsetAt(Date.UTC(2024, 6, 1), london)).toBe(3_600_000);
  });

  it("instantOf is the inverse of wallTime but for repeated clock times", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1980, 0, 1) / 60_000, max: Date.UTC(2040, 0, 1) / 60_000 }),
        fc.constantFrom("UTC", "floating", london, "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland"),
        (minutes, zone) => {
          const instant = instantOf(wallTime(minutes * 60_000, zone), zone);
          expect(wallTime(instant, zone)).toBe(wallTime(minutes * 60_000, zone));
          expect(instant).toBeLessThanOrEqual(minutes * 60_000);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("checkTimezone takes IANA names, UTC and floating only", () => {
    expect(["utc", "floating", london].map(checkTimezone)).toEqual(["UTC", "floating", london]);
    for (const name of ["Mars/Olympus", "+01:00", "", "Europe/Londn"])
      expect(() => checkTimezone(name)).toThrow(OptionError);
    expect(() => checkTimezone("Mars/Olympus")).toThrow(
      `timezone "Mars/Olympus": expected an IANA name such as "Europe/London", or "UTC", or "floating", found "Mars/Olympus"; take the name from the tz database; abbreviations and offsets do not name a calendar`,
    );
    for (const name of ["Europe/Londn", "london"])
      expect(() => checkTimezone(name)).toThrow("; did you mean Europe/London?");
  });
});

describe("formatTimestamp", () => {
  it("writes no zone, Z or the offset", () => {
    const stamp = Date.UTC(2024, 6, 1, 12);
    expect(formatTimestamp(stamp, hour, "floating")).toBe("2024-07-01T12:00:00");
    expect(formatTimestamp(stamp, hour, "UTC")).toBe("2024-07-01T12:00:00Z");
    expect(formatTimestamp(stamp, hour, london)).toBe("2024-07-01T13:00:00+01:00");
    expect(formatTimestamp(stamp + 5, hour, "America/New_York")).toBe("2024-07-01T08:00:00.005-04:00");
  });

  it("writes the date alone at local midnight of days and longer units", () => {
    expect(formatTimestamp(parseTimestamp("2024-07-01", london), day, london)).toBe("2024-07-01");
    expect(formatTimestamp(parseTimestamp("2024-07-01", london), hour, london)).toBe("2024-07-01T00:00:00+01:00");
    expect(formatTimestamp(0, day, "floating")).toBe("1970-01-01");
    expect(formatTimestamp(3_600_000, day, "floating")).toBe("1970-01-01T01:00:00");
    const saoPaulo = "America/Sao_Paulo"; // skipped midnight of 2018-11-04
    expect(formatTimestamp(parseTimestamp("2018-11-04", saoPaulo), day, saoPaulo)).toBe("2018-11-04");
  });

  it("tells the zone of days in UTC, so that reading needs no option", () => {
    expect(formatTimestamp(0, day, "UTC")).toBe("1970-01-01T00:00:00Z");
    expect(formatTimestamp(3_600_000, day, "UTC")).toBe("1970-01-01T01:00:00Z");
    expect(namesZone(formatTimestamp(0, parseFrequency("1mo"), "UTC"))).toBe(true);
  });

  it("writes years of four digits, with milliseconds where there are some", () => {
    expect(formatTimestamp(scanTimestamp("0033-04-03"), day, "floating")).toBe("0033-04-03");
    expect(formatTimestamp(-1, hour, "UTC")).toBe("1969-12-31T23:59:59.999Z");
  });

  it("reads back to the same instant", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2040, 0, 1) }),
        fc.constantFrom("UTC", "floating", london, "America/New_York", "Asia/Kolkata"),
        fc.constantFrom(hour, day),
        (stamp, zone, frequency) => {
          expect(parseTimestamp(formatTimestamp(stamp, frequency, zone), zone)).toBe(stamp);
        },
      ),
      { numRuns: 500 },
    );
  });
});
