import { getISOWeek } from "date-fns/getISOWeek";
import { getISOWeeksInYear } from "date-fns/getISOWeeksInYear";
import { TZDate } from "@date-fns/tz";
import * as fc from "fast-check";
import Holidays from "date-holidays";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import {
  calendarCovariates,
  type CalendarFeature,
  calendarFeaturesOf,
  columnAt,
  createSeries,
  head,
  parseFrequency,
  type TimeSeries,
} from "../../../src/series/index.ts";

const zeros = (rows: number): number[] => Array.from({ length: rows }, () => 0);
const column = ({ futureCovariates }: TimeSeries, name: string): number[] =>
  Array.from(columnAt(futureCovariates!, futureCovariates!.names.indexOf(name)));

function classes(start: string, frequency: string, feature: CalendarFeature, timezone = "floating"): number[] {
  const series = createSeries({ start, frequency, timezone, target: zeros(4) });
  return column(calendarCovariates(series, { horizon: 2, features: [feature], encoding: "classes" }), feature);
}

/** The public holidays of 2024 as MM-DD. */
function marked(country: string, timezone: string): string[] {
  const series = createSeries({ start: "2024-01-01", frequency: "1d", timezone, target: zeros(360) });
  const holidays = new Holidays(country);
  const given = calendarCovariates(series, { horizon: 6, features: ["holiday"], holidays });
  const days = column(given, "holiday").flatMap((on, i) => (on === 1 ? [Date.UTC(2024, 0, 1 + i)] : []));
  return days.map((day) => new Date(day).toISOString().slice(5, 10));
}

describe("calendarCovariates", () => {
  it.each<[CalendarFeature, string, string, number[]]>([
    ["minute", "2024-01-01T00:50", "5min", [50, 55, 0, 5, 10, 15]],
    ["hour", "2024-01-01T21:30", "1h", [21, 22, 23, 0, 1, 2]],
    ["dayOfWeek", "2024-01-05", "1d", [4, 5, 6, 0, 1, 2]],
    ["dayOfMonth", "2024-02-27", "1d", [26, 27, 28, 0, 1, 2]],
    ["week", "2020-12-21", "1w", [51, 52, 0, 1, 2, 3]],
    ["month", "2024-10-31", "1mo", [9, 10, 11, 0, 1, 2]],
    ["quarter", "2024-07-01", "1q", [2, 3, 0, 1, 2, 3]],
  ])("counts %s from 0 on, into the future", (feature, start, frequency, expected) => {
    expect(classes(start, frequency, feature)).toEqual(expected);
  });

  it("reads the local clock over both changes of Berlin", () => {
    expect(classes("2024-03-31", "1h", "hour", "Europe/Berlin")).toEqual([0, 1, 3, 4, 5, 6]);
    expect(classes("2024-10-27", "1h", "hour", "Europe/Berlin")).toEqual([0, 1, 2, 2, 3, 4]);
    expect(classes("2024-10-27", "1h", "dayOfWeek", "Europe/Berlin")).toEqual([6, 6, 6, 6, 6, 6]);
  });

  it("gives pairs on the unit circle, half hours between the hours, and month lengths of their own", () => {
    const series = createSeries({ start: "2024-02-29T05:30", frequency: "30min", target: zeros(2) });
    const given = calendarCovariates(series, { horizon: 0, features: ["hour", "dayOfMonth"] });
    const angle = (2 * Math.PI * 5.5) / 24;
    expect(column(given, "hourSin")[0]).toBeCloseTo(Math.sin(angle), 14);
    expect(column(given, "hourCos")[0]).toBeCloseTo(Math.cos(angle), 14);
    expect(column(given, "dayOfMonthSin")[0]).toBeCloseTo(Math.sin((2 * Math.PI * 28) / 29), 14);
    const [sin, cos] = [column(given, "hourSin"), column(given, "hourCos")];
    sin.forEach((value, t) => expect(value ** 2 + cos[t]! ** 2).toBeCloseTo(1, 14));
  });

  it("numbers weeks as ISO 8601 does", () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) }), (time) => {
        const day = new TZDate(time, "UTC");
        const series = createSeries({ start: time, frequency: "1d", target: [1] });
        const given = { horizon: 0, features: ["week"] } as const;
        expect(column(calendarCovariates(series, { ...given, encoding: "classes" }), "week")[0]).toBe(
          getISOWeek(day) - 1,
        );
        const angle = (2 * Math.PI * (getISOWeek(day) - 1)) / getISOWeeksInYear(day);
        expect(column(calendarCovariates(series, given), "weekSin")[0]).toBeCloseTo(Math.sin(angle), 12);
      }),
    );
  });

  it("marks holidays of a list, a function or a calendar by the local date", () => {
    const series = createSeries({
      start: "2024-12-24T22:00",
      frequency: "1h",
      timezone: "Asia/Tokyo",
      target: zeros(3),
    });
    const calendar = {
      getHolidays: (year: number) => [
        {
          date: `${year}-12-25 00:00:00`,
          start: new Date(Date.UTC(year, 11, 24, 15)),
          end: new Date(Date.UTC(year, 11, 25, 15)),
          type: "public",
        },
        { date: `${year}-12-24 14:00:00`, start: new Date(0), end: new Date(36_000_000), type: "bank" },
      ],
    };
    for (const holidays of [["2024-12-25"], (date: string) => date.endsWith("12-25"), calendar]) {
      const given = calendarCovariates(series, { horizon: 2, features: ["holiday"], holidays });
      expect(column(given, "holiday")).toEqual([0, 0, 1, 1, 1]);
    }
  });

  it("marks the public holidays of the package date-holidays, in any zone and for days of several", () => {
    const german = ["01-01", "03-29", "04-01", "05-01", "05-09", "05-20", "10-03", "12-25", "12-26"];
    expect(marked("DE", "Europe/Berlin")).toEqual(german);
    expect(marked("DE", "America/New_York")).toEqual(german);
    const turkish = ["01-01", "04-10", "04-11", "04-12", "04-23", "05-01", "05-19", "06-16", "06-17", "06-18", "06-19"];
    expect(marked("TR", "Europe/Istanbul")).toEqual([...turkish, "07-15", "08-30", "10-29"]);
  });

  it("counts every day whose noon lies in a holiday of several, over the turn of the year", () => {
    const day = 86_400_000;
    const getHolidays = (year: number) => [
      { date: `${year}-12-30 00:00:00 -0600`, start: new Date(0), end: new Date(3.75 * day), type: "public" },
      { date: `${year}-03-31 00:00:00`, start: new Date(0), end: new Date((23 / 24) * day) },
    ];
    const series = createSeries({ start: "2024-12-29", frequency: "1d", target: zeros(7) });
    const given = calendarCovariates(series, { horizon: 0, features: ["holiday"], holidays: { getHolidays } });
    expect(column(given, "holiday")).toEqual([0, 1, 1, 1, 0, 0, 0]);
  });

  it("takes the features that change with the frequency, and holidays where they are given", () => {
    const series = createSeries({ start: "2024-01-01", frequency: "1d", target: zeros(3) });
    const names = calendarCovariates(series, { horizon: 1, encoding: "classes", holidays: [] }).futureCovariates!.names;
    expect(names).toEqual(["dayOfWeek", "dayOfMonth", "month", "holiday"]);
    expect(calendarFeaturesOf(parseFrequency("1y"))).toEqual(["position"]);
  });

  it("gives the same rows to a part of a series as to the whole, position included", () => {
    const series = createSeries({ start: "2024-01-01", frequency: "1d", target: zeros(9) });
    const options = { horizon: 3, features: ["dayOfWeek", "position"] } as const;
    const [whole, part] = [series, head(series, 4)].map((one) => calendarCovariates(one, options).futureCovariates!);
    expect(part!.values).toEqual(whole!.values.subarray(0, part!.values.length));
    expect(column(calendarCovariates(series, options), "position")[8]).toBeCloseTo(1, 14); // log10(2 + 8)
  });

  it("stands behind the future covariates that are there, and asks for as many rows", () => {
    const given = { start: "2024-01-01", frequency: "1d", target: [1, 2] };
    const series = createSeries({ ...given, futureCovariates: { plan: [5, 6, 7] } });
    const more = calendarCovariates(series, { horizon: 1, features: ["dayOfWeek"], encoding: "classes" });
    expect(more.futureCovariates).toEqual({ names: ["plan", "dayOfWeek"], values: Float64Array.of(5, 0, 6, 1, 7, 2) });
    expect(() => calendarCovariates(series, { horizon: 3 })).toThrow(DataError);
    expect(() => calendarCovariates(more, { horizon: 1, features: ["dayOfWeek"], encoding: "classes" })).toThrow(
      '"dayOfWeek", which is a covariate already',
    );
  });

  it("refuses what it does not know", () => {
    const series = createSeries({ start: "2024-01-01", frequency: "1d", target: [1] });
    for (const wrong of [
      { horizon: -1 },
      { horizon: 1, features: ["moon" as "hour"] },
      { horizon: 1, features: ["holiday"] as const },
      { horizon: 1, encoding: "oneHot" as "classes" },
      { horizon: 1, holidays: ["25.12.2024"] },
    ]) {
      expect(() => calendarCovariates(series, wrong)).toThrow(OptionError);
    }
  });
});
