import { addDays } from "date-fns/addDays";
import { addMonths } from "date-fns/addMonths";
import { differenceInCalendarMonths } from "date-fns/differenceInCalendarMonths";
import { isLastDayOfMonth } from "date-fns/isLastDayOfMonth";
import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseFrequency, timestampsFrom } from "../../src/series/index.ts";
import { onWallClock } from "../../src/series/wallDate.ts";

/** Machines on either side of Greenwich, with and without summer time. */
const machines = ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"];

const moment = fc
  .date({ min: new Date("0201-01-01"), max: new Date("9800-01-01"), noInvalidDate: true })
  .map((date) => date.getTime());

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(machines)("date-fns on the wall clock, on a machine in %s", (machine) => {
  it("adds days of 24 hours, over the machine's clock changes too", () => {
    vi.stubEnv("TZ", machine);
    fc.assert(
      fc.property(moment, fc.integer({ min: -40_000, max: 40_000 }), (time, days) => {
        expect(addDays(time, days, onWallClock).getTime()).toBe(time + days * 86_400_000);
      }),
    );
  });

  it("adds months in UTC, cuts the day short and keeps the time of day", () => {
    vi.stubEnv("TZ", machine);
    fc.assert(
      fc.property(moment, fc.integer({ min: -1200, max: 1200 }), (time, months) => {
        const from = new Date(time);
        const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
        const timeOfDay = time - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
        const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
        const midnight = Date.UTC(year, month, Math.min(from.getUTCDate(), length));
        expect(addMonths(time, months, onWallClock).getTime()).toBe(midnight + timeOfDay);
      }),
    );
  });

  it("counts months and finds month ends in UTC", () => {
    vi.stubEnv("TZ", machine);
    fc.assert(
      fc.property(moment, moment, (time, other) => {
        const [from, to] = [new Date(time), new Date(other)];
        const years = to.getUTCFullYear() - from.getUTCFullYear();
        const months = years * 12 + to.getUTCMonth() - from.getUTCMonth();
        expect(differenceInCalendarMonths(other, time, onWallClock)).toBe(months);
        expect(isLastDayOfMonth(time, onWallClock)).toBe(new Date(time + 86_400_000).getUTCDate() === 1);
      }),
    );
  });

  it("leaves the steps of other zones alone", () => {
    vi.stubEnv("TZ", machine);
    const behind = new Date(Date.UTC(2024, 0, 1)).getTimezoneOffset();
    expect(behind).toBe(
      { UTC: 0, "America/New_York": 300, "Asia/Kolkata": -330, "Pacific/Apia": -780 }[machine] ?? -660,
    );
    const stamps = timestampsFrom(Date.UTC(2024, 0, 31, 23, 30), 3, parseFrequency("1mo"), "Europe/London");
    const texts = Array.from(stamps, (stamp) => new Date(stamp).toISOString());
    expect(texts).toEqual(["2024-01-31T23:30:00.000Z", "2024-02-29T23:30:00.000Z", "2024-03-31T22:30:00.000Z"]);
  });
});
