import { describe, expect, it } from "vitest";
import { seasonalNaive } from "../../src/models/index.ts";
import { createSeries, type TimeSeries } from "../../src/series/index.ts";
import { readGolden } from "../golden/golden.ts";
import { expectGolden, type NaiveGolden } from "./goldenForecast.ts";

const golden = readGolden<NaiveGolden>("naive_golden");
const daily = (target: readonly number[]): TimeSeries =>
  createSeries({ id: "s", start: "2024-01-01", frequency: "1d", target });
const medians = async (series: TimeSeries, options: { horizon: number; seasonLength?: number }): Promise<number[]> =>
  Array.from((await seasonalNaive(options).fit([series])).predict([series], { levels: [] })[0]!.values);
const z = 1.2815515655446004;

const weekday = (t: number): number => [1, 5, 2, 8, 3, 9, 4][t % 7]!;

const hourly = (value: (t: number) => number): TimeSeries =>
  createSeries({
    id: "s",
    start: "2024-01-01",
    frequency: "1h",
    target: Array.from({ length: 24 * 7 * 4 }, (_, t) => value(t)),
  });

describe("seasonalNaive", () => {
  it.each(Object.keys(golden.series))("agrees with R on %s: mean and intervals", async (name) => {
    const { train, h, m, snaive } = golden.series[name]!;
    const series = createSeries({ id: name, start: "1900-01-01", frequency: "1mo", target: train });
    const [forecast] = (await seasonalNaive({ horizon: h, seasonLength: m }).fit([series])).predict([series]);
    expectGolden(forecast!, snaive);
  });

  it("repeats the last season, over horizons of several too", async () => {
    expect(await medians(daily([9, 9, 9, 1, 2, 3]), { horizon: 7, seasonLength: 3 })).toEqual([1, 2, 3, 1, 2, 3, 1]);
    expect(await medians(daily([9, 9, 9, 1, 2, 3, 4]), { horizon: 3, seasonLength: 3 })).toEqual([2, 3, 4]);
  });

  it("goes back another season where a value is missing, and widens the interval for it", async () => {
    const series = daily([1, 2, 2, 4, NaN, 6]);
    const fitted = await seasonalNaive({ horizon: 3, seasonLength: 2 }).fit([series]);
    const { values } = fitted.predict([series], { levels: [80] })[0]!;
    expect([1, 4, 7].map((i) => values[i])).toEqual([2, 6, 2]);
    const sigma = Math.sqrt((1 + 4 + 4) / 3);
    [Math.sqrt(2), 1, Math.sqrt(3)].forEach((factor, h) => {
      expect(values[3 * h + 2]! - values[3 * h + 1]!).toBeCloseTo(z * sigma * factor, 12);
    });
  });

  it("names series, column and step where no season holds a value", async () => {
    const series = daily([1, NaN, 3, NaN, 5]);
    const fitted = await seasonalNaive({ horizon: 2, seasonLength: 2 }).fit([series]);
    expect(() => fitted.predict([series])).toThrow(
      'seasonal-naive.predict: series "s": expected an observed value of "s" in each of the 2 rows of a season, found none 1 steps ahead',
    );
  });

  it("chooses the season of the training rows where none is given, and keeps it", async () => {
    const series = daily(Array.from({ length: 60 }, (_, t) => weekday(t)));
    const fitted = await seasonalNaive({ horizon: 7 }).fit([series]);
    expect(fitted.options).toEqual({ horizon: 7, seasonLength: 7 });
    expect(await medians(series, { horizon: 7 })).toEqual([60, 61, 62, 63, 64, 65, 66].map(weekday));
  });

  it("chooses between a day and a week of hours by the error", async () => {
    const day = hourly((t) => (t % 24) ** 2);
    const week = hourly((t) => (t % 24) + (t % 168 < 120 ? 50 : 0));
    expect((await seasonalNaive({ horizon: 24 }).fit([week])).options).toMatchObject({ seasonLength: 168 });
    expect((await seasonalNaive({ horizon: 24 }).fit([day])).options).toMatchObject({ seasonLength: 24 });
  });

  it("is naive where the frequency has no usual season, or the series is too short for one", async () => {
    const yearly = createSeries({ id: "s", start: "1990-01-01", frequency: "1y", target: [1, 2, 3, 4] });
    expect(await medians(yearly, { horizon: 2 })).toEqual([4, 4]);
    expect(await medians(daily([1, 2, 3]), { horizon: 2 })).toEqual([3, 3]);
  });

  it("needs one row more than a season, so that its error can be measured", async () => {
    await expect(seasonalNaive({ horizon: 1, seasonLength: 4 }).fit([daily([1, 2, 3, 4])])).rejects.toThrow(
      'seasonal-naive.fit: series "s": expected at least 5 rows (seasonLength 4 + 1 to measure its error), found 4',
    );
  });
});
