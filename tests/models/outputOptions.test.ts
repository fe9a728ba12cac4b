import { describe, expect, it } from "vitest";
import { DataError, ModelFileError, OptionError } from "../../src/errors.ts";
import { createForecaster, fineTune, gru, loadForecaster, type GruOptions } from "../../src/models/index.ts";
import { decodeModel, encodeModel } from "../../src/models/modelFile.ts";
import { createRandom } from "../../src/random.ts";
import { bytesOf, sine } from "../contract/examples.ts";

const tiny = { horizon: 4, contextLength: 8, hiddenSize: 4, epochs: 2, stepsPerEpoch: 3, seasonLength: 0 };

describe("options that say what is forecast", () => {
  it.each([
    [
      { quantiles: [0.1, 0.9] },
      "gru quantiles: expected two ascending probabilities or more, 0.5 among them, found [0.1,0.9]",
    ],
    [{ quantiles: [0.5, 0.1] }, "found [0.5,0.1]; for example quantiles: [0.1, 0.5, 0.9]"],
    [{ quantiles: [0.1, 0.5, 0.5] }, "found [0.1,0.5,0.5]"],
    [{ quantiles: 0.5 }, 'found [0.5]; for one number a step choose output: "point"'],
    [{ quantiles: [0, 0.5] }, "gru quantiles: expected a number above 0 and below 1, or a list of them, found [0,0.5]"],
    [{ quantiles: [0.1, 0.5], output: "gaussian" }, "gru quantiles: expected output quantiles, found output gaussian"],
    [
      { loss: "squared" },
      'gru loss: expected output point, found output quantiles; leave loss out, or choose output: "point"',
    ],
    [{ output: "point", loss: "cubic" }, 'gru loss: expected one of absolute, squared, huber, found "cubic"'],
    [{ range: "negative" }, 'gru range: expected positive, or 2 numbers, found "negative"'],
    [{ range: [1] }, "gru range: expected positive, or 2 numbers, found [1]"],
    [{ range: [1, 0] }, "gru range: expected a lower and an upper bound, in this order, found values from 1 to 0"],
    [
      { range: "positive", output: "poisson" },
      "gru range: expected an output that is not of counts, found output poisson",
    ],
    [
      { stepWeights: "steep" },
      "gru stepWeights: expected one of linear, exponential, or a list of numbers of at least 0",
    ],
    [
      { stepWeights: [1, 1, 1] },
      "gru stepWeights: expected 4 numbers, one for each step, and one of them above 0, found 3",
    ],
    [{ stepWeights: [0, 0, 0, 0] }, "found zeros only"],
    [{ stepWeights: [1, -1, 0, 0] }, "found [1,-1,0,0]"],
  ])("refuse %j", (wrong, message) => {
    expect(() => gru({ ...tiny, ...wrong } as GruOptions)).toThrow(OptionError);
    expect(() => gru({ ...tiny, ...wrong } as GruOptions)).toThrow(message);
  });

  it.each([
    { quantiles: [0.05, 0.25, 0.5, 0.75, 0.95] },
    { quantiles: [0.1, 0.5] },
    { output: "point", loss: "squared", normalization: "robust" },
    { range: "positive", stepWeights: "linear" },
    { range: [0, 20], output: "studentT", stepWeights: [4, 3, 0, 1] },
    { range: [-100, 100], output: "point", normalization: "revin", stepWeights: "exponential" },
  ] as Partial<GruOptions>[])("%j are kept in the file, and further training keeps to them", async (own) => {
    const fitted = await gru({ ...tiny, ...own }).fit([sine()]);
    const bytes = fitted.save();
    const loaded = await loadForecaster(bytes);
    expect(loaded.options).toMatchObject(own);
    const levels = { levels: [30, 99] };
    expect(bytesOf(loaded.predict([sine()], levels))).toEqual(bytesOf(fitted.predict([sine()], levels)));
    expect(loaded.save()).toEqual(bytes);
    const tuned = await fineTune(loaded, [sine(80, { id: "more" })], { epochs: 1 });
    expect(tuned.options).toMatchObject(own);
    expect(tuned.predict([sine()], levels)[0]!.values.every(Number.isFinite)).toBe(true);
  });

  it("are refused in a file where they do not fit its task", async () => {
    const { config, tensors } = decodeModel((await gru({ ...tiny, quantiles: [0.1, 0.5] }).fit([sine()])).save());
    for (const change of [{ quantiles: [0.1, 0.9] }, { output: "point" }, { loss: "squared" }, { range: "positive" }]) {
      const options = { ...(config["options"] as object), ...change };
      const bytes = encodeModel({ config: { ...config, options }, tensors });
      await expect(loadForecaster(bytes)).rejects.toThrow(ModelFileError);
    }
  });
});

describe("a range of the target", () => {
  const random = createRandom(12);
  /** A share that often lies near or at its bounds. */
  const shares = Array.from({ length: 240 }, (_, t) =>
    Math.min(1, Math.max(0, 0.5 + 0.6 * Math.sin(t / 4) + 0.1 * random.normal())),
  );

  it.each([
    ["positive", "gru", "quantiles"],
    ["positive", "nlinear", "point"],
    [[0, 1], "seq2seq", "gaussian"],
    [[0, 1], "nlinear", "point"],
    [[0, 1], "lstm", "studentT"],
  ] as const)("%j holds for every quantile of a %s with output %s, however wide", async (range, model, output) => {
    const own = { horizon: 8, contextLength: 24, seasonLength: 0, epochs: 6, range, output };
    const series = sine(240, { target: shares });
    const fitted = await createForecaster(model, own).fit([series]);
    const unseen = sine(60, { id: "unseen", target: shares.slice(100, 160) });
    for (const { values } of fitted.predict([series, unseen], { levels: [50, 99.99] })) {
      values.forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(0);
        if (range !== "positive") expect(value).toBeLessThanOrEqual(1);
        if (i % 5 > 0) expect(value).toBeGreaterThanOrEqual(values[i - 1]!);
      });
    }
  });

  it("forecasts a growth by shares as such", async () => {
    const growing = Array.from({ length: 120 }, (_, t) => 1.03 ** t * (1 + 0.05 * random.normal()));
    const series = sine(120, { target: growing });
    const own = { horizon: 6, contextLength: 12, seasonLength: 0, epochs: 20, output: "point" };
    const truth = Array.from({ length: 6 }, (_, h) => 1.03 ** (120 + h));
    const error = async (more: object): Promise<number> => {
      const [forecast] = (await createForecaster("nlinear", { ...own, ...more }).fit([series])).predict([series], {
        levels: [],
      });
      return truth.reduce((sum, y, h) => sum + Math.abs(y - forecast!.values[h]!), 0);
    };
    expect(await error({ range: "positive" })).toBeLessThan(await error({}));
  });

  it("is a DataError naming series, column and row where a target lies outside, in fit, predict and further training", async () => {
    const below = sine(90, { id: "low", target: Array.from({ length: 90 }, (_, t) => (t === 30 ? -2 : 10 + t)) });
    const message = 'series "low": expected values of at least 0 in "low", found -2 in row 31; mend the value';
    const fit = gru({ ...tiny, range: "positive" }).fit([below]);
    await expect(fit).rejects.toThrow(DataError);
    await expect(fit).rejects.toThrow(`gru.fit: ${message}`);
    const fitted = await gru({ ...tiny, range: "positive" }).fit([sine()]);
    expect(() => fitted.predict([below])).toThrow(`gru.predict: ${message}`);
    await expect(fineTune(fitted, [below])).rejects.toThrow(`gru.fineTune: ${message}`);
    const narrow = gru({ ...tiny, range: [0, 11] }).fit([sine()]);
    await expect(narrow).rejects.toThrow('expected values from 0 to 11 in "sine", found 1');
  });

  it("does not mind zeros and values at its bounds", async () => {
    const zeros = sine(90, { target: Array.from({ length: 90 }, (_, t) => (t % 5 === 0 ? 0 : 3)) });
    for (const range of ["positive", [0, 3]] as const) {
      const fitted = await gru({ ...tiny, range }).fit([zeros]);
      for (const value of fitted.predict([zeros])[0]!.values) expect(value).toBeGreaterThan(0);
    }
  });
});
