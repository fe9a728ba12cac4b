import { TZDate } from "@date-fns/tz";
import { addBusinessDays as addBusinessDaysOfDateFns } from "date-fns/addBusinessDays";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addBusinessDays, businessDaysBetween, isWeekend, weekdayOf } from "../../src/series/businessDays.ts";
import { addSteps, createSeries, inferFrequency, parseFrequency, stepsBetween } from "../../src/series/index.ts";

const at = (date: string): number => Date.parse(`${date}Z`);
const businessDay = parseFrequency("1bd");
const walls = fc.integer({ min: at("1950-01-01T00:00"), max: at("2050-01-01T00:00") });

describe("business days", () => {
  it("know the day of the week, before 1970 too", () => {
    const week = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06", "2024-01-07"];
    expect(week.map((date) => weekdayOf(at(`${date}T23:59`)))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(weekdayOf(at("1969-12-31T12:00"))).toBe(2); // a Wednesday
    expect(week.map((date) => isWeekend(at(`${date}T00:00`)))).toEqual([false, false, false, false, false, true, true]);
  });

  it("move as date-fns moves them, at the same time of day", () => {
    fc.assert(
      fc.property(walls, fc.integer({ min: -500, max: 500 }), (wall, days) => {
        const moved = addBusinessDaysOfDateFns(new TZDate(wall, "UTC"), days).getTime();
        expect(addBusinessDays(wall, days)).toBe(days === 0 ? wall : moved);
      }),
    );
  });

  it("count back what they moved, from Monday to Friday", () => {
    fc.assert(
      fc.property(walls, fc.integer({ min: -500, max: 500 }), (wall, days) => {
        fc.pre(!isWeekend(wall));
        expect(businessDaysBetween(wall, addBusinessDays(wall, days)) + 0).toBe(days + 0);
      }),
    );
  });

  it("keep the local hour over a change of the clock at the weekend", () => {
    const friday = at("2024-03-29T08:00"); // 09:00 in Berlin
    expect(new Date(addSteps(friday, 1, businessDay, "Europe/Berlin")).toISOString()).toBe("2024-04-01T07:00:00.000Z");
    expect(stepsBetween(friday, at("2024-04-01T07:00"), businessDay, "Europe/Berlin")).toBe(1);
    expect(stepsBetween(friday, at("2024-03-30T08:00"), businessDay, "Europe/Berlin")).toBeUndefined();
  });

  it("are refused a series that starts or has a row at the weekend", () => {
    expect(() => createSeries({ start: "2024-01-06", frequency: "1bd", target: [1, 2] })).toThrow(
      `createSeries "target" start: expected a day from Monday to Friday, found 2024-01-06T00:00:00; start on such a day, or pass another frequency`,
    );
    const timestamps = ["2024-01-05", "2024-01-06", "2024-01-08"];
    expect(() => createSeries({ timestamps, frequency: "1bd", target: [1, 2, 3] })).toThrow("timestamps row 1");
  });

  it("are inferred from two weeks without a weekend, with a holiday missing, and not from less", () => {
    const days = Array.from({ length: 15 }, (_, i) => addBusinessDays(at("2024-01-01T00:00"), i));
    const holiday = days.filter((_, i) => i !== 4);
    expect(inferFrequency(holiday, "UTC", "demo")).toEqual({ unit: "businessDay", step: 1 });
    expect(inferFrequency(days.slice(0, 9), "UTC", "demo")).toEqual({ unit: "day", step: 1 });
    const saturday = [...days.slice(0, 10), at("2024-01-13T00:00"), ...days.slice(10)];
    expect(inferFrequency(saturday, "UTC", "demo")).toEqual({ unit: "day", step: 1 });
  });
});
