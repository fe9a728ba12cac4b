import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { createForecaster, ets } from "../../src/models/index.ts";
import { classicNames, columnOf, expectNear, forecastClassic, golden } from "./statistical/golden.ts";
import { daily, middlesOf } from "./statistical/daily.ts";

const year = Array.from({ length: 60 }, (_, t) => (20 + t / 2) * [1.3, 0.8, 0.9, 1][t % 4]!);

describe("ets", () => {
  it.each(classicNames)("forecasts %s as R's ets does", async (name) => {
    const { m, ets: expected } = golden.series[name]!;
    const forecast = await forecastClassic(name, "ets", m > 1 ? { seasonLength: m } : {});
    // R leaves the damping of the first step out of damped trends with a multiplicative season.
    const damped = expected.model.includes("d,M");
    expectNear(columnOf(forecast, 2), expected.mean, damped ? 2e-3 : 1e-6);
    const widths = [columnOf(forecast, 4), expected.hi95].map((upper, i) => upper.map((value, h) => value - (i === 0 ? columnOf(forecast, 0) : expected.lo95)[h]!)); // prettier-ignore
    expectNear(widths[0]!, widths[1]!, damped ? 0.02 : 1e-4);
  });

  it("uses the parts that it is asked for", async () => {
    const flat = await middlesOf("ets", daily(year), { horizon: 8, trend: "none", season: "none" });
    expect(new Set(flat).size).toBe(1);
    const seasonal = await middlesOf("ets", daily(year), {
      horizon: 8,
      seasonLength: 4,
      trend: "none",
      season: "additive",
    });
    seasonal.slice(4).forEach((value, h) => expect(value).toBeCloseTo(seasonal[h]!, 9));
    const grown = await middlesOf("ets", daily(year), { horizon: 3, season: "none", trend: "multiplicative" });
    expect(grown[2]! / grown[1]!).toBeCloseTo(grown[1]! / grown[0]!, 9);
  });

  it("finds the season by itself", async () => {
    const middles = await middlesOf("ets", daily(year), { horizon: 4, seasonLength: 4 });
    middles.forEach((value, h) => expect(value / ((50 + h / 2) * [1.3, 0.8, 0.9, 1][h]!)).toBeCloseTo(1, 1));
  });

  it("refuses values that are not above 0 only where a part asked for multiplies", async () => {
    const series = daily(year.map((value) => value - 40));
    await expect(ets({ horizon: 2, error: "multiplicative" }).fit([series])).rejects.toThrow(DataError);
    expect((await middlesOf("ets", series, { horizon: 2 })).every(Number.isFinite)).toBe(true);
  });

  it("refuses words that name no part", () => {
    expect(() => createForecaster("ets", { horizon: 1, trend: "linear" })).toThrow(OptionError);
  });
});
