import { describe, expect, it } from "vitest";
import { NumericalError } from "../../src/errors.ts";
import { createForecaster, naive } from "../../src/models/index.ts";
import { createSeries } from "../../src/series/index.ts";
import { readGolden } from "../golden/golden.ts";
import { expectGolden, type NaiveGolden } from "./goldenForecast.ts";

const golden = readGolden<NaiveGolden>("naive_golden");
const fitOn = async (target: readonly number[], horizon = 3) => {
  const series = createSeries({ id: "s", start: "2024-01-01", frequency: "1d", target });
  const [forecast] = (await naive({ horizon }).fit([series])).predict([series], { levels: [80] });
  return Array.from({ length: horizon }, (_, h) => Array.from(forecast!.values.subarray(3 * h, 3 * h + 3)));
};
const z = 1.2815515655446004;

describe("naive", () => {
  it.each(Object.keys(golden.series))("agrees with R on %s: mean and intervals", async (name) => {
    const { train, h, naive: expected } = golden.series[name]!;
    const series = createSeries({ id: name, start: "2000-01-01", frequency: "1d", target: train });
    const [forecast] = (await naive({ horizon: h }).fit([series])).predict([series]);
    expectGolden(forecast!, expected);
  });

  it("repeats the last value; the interval's width is that of a random walk", async () => {
    const sigma = Math.sqrt((1 + 4 + 9) / 3);
    const rows = await fitOn([1, 2, 4, 1]);
    rows.forEach(([low, middle, high], h) => {
      expect(middle).toBe(1);
      expect(low).toBeCloseTo(1 - z * sigma * Math.sqrt(h + 1), 12);
      expect(high).toBeCloseTo(1 + z * sigma * Math.sqrt(h + 1), 12);
    });
  });

  it("goes on from the last observed value, and counts the rows since into the width", async () => {
    const rows = await fitOn([1, 2, 3, NaN, NaN]);
    expect(rows.map(([, middle]) => middle)).toEqual([3, 3, 3]);
    rows.forEach(([low], h) => expect(low).toBeCloseTo(3 - z * Math.sqrt(h + 3), 12));
  });

  it("has no width where its error was always zero, or could not be measured", async () => {
    expect(await fitOn([7, 7, 7], 1)).toEqual([[7, 7, 7]]);
    expect(await fitOn([NaN, 7, NaN], 1)).toEqual([[7, 7, 7]]);
  });

  it("measures a series that it has not seen by its own history", async () => {
    const seen = createSeries({ id: "seen", start: "2024-01-01", frequency: "1d", target: [0, 100, 0, 100] });
    const calm = createSeries({ id: "calm", start: "2024-01-01", frequency: "1d", target: [1, 2, 1, 2] });
    const fitted = await naive({ horizon: 1 }).fit([seen]);
    const [forecast] = fitted.predict([calm], { levels: [80] });
    expect(forecast!.values[2]! - 2).toBeCloseTo(z, 12);
  });
});

describe("forecasts that overflow", () => {
  it.each(["naive", "lstm"])("of %s are refused, never written as infinity", async (name) => {
    const huge = createSeries({
      id: "huge",
      start: "2024-01-01",
      frequency: "1d",
      target: Array.from({ length: 40 }, (_, t) => (t % 5) * 1e200),
    });
    const run = async (): Promise<unknown> => {
      const options = name === "lstm" ? { horizon: 2, epochs: 1, stepsPerEpoch: 1 } : { horizon: 2 };
      return (await createForecaster(name, options).fit([huge])).predict([huge]);
    };
    await expect(run()).rejects.toThrow(NumericalError);
    await expect(run()).rejects.toThrow(/finite/);
  });

  it("cannot come from infinite rows, which are refused at the door", async () => {
    const series = createSeries({ id: "x", start: "2024-01-01", frequency: "1d", target: [1, 2, 3] });
    const broken = { ...series, target: { ...series.target, values: Float64Array.of(1, Infinity, 3) } };
    await expect(naive({ horizon: 1 }).fit([broken])).rejects.toThrow(
      'series "x": expected finite values of "x", or NaN where one is missing, found Infinity in row 2',
    );
  });
});
