/**
 * A year of hourly data of Berlin, forecast over both changes of the clock. The tables are written by hand: summer time was
 * from 31 March 2024, 02:00 to 27 October 2024, 03:00, so that one day had 23 hours and another 25.
 */
import { describe, expect, it } from "vitest";
import { naive, seasonalNaive } from "../../src/models/index.ts";
import {
  calendarCovariates,
  columnAt,
  createSeries,
  formatTimestamp,
  horizonTimestamps,
  readCsv,
  resample,
  seriesToCsv,
  splitAt,
  wallTime,
} from "../../src/series/index.ts";

const zone = "Europe/Berlin";
const HOURS = 8784; // of the leap year 2024: 366 days of 24, one hour less in spring and one more in autumn
const hourly = { unit: "hour", step: 1 } as const;
const year = createSeries({
  id: "load",
  start: "2024-01-01",
  frequency: "1h",
  timezone: zone,
  target: Array.from({ length: HOURS }, (_, t) => 100 + (t % 24)),
});

const spring = [
  ["2024-03-30T22:00:00+01:00", 22],
  ["2024-03-30T23:00:00+01:00", 23],
  ["2024-03-31T00:00:00+01:00", 0],
  ["2024-03-31T01:00:00+01:00", 1],
  ["2024-03-31T03:00:00+02:00", 3],
  ["2024-03-31T04:00:00+02:00", 4],
  ["2024-03-31T05:00:00+02:00", 5],
] as const;

const autumn = [
  ["2024-10-26T23:00:00+02:00", 23],
  ["2024-10-27T00:00:00+02:00", 0],
  ["2024-10-27T01:00:00+02:00", 1],
  ["2024-10-27T02:00:00+02:00", 2],
  ["2024-10-27T02:00:00+01:00", 2],
  ["2024-10-27T03:00:00+01:00", 3],
  ["2024-10-27T04:00:00+01:00", 4],
] as const;

const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const hoursOfMonths = [744, 696, 743, 720, 744, 720, 744, 744, 720, 745, 720, 744];

describe("a year of hours in Berlin", () => {
  it("ends with the last hour of the year", () => {
    expect(formatTimestamp(year.timestamps.at(-1)!, hourly, zone)).toBe("2024-12-31T23:00:00+01:00");
  });

  it.each([
    ["spring", spring],
    ["autumn", autumn],
  ])("is forecast over the change in %s with the stamps and the hours of the table", async (_, table) => {
    const { train } = splitAt(year, table[0][0]);
    for (const make of [naive, seasonalNaive]) {
      const [forecast] = (await make({ horizon: 6 }).fit([train])).predict([train]);
      expect(Array.from(forecast!.timestamps, (time) => formatTimestamp(time, hourly, zone))).toEqual(
        table.slice(1).map(([stamp]) => stamp),
      );
    }
    const { futureCovariates } = calendarCovariates(train, { horizon: 6, features: ["hour"], encoding: "classes" });
    expect(Array.from(columnAt(futureCovariates!, 0).slice(-7))).toEqual(table.map(([, hour]) => hour));
  });

  it("has one day of 23 hours, one of 25, and 24 in all others", () => {
    const { series, coverage } = resample(year, { frequency: "1d", aggregate: "count" });
    const counts = Array.from(series.target.values);
    expect(counts).toHaveLength(366);
    expect(coverage.values.every((share) => share === 1)).toBe(true);
    const odd = counts.map((hours, day) => [day, hours]).filter(([, hours]) => hours !== 24);
    expect(odd).toEqual([
      [90, 23], // 31 January, 29 February and 30 March days before it
      [300, 25],
    ]);
    for (const time of series.timestamps) expect(wallTime(time, zone) % 86_400_000).toBe(0);
  });

  it("has the hours and the days of each month", () => {
    const months = resample(year, { frequency: "1mo-start", aggregate: "count" }).series;
    expect(Array.from(months.target.values)).toEqual(hoursOfMonths);
    const days = resample(year, { frequency: "1d", aggregate: "count" }).series;
    const ofMonths = resample(days, { frequency: "1mo", aggregate: "count" }).series;
    expect(Array.from(ofMonths.target.values)).toEqual(daysOfMonths);
  });

  it("keeps the local hour in daily steps over both changes", () => {
    for (const [start, changed] of [
      ["2024-03-30T08:00", "2024-03-31T08:00:00+02:00"],
      ["2024-10-26T08:00", "2024-10-27T08:00:00+01:00"],
    ] as const) {
      const daily = createSeries({ start, frequency: "1d", timezone: zone, target: [1] });
      expect(formatTimestamp(horizonTimestamps(daily, 1)[0]!, daily.frequency, zone)).toBe(changed);
    }
  });

  it("is the same series when it is written and read again", async () => {
    const [back] = await readCsv(seriesToCsv([year]), { time: "timestamp", target: "load", id: "id", timezone: zone });
    expect(back!.timestamps).toEqual(year.timestamps);
    expect(back!.target.values).toEqual(year.target.values);
  });
});
