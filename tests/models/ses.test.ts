import { describe, expect, it } from "vitest";
import { classicNames, expectInterval, forecastClassic, golden } from "./statistical/golden.ts";
import { daily, middlesOf } from "./statistical/daily.ts";
import { keepsSmoothing } from "./statistical/smoothingClaims.ts";

describe("ses", () => {
  it.each(classicNames)("agrees with R on %s: mean and intervals", async (name) => {
    expectInterval(await forecastClassic(name, "ses"), golden.series[name]!.ses, 1e-4);
  });

  it("forecasts one level for ever", async () => {
    const [first, ...others] = await middlesOf("ses", daily([3, 5, 4, 6, 5, 7]), { horizon: 4 });
    expect(new Set([first, ...others]).size).toBe(1);
  });

  it("is adjusted for a season where it is told to", async () => {
    const week = Array.from({ length: 70 }, (_, t) => 10 + (t % 7) + (t % 3) / 10);
    const middles = await middlesOf("ses", daily(week), { horizon: 7, adjustment: "season", seasonLength: 7 });
    middles.forEach((value, h) => expect(value).toBeCloseTo(10.1 + h, 0));
  });

  keepsSmoothing("ses");
});
