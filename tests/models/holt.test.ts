import { describe, expect, it } from "vitest";
import { classicNames, expectInterval, forecastClassic, golden } from "./statistical/golden.ts";
import { daily, middlesOf } from "./statistical/daily.ts";
import { keepsSmoothing } from "./statistical/smoothingClaims.ts";

describe("holt", () => {
  it.each(classicNames)("agrees with R on %s: mean and intervals", async (name) => {
    expectInterval(await forecastClassic(name, "holt"), golden.series[name]!.holt, 1e-4);
  });

  it("goes on along a line", async () => {
    const middles = await middlesOf("holt", daily(Array.from({ length: 12 }, (_, t) => 4 + 3 * t)), { horizon: 3 });
    [40, 43, 46].forEach((value, h) => expect(middles[h]).toBeCloseTo(value, 3));
  });

  keepsSmoothing("holt");
});
