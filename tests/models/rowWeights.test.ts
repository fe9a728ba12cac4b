import { describe, expect, it } from "vitest";
import { step } from "../../src/autograd/index.ts";
import { deepAr, fingerprintOf, lstm, nlinear, ridge } from "../../src/models/index.ts";
import { observedTargets } from "../../src/models/networkLoss.ts";
import { createRandom } from "../../src/random.ts";
import { createSeries, head, type TimeSeries } from "../../src/series/index.ts";
import { listWindows, makeBatch, windowSets } from "../../src/windows/index.ts";
import { sine } from "../contract/examples.ts";

const short = { epochs: 3, stepsPerEpoch: 3, seed: 3 };
const weighted = (series: TimeSeries, weight: (row: number) => number): TimeSeries => ({
  ...series,
  weight: series.timestamps.map((_, t) => weight(t)),
});

describe("weights of rows", () => {
  it.each([
    ["lstm", lstm({ horizon: 6, contextLength: 12, ...short })],
    ["deep-ar", deepAr({ horizon: 6, contextLength: 12, lags: [1, 2], samples: 5, ...short })],
    ["ridge", ridge({ horizon: 6 })],
  ])("of 1 leave %s what it is without any, to the last bit", async (_, model) => {
    const series = sine(120);
    const forecasts = await Promise.all(
      [series, weighted(series, () => 1)].map(async (one) => (await model.fit([one])).predict([series])[0]!.values),
    );
    expect(forecasts[1]).toEqual(forecasts[0]);
  });

  it.each([
    ["nlinear", nlinear({ horizon: 1, contextLength: 4, seasonLength: 0, normalization: "none", epochs: 30, seed: 3 })],
    ["ridge", ridge({ horizon: 1, contextLength: 4, seasonLength: 0, adjustment: "none" })],
  ])("of 0 take a stretch out of what %s learns", async (_, model) => {
    // what follows a value has its sign in the first half, the other sign in the second
    const random = createRandom(4);
    const target: number[] = [];
    for (let t = 0; t < 600; t++) target.push((t < 300 ? 0.9 : -0.9) * (target[t - 1] ?? 0) + random.normal());
    const series = createSeries({ start: "2024-01-01", frequency: "1h", target });
    const errors = await Promise.all(
      [1, 0].map(async (weight) => {
        const fitted = await model.fit([weighted(series, (t) => (t < 300 ? weight : 1))]);
        const origins = Array.from({ length: 100 }, (_, i) => 499 + i);
        return origins.reduce((sum, rows) => {
          const { quantiles, values } = fitted.predict([head(series, rows)])[0]!;
          return sum + Math.abs(values[quantiles.indexOf(0.5)]! - target[rows]!);
        }, 0);
      }),
    );
    expect(errors[1]!).toBeLessThan(0.9 * errors[0]!);
  });

  it("stand in a batch of training beside its rows, 1 for series without any", () => {
    const series = [weighted(sine(40), (t) => t), sine(40)];
    const windows = [
      { seriesIndex: 0, cutoffIndex: 20 },
      { seriesIndex: 1, cutoffIndex: 20 },
    ];
    const anchor = { seasonLength: 0, normalization: "none", scale: 1 } as const;
    const sizes = { contextLength: 3, horizon: 2, gap: 1, anchor };
    step(() => {
      const { pastWeight, futureWeight } = makeBatch(series, windows, sizes, true);
      expect([...pastWeight!.data]).toEqual([18, 19, 20, 1, 1, 1]);
      expect([...futureWeight!.data]).toEqual([22, 23, 1, 1]);
      expect(makeBatch(series, windows, sizes, false).futureWeight).toBeUndefined();
      expect(makeBatch(series, windows.slice(1), sizes, true).futureWeight).toBeUndefined();
    });
    expect(observedTargets(series, windows, 2, undefined)).toBe(21 + 22 + 2);
  });

  it("leave out windows whose target weighs nothing", () => {
    const series = weighted(sine(40), (t) => Number(t < 20));
    const windows = listWindows(windowSets([series], { contextLength: 4, horizon: 3 }).training);
    expect(windows.at(-1)).toEqual({ seriesIndex: 0, cutoffIndex: 18 });
  });

  it("belong to what a model was trained on", () => {
    const series = sine(40);
    const shas = [series, weighted(series, () => 1), weighted(series, () => 2)].map(
      (one) => fingerprintOf([one]).sha256,
    );
    expect(new Set(shas).size).toBe(3);
  });
});
