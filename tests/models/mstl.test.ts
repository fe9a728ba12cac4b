import { describe, expect, it } from "vitest";
import { createForecaster, loadForecaster, mstl } from "../../src/models/index.ts";
import { decodeModel, encodeModel } from "../../src/models/modelFile.ts";
import { remainderNames } from "../../src/models/statistical/remainder.ts";
import { createSeries, type TimeSeries } from "../../src/series/index.ts";
import { expectInterval, forecastClassic, golden, seasonalNames } from "./statistical/golden.ts";
import { daily, middlesOf } from "./statistical/daily.ts";

const wave = (t: number): number => [0, 4, 1, -5][t % 4]! + [0, 9, -3, 2, -8, 1, -1][t % 7]!;
const rows = Array.from({ length: 120 }, (_, t) => 50 + wave(t));

const hourly = (count: number): TimeSeries =>
  createSeries({ start: "2024-01-01", frequency: "1h", target: Array.from({ length: count }, (_, t) => t % 24) });

const seasonsOf = async (count: number): Promise<unknown> =>
  (await mstl({ horizon: 2 }).fit([hourly(count)])).options["seasonLengths"];

describe("mstl", () => {
  it.each(seasonalNames)("agrees with R's stlf on %s: mean and intervals", async (name) => {
    const { m, stlf } = golden.series[name]!;
    expectInterval(await forecastClassic(name, "mstl", { seasonLengths: [m] }), stlf!, 1e-6);
  });

  it("takes several seasons apart, in whatever order they are given", async () => {
    const middles = await middlesOf("mstl", daily(rows), { horizon: 28, seasonLengths: [7, 4] });
    middles.forEach((value, h) => expect(Math.abs(value - 50 - wave(120 + h))).toBeLessThan(0.3));
    expect(await middlesOf("mstl", daily(rows), { horizon: 28, seasonLengths: [4, 7] })).toEqual(middles);
  });

  it.each(remainderNames)("forecasts what is left with %s", async (remainder) => {
    const middles = await middlesOf("mstl", daily(rows), { horizon: 4, seasonLengths: [4, 7], remainder });
    middles.forEach((value, h) => expect(Math.abs(value - 50 - wave(120 + h))).toBeLessThan(1.5));
  });

  it("finds missing rows on the season, not on a line", async () => {
    const gappy = rows.map((value, t) => (t % 11 === 5 || (t > 60 && t < 64) ? NaN : value));
    const middles = await middlesOf("mstl", daily(gappy), { horizon: 7, seasonLengths: [4, 7] });
    middles.forEach((value, h) => expect(Math.abs(value - 50 - wave(120 + h))).toBeLessThan(1.5));
  });

  it("chooses the usual seasons that are there twice, and needs none", async () => {
    expect(await seasonsOf(400)).toEqual([24, 168]);
    expect(await seasonsOf(100)).toEqual([24]);
    expect(await seasonsOf(20)).toEqual([1]);
  });

  it("is less moved by an outlier where it is robust", async () => {
    const spoiled = daily(rows.map((value, t) => value + ((t * 37) % 11) / 10 + (t === 101 ? 200 : 0)));
    const off = async (robust: string): Promise<number> =>
      Math.max(...(await middlesOf("mstl", spoiled, { horizon: 28, seasonLengths: [4, 7], robust, remainder: "mean" })).map((value, h) => Math.abs(value - 50 - wave(120 + h)))); // prettier-ignore
    expect(await off("yes")).toBeLessThan(0.7 * (await off("no")));
  });

  it("refuses a file whose remainder is of another model", async () => {
    const fitted = await createForecaster("mstl", { horizon: 2, seasonLengths: [4] }).fit([daily(rows)]);
    const { config, tensors } = decodeModel(fitted.save());
    const text = JSON.stringify(config).replaceAll('"remainder":"ets"', '"remainder":"naive"');
    await expect(loadForecaster(encodeModel({ config: JSON.parse(text) as Record<string, unknown>, tensors }))).rejects.toThrow('the field "states"'); // prettier-ignore
  });
});
