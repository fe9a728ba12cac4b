import { describe, expect, it } from "vitest";
import { deepAr, fineTune, highwayRnn, loadForecaster, lstm, nlinear, ridge } from "../../src/models/index.ts";
import { decodeModel, encodeModel } from "../../src/models/modelFile.ts";
import { createRandom } from "../../src/random.ts";
import { createSeries, type TimeSeries } from "../../src/series/index.ts";
import { listWindows, weighWindows, windowSets } from "../../src/windows/index.ts";
import { bytesOf, sine } from "../contract/examples.ts";

const small = { horizon: 4, contextLength: 8, epochs: 3, stepsPerEpoch: 3, seed: 3 };
const growing = (id = "a", factor = 1): TimeSeries =>
  createSeries({
    id,
    start: "2024-01-01",
    frequency: "1h",
    target: Array.from({ length: 120 }, (_, t) => factor * 1.02 ** t * (2 + Math.sin(t))),
  });

const weighted = (series: TimeSeries): TimeSeries => ({ ...series, weight: series.timestamps.map((_, t) => t % 7) });

describe("transform", () => {
  it("is fitted on training rows, inverted in forecasts, and saved with the network", async () => {
    const model = nlinear({ ...small, transform: ["log", "clipOutliers"] });
    const fitted = await model.fit([growing()]);
    const [forecast] = fitted.predict([growing()]);
    expect(forecast!.values.every((value) => value > 0)).toBe(true);
    const loaded = await loadForecaster(fitted.save());
    expect(loaded.options["transform"]).toEqual(["log", "clipOutliers"]);
    expect(bytesOf(loaded.predict([growing()]))).toEqual(bytesOf([forecast!]));
  });

  it("makes a network of logarithms indifferent to the unit of the data", async () => {
    const model = nlinear({ ...small, transform: "log" });
    const [one, thousand] = await Promise.all(
      [1, 1024].map(async (factor) => (await model.fit([growing("a", factor)])).predict([growing("a", factor)])[0]!),
    );
    thousand!.values.forEach((value, i) => expect(value / 1024 / one!.values[i]!).toBeCloseTo(1, 4));
  });

  it("forecasts series not seen in fitting, and goes on training with their statistics beside the old ones", async () => {
    const model = nlinear({ ...small, transform: ["difference"] });
    const fitted = await model.fit([growing("a")]);
    const before = bytesOf(fitted.predict([growing("a")]));
    expect(fitted.predict([growing("b", 5)])[0]!.values.every(Number.isFinite)).toBe(true);
    const tuned = await fineTune(fitted, [growing("b", 5)], { epochs: 1, learningRate: 1e-9 });
    expect(bytesOf(fitted.predict([growing("a")]))).toEqual(before);
    expect(tuned.predict([growing("a"), growing("b", 5)])).toHaveLength(2);
    expect(bytesOf((await loadForecaster(tuned.save())).predict([growing("b", 5)]))).toEqual(
      bytesOf(tuned.predict([growing("b", 5)])),
    );
  });

  it("adds sample paths up one by one", async () => {
    const model = deepAr({ ...small, lags: [1], samples: 20, transform: "difference" });
    const [forecast] = (await model.fit([growing()])).predict([growing()]);
    expect(forecast!.samples!.length).toBe(20 * 4);
    const last = Array.from({ length: 20 }, (_, k) => forecast!.samples![k * 4 + 3]!).sort((a, b) => a - b);
    const q = forecast!.quantiles.indexOf(0.5);
    expect(forecast!.values[3 * forecast!.quantiles.length + q]).toBeCloseTo((last[9]! + last[10]!) / 2, 6);
  });

  it("stands before the networks of the highway, which is saved with it", async () => {
    const model = highwayRnn({ horizon: 4, transform: "log", sampling: "series", gap: 1, epochs: 2, stepsPerEpoch: 2 });
    const fitted = await model.fit([growing()]);
    const bytes = bytesOf(fitted.predict([growing()]));
    expect(bytesOf((await loadForecaster(fitted.save())).predict([growing()]))).toEqual(bytes);
    const plain = await highwayRnn({ horizon: 4, epochs: 2, stepsPerEpoch: 2 }).fit([growing()]);
    expect(plain.predict([growing()])[0]!.values.every(Number.isFinite)).toBe(true);
  });

  it("does not go with a range or counts", () => {
    expect(() => nlinear({ ...small, transform: "log", range: "positive" })).toThrow(
      "nlinear transform: expected no range and no output of counts",
    );
    expect(() => nlinear({ ...small, transform: "log", output: "poisson" })).toThrow("found output poisson");
  });

  it("of a file must be the one that its options name", async () => {
    const fitted = await nlinear({ ...small, transform: "log" }).fit([growing()]);
    const { config, tensors } = decodeModel(fitted.save());
    const transform = config["transform"] as object;
    const other = { ...config, transform: { ...transform, steps: undefined } };
    await expect(loadForecaster(encodeModel({ config: other, tensors }))).rejects.toThrow(/transform/);
  });
});

describe("gap", () => {
  it("takes the first steps out of the loss: their weights stay at the anchor", async () => {
    const options = { ...small, seasonLength: 0, normalization: "last", output: "point" } as const;
    const series = sine(120);
    const [with2, whole] = await Promise.all(
      [2, 0].map(async (gap) => (await nlinear({ ...options, gap }).fit([series])).predict([series])[0]!),
    );
    const q = with2!.quantiles.indexOf(0.5);
    const at = (forecast: typeof with2, h: number): number => forecast!.values[h * forecast!.quantiles.length + q]!;
    expect(at(with2, 2)).not.toBe(at(whole, 0));
    // the head of a step out of the loss has no gradient: its middle is the last value, but for the measured errors
    const learned = await nlinear({ ...options, stepWeights: [0, 0, 1, 1] }).fit([series]);
    expect(bytesOf(learned.predict([series]))).toEqual(bytesOf([with2!]));
  });

  it("is shorter than the horizon", () => {
    expect(() => lstm({ ...small, gap: 4 })).toThrow("lstm gap: expected fewer steps than horizon 4, found 4");
  });
});

describe("sampling", () => {
  const long = sine(400, { id: "long" });
  const short = sine(60, { id: "short" });

  it("of windows is what is done unless it is said, to the last bit", async () => {
    const forecasts = await Promise.all(
      [{}, { sampling: "windows" } as const].map(async (given) =>
        bytesOf((await lstm({ ...small, ...given }).fit([long, short])).predict([long, short])),
      ),
    );
    expect(forecasts[1]).toEqual(forecasts[0]);
  });

  it.each(["series", "weight"] as const)("by %s trains other windows, the same ones each time", async (sampling) => {
    const series = [long, short].map(weighted);
    const fit = async (given: object): Promise<string[]> =>
      bytesOf((await lstm({ ...small, ...given }).fit(series)).predict(series));
    const own = await fit({ sampling });
    expect(await fit({ sampling })).toEqual(own);
    expect(await fit({})).not.toEqual(own);
  });

  it("by weight needs weights", async () => {
    await expect(lstm({ ...small, sampling: "weight" }).fit([long])).rejects.toThrow(
      'lstm sampling: expected series with weights for sampling "weight", found none',
    );
  });

  it("says so where nothing that could be learned weighs anything", async () => {
    const zero = { ...long, weight: new Float64Array(400) };
    for (const model of [lstm(small), lstm({ ...small, sampling: "weight" }), ridge({ horizon: 4 })])
      await expect(model.fit([zero])).rejects.toThrow(/weights? .*above 0.*found weights of 0/);
    const gaps = {
      ...zero,
      target: { ...zero.target, values: zero.target.values.map((value, t) => (t === 0 ? value : NaN)) },
    };
    await expect(lstm(small).fit([gaps])).rejects.toThrow("found missing values");
  });

  it("draws each window in proportion to its weight", () => {
    const set = windowSets([long, short], { contextLength: 8, horizon: 4 }).training;
    const random = createRandom(1);
    const weights = new Map(
      listWindows(set).map((window) => [JSON.stringify(window), Math.floor(4 * random.uniform())]),
    );
    const drawn = weighWindows(set, (window) => weights.get(JSON.stringify(window))!);
    const counts = new Map<string, number>();
    for (let i = 0; i < drawn.length; i++) {
      const window = drawn.at(i)!;
      expect(drawn.starts[window.seriesIndex]! <= i && i < drawn.starts[window.seriesIndex + 1]!).toBe(true);
      const key = JSON.stringify(window);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    for (const [key, weight] of weights) {
      expect(Math.abs((counts.get(key) ?? 0) - (weight / total) * drawn.length)).toBeLessThanOrEqual(1);
    }
    expect(drawn.at(drawn.length)).toBeUndefined();
    expect(() => weighWindows(set, () => 0)).toThrow("weighWindows weights: expected at least one above 0, found none");
  });
});
