import { describe, expect, it } from "vitest";
import { createForecaster } from "../../src/models/index.ts";
import { classic, classicNames, expectInterval, forecastClassic, golden } from "./statistical/golden.ts";
import { daily, middlesOf, stepsOf } from "./statistical/daily.ts";

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

  it("widens for rows that are missing at the end", async () => {
    const rows = [3, 5, 4, 6, 5, 7, 6, 8, 7, 6, 8, 9];
    const later = await stepsOf("ses", daily([...rows, NaN, NaN]), { horizon: 1 });
    const third = await stepsOf("ses", daily(rows), { horizon: 3 });
    later[0]!.forEach((value, i) => expect(value).toBeCloseTo(third[2]![i]!, 12));
  });

  it("goes on with what it learned where the history grows, and begins anew where it begins later", async () => {
    const whole = classic("Nile");
    const fitted = await createForecaster("ses", { horizon: 2 }).fit([whole]);
    const values = Array.from(whole.target.values);
    const longer = daily([...values, 900, 1000], "Nile");
    const given = { ...longer, frequency: whole.frequency, timestamps: Float64Array.from(longer.timestamps, (_, t) => whole.timestamps[0]! + t) }; // prettier-ignore
    const [grown] = fitted.predict([given]);
    const [later] = fitted.predict([{ ...given, timestamps: given.timestamps.map((time) => time + 1) }]);
    for (const value of [grown!, later!].flatMap(({ values }) => [values[2]!, values[7]!])) {
      expect(value).toBeGreaterThan(700);
      expect(value).toBeLessThan(1100);
    }
    expect(later!.values).not.toEqual(grown!.values);
  });
});
