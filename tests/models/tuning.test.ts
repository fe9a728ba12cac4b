import { describe, expect, it } from "vitest";
import { DataError, OptionError, UnsupportedError } from "../../src/errors.ts";
import { fineTune, findLearningRate, fingerprintOf, loadForecaster, naive, registry } from "../../src/models/index.ts";
import { decodeModel } from "../../src/models/modelFile.ts";
import { bytesOf, isNetwork, noisySine, sine, tiny, withCovariates } from "../contract/examples.ts";

const networks = registry.filter(isNetwork).map((definition) => ({ name: definition.name, definition }));
const tensorsOf = (bytes: Uint8Array): Record<string, number[]> =>
  Object.fromEntries(Object.entries(decodeModel(bytes).tensors).map(([name, { data }]) => [name, Array.from(data)]));
const fresh = sine(80, { id: "fresh", target: noisySine(80, 11).map((value) => 3 * value + 100) });

describe.each(networks)("$name", ({ name, definition }) => {
  it("finds a learning rate inside the range, without leaving memory", async () => {
    const { rates, losses, suggestion } = await findLearningRate(tiny(definition), [withCovariates()], { steps: 20 });
    expect(rates.length).toBe(losses.length);
    expect(suggestion).toBeGreaterThanOrEqual(1e-5);
    expect(suggestion).toBeLessThanOrEqual(0.1);
  });

  it("is trained further on a new series, and stays what it was", async () => {
    const fitted = await tiny(definition).fit([sine()]);
    const before = fitted.save();
    const tuned = await fineTune(fitted, [fresh], { epochs: 3, learningRate: 1e-3 });
    expect(fitted.save()).toEqual(before);
    expect(tuned.name).toBe(name);
    expect(tuned.options).toMatchObject({ ...fitted.options, epochs: 3, learningRate: 1e-3 });
    expect(tuned.history!.epochs).toHaveLength(3);
    expect(tuned.trainedOn).toEqual(fingerprintOf([fresh]));
    expect(tensorsOf(tuned.save())).not.toEqual(tensorsOf(before));
    // the series of the fit are still scaled as they were
    expect(tuned.predict([sine()])[0]!.values.every(Number.isFinite)).toBe(true);
    expect(decodeModel(tuned.save()).config).toMatchObject({
      transform: {
        series: { sine: { target: expect.anything() as unknown }, fresh: { target: expect.anything() as unknown } },
      },
    });
    const loaded = await loadForecaster(tuned.save());
    expect(bytesOf(loaded.predict([fresh]))).toEqual(bytesOf(tuned.predict([fresh])));
  });

  it("is trained further alike whether it comes from fit or from a file, and whether interrupted or not", async () => {
    const fitted = await tiny(definition).fit([sine()]);
    const checkpoints: Uint8Array[] = [];
    const tuned = await fineTune(fitted, [fresh], { onCheckpoint: (bytes) => void checkpoints.push(bytes) });
    const loaded = await loadForecaster(fitted.save());
    expect((await fineTune(loaded, [fresh])).save()).toEqual(tuned.save());
    expect((await fineTune(loaded, [fresh], { resumeFrom: checkpoints[0] })).save()).toEqual(tuned.save());
    await expect(fineTune(tuned, [fresh], { resumeFrom: checkpoints[0] })).rejects.toThrow("resumeFrom from: expected");
  });

  it("leaves frozen parts as they are, to the last bit", async () => {
    const fitted = await tiny(definition).fit([sine()]);
    const before = tensorsOf(fitted.save());
    const keys = Object.keys(before);
    const first = keys.filter((key) => key.split(".")[0] === keys[0]!.split(".")[0]).slice(0, keys.length - 1);
    const rest = keys.filter((key) => !first.includes(key));
    for (const frozen of [first, rest]) {
      const after = tensorsOf((await fineTune(fitted, [fresh], { frozen })).save());
      for (const key of frozen) expect(after[key], key).toEqual(before[key]);
      expect(after).not.toEqual(before);
    }
  });

  it("refuses parts that it does not have, or all of them, and options that are none of training", async () => {
    const fitted = await tiny(definition).fit([sine()]);
    await expect(fineTune(fitted, [fresh], { frozen: ["tail."] })).rejects.toThrow(
      new RegExp(`^training ${name}: frozen: expected beginnings of .+, found "tail\\."`),
    );
    await expect(fineTune(fitted, [fresh], { frozen: [""] })).rejects.toThrow("expected fewer than all of");
    await expect(fineTune(fitted, [fresh], { epochs: 0 })).rejects.toThrow(OptionError);
    const other = { contextLength: 5 } as object;
    await expect(fineTune(fitted, [fresh], other)).rejects.toThrow(OptionError);
  });

  it("refuses series of another kind", async () => {
    const fitted = await tiny(definition).fit([withCovariates()]);
    await expect(fineTune(fitted, [fresh])).rejects.toThrow(
      `${name}.fineTune: series "fresh": expected pastCovariates: p, q, found none`,
    );
    await expect(fineTune(fitted, [])).rejects.toThrow(DataError);
    await expect(fineTune(fitted, [withCovariates(5)])).rejects.toThrow(/fineTune: series "sine": expected at least/);
  });
});

describe("a baseline", () => {
  it("has no rate to find, and nothing to train further", async () => {
    await expect(findLearningRate(naive({ horizon: 2 }), [sine()])).rejects.toThrow(UnsupportedError);
    await expect(findLearningRate(naive({ horizon: 2 }), [sine()])).rejects.toThrow(
      "findLearningRate: expected a forecaster that is a network, found naive",
    );
    const fitted = await naive({ horizon: 2 }).fit([sine()]);
    await expect(fineTune(fitted, [sine()])).rejects.toThrow(UnsupportedError);
  });
});
