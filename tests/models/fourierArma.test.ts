import { describe, expect, it } from "vitest";
import { createForecaster } from "../../src/models/index.ts";
import { fitted, regress, regressors, wavesOf } from "../../src/models/statistical/harmonics.ts";
import { createRandom } from "../../src/random.ts";
import { columnOf, forecastClassic, golden, seasonalNames } from "./statistical/golden.ts";
import { daily, middlesOf, stepsOf } from "./statistical/daily.ts";

const wave = (t: number): number => 50 + 5 * Math.sin((2 * Math.PI * t) / 7) + 3 * Math.cos((2 * Math.PI * t) / 30);
const random = createRandom(6);
const rows = Array.from({ length: 180 }, (_, t) => wave(t) + 0.2 * random.normal());

describe("fourierArma", () => {
  it("goes on with waves of several seasons", async () => {
    const middles = await middlesOf("fourier-arma", daily(rows), { horizon: 30, seasonLengths: [7, 30] });
    middles.forEach((value, h) => expect(Math.abs(value - wave(180 + h))).toBeLessThan(0.6));
  });

  it("errs on classic series about as the other models with a season do", async () => {
    let [ours, theirs] = [0, 0];
    for (const name of seasonalNames) {
      const { m, test, train, ets } = golden.series[name]!;
      const middles = columnOf(await forecastClassic(name, "fourier-arma", { seasonLengths: [m] }), 2);
      const scale = train.slice(m).reduce((sum, value, t) => sum + Math.abs(value - train[t]!), 0) / (train.length - m);
      ours += middles.reduce((sum, value, h) => sum + Math.abs(value - test[h]!), 0) / test.length / scale;
      theirs += ets.mase;
    }
    expect(ours).toBeLessThan(1.1 * theirs);
  });

  it("finds the waves again where the history begins at another time", async () => {
    const series = daily(rows);
    const fit = await createForecaster("fourier-arma", { horizon: 7, seasonLengths: [7, 30] }).fit([series]);
    const later = { ...daily(rows.slice(3)), timestamps: series.timestamps.subarray(3) };
    const [whole, part] = fit.predict([series, later]);
    whole!.values.forEach((value, i) => expect(Math.abs(part!.values[i]! - value)).toBeLessThan(0.3));
  });

  it("is wider where rows are missing at the end", async () => {
    const gappy = daily([...rows, NaN, NaN]);
    const options = { horizon: 1, seasonLengths: [7, 30] };
    const [[low, middle, high]] = (await stepsOf("fourier-arma", gappy, options)) as [number[]];
    expect(high! - low!).toBeGreaterThan(0);
    expect(Math.abs(middle! - wave(182))).toBeLessThan(0.8);
  });
});

describe("wavesOf", () => {
  it("leaves out waves that are there already, and the sine of half a turn a row", () => {
    expect(wavesOf([4], 2)).toEqual([
      { turns: 0.25, sine: true },
      { turns: 0.25, sine: false },
      { turns: 0.5, sine: false },
    ]);
    expect(wavesOf([7, 14], 2)).toHaveLength(6); // the second of 14 is the first of 7
    expect(wavesOf([1], 5)).toEqual([]);
  });
});

describe("regress", () => {
  it("finds weights that the rows were made with, for any errors", () => {
    const columns = regressors(wavesOf([7], 3), 0, 60, 0);
    const weights = columns.map((_, i) => i - 2);
    const y = fitted(columns, weights);
    for (const ar of [[], [0.7, -0.2]]) {
      const found = regress(y, columns, { ar: Float64Array.from(ar), ma: Float64Array.of(0.4) });
      found.weights.forEach((value, i) => expect(value).toBeCloseTo(weights[i]!, 7));
      expect(found.squares).toBeLessThan(1e-12);
    }
  });
});
