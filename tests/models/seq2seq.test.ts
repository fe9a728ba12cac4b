import { describe, expect, it } from "vitest";
import { loadForecaster, seq2seq, type Seq2seqOptions } from "../../src/models/index.ts";
import { decodeModel } from "../../src/models/modelFile.ts";
import { createRandom } from "../../src/random.ts";
import { head, type TimeSeries } from "../../src/series/index.ts";
import { bytesOf, medians, noisySine, SEASON, sine, withCovariates } from "../contract/examples.ts";

/** Noise that is copied from one period to the next and slowly forgotten; the phase is known, as that of a calendar is. */
function copies(rows: number): { series: TimeSeries; period: number } {
  const period = 8;
  const random = createRandom(3);
  const target: number[] = [];
  for (let t = 0; t < rows; t++)
    target.push(t < period ? random.normal() : 0.95 * target[t - period]! + 0.3 * random.normal());
  const phase = (f: (x: number) => number): number[] =>
    Array.from({ length: rows + period }, (_, t) => f((2 * Math.PI * t) / period));
  return { series: sine(rows, { target, futureCovariates: { sin: phase(Math.sin), cos: phase(Math.cos) } }), period };
}

const tiny = { horizon: 4, contextLength: 12, hiddenSize: 5, epochs: 2, stepsPerEpoch: 3, seasonLength: 0 };

describe("seq2seq", () => {
  const variants: Partial<Seq2seqOptions>[] = [
    { attention: "none" },
    { attention: "additive", cell: "lstm" },
    { attention: "multiplicative", numLayers: 2, dropout: 0.2 },
    { attention: "multiplicative", directions: "both", cell: "lstm" },
    { attention: "additive", directions: "both", forcedShare: 0.5 },
    { attention: "additive", forcedShare: 1, teacherForcing: "inverseSigmoid" },
    { output: "gaussian" },
    { output: "point", normalization: "robust", forcedShare: 1 },
    { normalization: "revin", forcedShare: 0.5 },
    { output: "negativeBinomial", normalization: "revin", forcedShare: 1 },
    { output: "negativeBinomial", forcedShare: 0.5 },
  ];
  it.each(variants)("fits, saves and loads to the same bytes with %j and all roles of covariates", async (options) => {
    const series = withCovariates();
    const fitted = await seq2seq({ ...tiny, ...options }).fit([series]);
    const forecasts = fitted.predict([series]);
    expect(forecasts[0]!.values.every(Number.isFinite)).toBe(true);
    const loaded = await loadForecaster(fitted.save());
    expect(bytesOf(loaded.predict([series]))).toEqual(bytesOf(forecasts));
  });

  it("says what each step attended to, unless it has no attention", async () => {
    const fitted = await seq2seq(tiny).fit([sine()]);
    const { attention } = fitted.predict([sine()])[0]!;
    expect(attention!.length).toBe(4 * 12);
    for (let h = 0; h < 4; h++) {
      expect(attention!.subarray(12 * h, 12 * h + 12).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
    }
    const without = await seq2seq({ ...tiny, attention: "none" }).fit([sine()]);
    expect(without.predict([sine()])[0]).not.toHaveProperty("attention");
  });

  it("starts as good as its anchor: with next to no training it forecasts the last season", async () => {
    const exact = Array.from({ length: 80 }, (_, t) => noisySine(SEASON)[t % SEASON]!);
    const series = sine(80, { target: exact });
    const options = { ...tiny, seasonLength: SEASON, epochs: 1, stepsPerEpoch: 1 };
    const [forecast] = (await seq2seq(options).fit([series])).predict([series], { levels: [] });
    forecast!.values.forEach((value, h) => expect(value).toBeCloseTo(exact[80 - SEASON + h]!, 4));
  });

  it("learns a sine that its anchor does not know", async () => {
    const series = sine(200);
    const options = { ...tiny, horizon: 8, contextLength: 16, hiddenSize: 16, epochs: 25, stepsPerEpoch: 10 };
    const [forecast] = (await seq2seq(options).fit([series])).predict([series]);
    const error = medians(forecast!).reduce((sum, value, h) => {
      return sum + Math.abs(value - (10 + 3 * Math.sin((2 * Math.PI * (200 + h)) / SEASON))) / 8;
    }, 0);
    expect(error).toBeLessThan(0.5);
  });

  it("attends to the row that it is to copy, in every step of almost every window", async () => {
    const { series, period } = copies(1200);
    const options = { attention: "multiplicative", epochs: 30, stepsPerEpoch: 20, learningRate: 0.01, batchSize: 64 };
    const sizes = { horizon: period, contextLength: period, hiddenSize: 32, seasonLength: 0 };
    const fitted = await seq2seq({
      ...sizes,
      ...options,
      normalization: "mean",
      output: "point",
    } as Seq2seqOptions).fit([series]);
    const forecasts = fitted.predict(Array.from({ length: 40 }, (_, i) => ({ ...head(series, 1200 - i), id: `${i}` })));
    let [hits, weight] = [0, 0];
    for (const { attention } of forecasts) {
      for (let h = 0; h < period; h++) {
        const weights = attention!.subarray(period * h, period * (h + 1)); // row h of the context lies a period before step h
        hits += Number(weights[h] === Math.max(...weights));
        weight += weights[h]!;
      }
    }
    const steps = forecasts.length * period;
    expect(hits / steps).toBeGreaterThan(0.9);
    expect(weight / steps).toBeGreaterThan(0.6);
  });

  it("writes its options into the model file", async () => {
    const fitted = await seq2seq({ ...tiny, attention: "multiplicative" }).fit([sine()]);
    expect(decodeModel(fitted.save()).config).toMatchObject({ options: { attention: "multiplicative", cell: "gru" } });
  });
});
