import { describe, expect, it } from "vitest";
import { arima } from "../../src/models/index.ts";
import { classicNames, columnOf, expectInterval, forecastClassic, golden } from "./statistical/golden.ts";
import { daily, middlesOf, stepsOf } from "./statistical/daily.ts";

const wave = (t: number): number => 20 + [3, -1, 0, 4, -2, 1, -5][t % 7]!;

describe("arima", () => {
  it.each(["AirPassengers", "JohnsonJohnson", "Nile", "lynx", "WWWusage", "ldeaths"])(
    "forecasts %s as R's auto.arima does, whose order it finds",
    async (name) => {
      const { m, arima: expected } = golden.series[name]!;
      expectInterval(await forecastClassic(name, "arima", { seasonLength: Math.max(m, 1) }), expected, 0.01);
    },
  );

  it("has a mean error on the test rows no worse than R's", async () => {
    let [ours, theirs] = [0, 0];
    for (const name of classicNames) {
      const { m, test, train, arima: expected } = golden.series[name]!;
      const middles = columnOf(await forecastClassic(name, "arima", { seasonLength: m }), 2);
      const scale = train.slice(m).reduce((sum, value, t) => sum + Math.abs(value - train[t]!), 0) / (train.length - m);
      ours += middles.reduce((sum, value, h) => sum + Math.abs(value - test[h]!), 0) / test.length / scale;
      theirs += expected.mase;
    }
    expect(ours).toBeLessThan(1.02 * theirs);
  });

  it("goes on along a line and along a season without noise", async () => {
    const line = await middlesOf("arima", daily(Array.from({ length: 30 }, (_, t) => 5 + 2 * t)), { horizon: 3 });
    [65, 67, 69].forEach((value, h) => expect(line[h]).toBeCloseTo(value, 6));
    const weeks = daily(Array.from({ length: 70 }, (_, t) => wave(t)));
    const middles = await middlesOf("arima", weeks, { horizon: 7, seasonLength: 7 });
    middles.forEach((value, h) => expect(value).toBeCloseTo(wave(70 + h), 6));
  });

  it("takes the differences that it is given, and no lags where none are allowed", async () => {
    const rows = daily([3, 5, 4, 6, 5, 8, 7, 9, 8, 10, 9, 12]);
    const none = { maxLags: 0, maxSeasonalLags: 0, seasonLength: 1 };
    const mean = await middlesOf("arima", rows, { horizon: 2, ...none, differences: "0" });
    mean.forEach((value) => expect(value).toBeCloseTo(86 / 12, 9));
    const walk = await stepsOf("arima", rows, { horizon: 2, ...none, differences: "2" });
    expect(walk[0]![1]).toBeCloseTo(15, 9);
    expect(walk[1]![1]).toBeCloseTo(18, 9);
  });

  it("widens for rows that are missing at the end", async () => {
    const rows = [3, 5, 4, 6, 5, 7, 6, 8, 7, 6, 8, 9];
    const later = await stepsOf("arima", daily([...rows, NaN]), { horizon: 1, seasonLength: 1 });
    const second = await stepsOf("arima", daily(rows), { horizon: 2, seasonLength: 1 });
    later[0]!.forEach((value, i) => expect(value).toBeCloseTo(second[1]![i]!, 12));
  });

  it("needs no season, and refuses differences that it does not know", () => {
    expect(() => arima({ horizon: 1, differences: "3" as "2" })).toThrow("arima differences");
  });
});
