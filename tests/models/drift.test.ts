import { describe, expect, it } from "vitest";
import { classicNames, expectInterval, forecastClassic, golden } from "./statistical/golden.ts";
import { daily, middlesOf } from "./statistical/daily.ts";

describe("drift", () => {
  it.each(classicNames)("agrees with R's rwf with drift on %s: mean and intervals", async (name) => {
    expectInterval(await forecastClassic(name, "drift"), golden.series[name]!.rwdrift, 1e-8);
  });

  it("goes on along the line through the first and the last observed value", async () => {
    expect(await middlesOf("drift", daily([NaN, 1, 9, NaN, 7, NaN]), { horizon: 2 })).toEqual([11, 13]);
  });
});
