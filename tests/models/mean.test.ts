import { describe, expect, it } from "vitest";
import { classicNames, columnOf, expectNear, forecastClassic, golden } from "./statistical/golden.ts";
import { daily, stepsOf } from "./statistical/daily.ts";

describe("mean", () => {
  it.each(classicNames)("agrees with R's meanf on %s", async (name) => {
    const middle = columnOf(await forecastClassic(name, "mean"), 2);
    expectNear(middle, middle.map(() => golden.series[name]!.meanf), 1e-9); // prettier-ignore
  });

  it("leaves missing rows out, and is as wide at every step", async () => {
    const steps = await stepsOf("mean", daily([3, NaN, 5, 4, NaN]), { horizon: 2 });
    const width = 1.2815515655446004 * Math.sqrt(1 + 1 / 3);
    for (const [low, middle, high] of steps) {
      expect(middle).toBe(4);
      expect(low).toBeCloseTo(4 - width, 12);
      expect(high).toBeCloseTo(4 + width, 12);
    }
  });
});
