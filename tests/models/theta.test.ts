import { describe, expect, it } from "vitest";
import { classicNames, columnOf, forecastClassic, golden } from "./statistical/golden.ts";
import { daily, middlesOf, stepsOf } from "./statistical/daily.ts";

const rows = Array.from({ length: 30 }, (_, t) => 10 + t / 3 + ((t * t * 31) % 17) / 8);

const width = (step: readonly number[]): number => step[2]! - step[0]!;

describe("theta", () => {
  it.each(classicNames)("is near R's thetaf on %s, which smooths the rows themselves", async (name) => {
    const { m, thetaf } = golden.series[name]!;
    const middles = columnOf(await forecastClassic(name, "theta", { seasonLength: m }), 2);
    const scale = thetaf.reduce((sum, value) => sum + Math.abs(value), 0) / thetaf.length;
    middles.forEach((value, h) => expect(Math.abs(value - thetaf[h]!) / scale).toBeLessThan(0.04));
  });

  it("grows by half the slope of the line", async () => {
    const middles = await middlesOf("theta", daily(rows), { horizon: 3, adjustment: "none" });
    const n = rows.length;
    const centre = (n - 1) / 2;
    const slope = rows.reduce((sum, y, t) => sum + (t - centre) * y, 0) / rows.reduce((sum, _, t) => sum + (t - centre) ** 2, 0); // prettier-ignore
    expect(middles[1]! - middles[0]!).toBeCloseTo(slope / 2, 10);
    expect(middles[2]! - middles[1]!).toBeCloseTo(slope / 2, 10);
  });

  it("optimized, errs no more on the rows than standard, and has widths that grow", async () => {
    const [standard, optimized] = await Promise.all(
      ["standard", "optimized"].map((variant) =>
        stepsOf("theta", daily(rows), { horizon: 5, variant, adjustment: "none" }),
      ),
    );
    for (const steps of [standard!, optimized!]) steps.slice(1).forEach((step, h) => expect(width(step)).toBeGreaterThanOrEqual(width(steps[h]!))); // prettier-ignore
    expect(optimized!.map(([, middle]) => middle)).not.toEqual(standard!.map(([, middle]) => middle));
  });

  it("optimized, goes on along a line that has no noise", async () => {
    const line = Array.from({ length: 20 }, (_, t) => 7 + 2 * t);
    const middles = await middlesOf("theta", daily(line), { horizon: 3, variant: "optimized", adjustment: "none" });
    [47, 49, 51].forEach((value, h) => expect(Math.abs(middles[h]! - value)).toBeLessThan(1.2));
  });
});
