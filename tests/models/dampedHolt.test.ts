import { describe, expect, it } from "vitest";
import { classicNames, expectInterval, forecastClassic, golden } from "./statistical/golden.ts";
import { daily, middlesOf } from "./statistical/daily.ts";
import { keepsSmoothing } from "./statistical/smoothingClaims.ts";

describe("damped-holt", () => {
  it.each(classicNames)("agrees with R on %s: mean and intervals", async (name) => {
    expectInterval(await forecastClassic(name, "damped-holt"), golden.series[name]!.holt_damped, 1e-4);
  });

  it("grows by less at each step", async () => {
    const rows = Array.from({ length: 30 }, (_, t) => 4 + 3 * t + Math.sin(t));
    const middles = await middlesOf("damped-holt", daily(rows), { horizon: 5 });
    const steps = middles.slice(1).map((value, h) => value - middles[h]!);
    steps.slice(1).forEach((value, h) => expect(value).toBeLessThan(steps[h]!));
  });

  keepsSmoothing("damped-holt");
});
