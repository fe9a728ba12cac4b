import { describe, expect, it } from "vitest";
import { loadForecaster, seq2seq, type Seq2seqOptions } from "../../src/models/index.ts";
import { decodeModel } from "../../src/models/modelFile.ts";
import { bytesOf, medians, noisySine, SEASON, sine, withCovariates } from "../contract/examples.ts";

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

  it("writes its options into the model file", async () => {
    const fitted = await seq2seq({ ...tiny, attention: "multiplicative" }).fit([sine()]);
    expect(decodeModel(fitted.save()).config).toMatchObject({ options: { attention: "multiplicative", cell: "gru" } });
  });
});
