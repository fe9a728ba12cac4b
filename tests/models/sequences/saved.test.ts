import * as fc from "fast-check";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DataError, ModelFileError } from "../../../src/errors.ts";
import {
  loadClassifier,
  loadForecaster,
  loadGenerator,
  naive,
  sequenceClassifier,
  sequenceGenerator,
} from "../../../src/models/index.ts";
import { decodeModel, encodeModel } from "../../../src/models/modelFile.ts";
import { sine } from "../../contract/examples.ts";
import { bumps, whichFirst } from "./toys.ts";

const tiny = { embeddingSize: 3, hiddenSize: 3, epochs: 1 };
const savers = {
  "a classifier of tokens": async () => (await sequenceClassifier(tiny).fit(whichFirst(12))).save(),
  "a classifier of numbers": async () => (await sequenceClassifier({ ...tiny, cell: "lstm" }).fit(bumps(12))).save(),
  "a generator": async () => (await sequenceGenerator({ ...tiny, chunkLength: 4 }).fit("abc".repeat(20))).save(),
};
const loaderOf = (name: string): typeof loadClassifier | typeof loadGenerator =>
  name === "a generator" ? loadGenerator : loadClassifier;

/** The file with another configuration. */
function patched(bytes: Uint8Array, patch: object): Uint8Array {
  const { config, tensors } = decodeModel(bytes);
  const { format: _f, version: _v, ...own } = config;
  return encodeModel({ config: { ...own, ...patch }, tensors });
}

describe("loadClassifier", () => {
  it.each([
    ["tokens", whichFirst(30)],
    ["numbers", bumps(30)],
  ])("gives the probabilities of the saved one to the last bit, and saves the same bytes: %s", async (_, examples) => {
    const fitted = await sequenceClassifier({ ...tiny, seed: 7, classWeights: "balanced" }).fit(examples);
    const loaded = await loadClassifier(fitted.save());
    const sequences = examples.map(({ sequence }) => sequence);
    expect(loaded.predict(sequences)).toEqual(fitted.predict(sequences));
    expect([loaded.options, loaded.classes, loaded.history]).toEqual([fitted.options, fitted.classes, fitted.history]);
    expect(Buffer.from(loaded.save()).equals(Buffer.from(fitted.save()))).toBe(true);
  });

  it("reads paths and Blobs", async () => {
    const bytes = await savers["a classifier of tokens"]();
    const folder = await mkdtemp(join(tmpdir(), "classifier-"));
    await writeFile(join(folder, "it.safetensors"), bytes);
    expect((await loadClassifier(join(folder, "it.safetensors"))).classes).toEqual(["a", "b"]);
    expect((await loadClassifier(new Blob([Uint8Array.from(bytes)]))).classes).toEqual(["a", "b"]);
    await expect(loadClassifier(join(folder, "none"))).rejects.toThrow(DataError);
    await rm(folder, { recursive: true });
  });
});

describe("loadGenerator", () => {
  it("writes what the saved one writes, and saves the same bytes", async () => {
    const fitted = await sequenceGenerator({ ...tiny, chunkLength: 4 }).fit("abcde".repeat(30));
    const loaded = await loadGenerator(fitted.save());
    expect(loaded.generate({ length: 40, seed: 3 })).toBe(fitted.generate({ length: 40, seed: 3 }));
    expect(loaded.loss("abcabc")).toBe(fitted.loss("abcabc"));
    expect(Buffer.from(loaded.save()).equals(Buffer.from(fitted.save()))).toBe(true);
  });
});

describe("a file of another kind", () => {
  it("is refused with the name of the function that reads it", async () => {
    const classifier = await savers["a classifier of tokens"]();
    const generator = await savers["a generator"]();
    const forecaster = (await naive({ horizon: 2 }).fit([sine()])).save();
    await expect(loadForecaster(classifier)).rejects.toThrow(
      /expected one of the models naive, .*, found "sequence-classifier"; read it with loadClassifier$/,
    );
    await expect(loadForecaster(generator)).rejects.toThrow(/found "sequence-generator"; read it with loadGenerator$/);
    await expect(loadGenerator(classifier)).rejects.toThrow(
      'expected a sequence-generator, found "sequence-classifier"; read it with loadClassifier',
    );
    await expect(loadClassifier(forecaster)).rejects.toThrow(
      'expected a sequence-classifier, found "naive"; read it with loadForecaster',
    );
  });
});

describe.each(Object.entries(savers))("a damaged file of %s", (name, save) => {
  const attempt = (bytes: Uint8Array): Promise<unknown> =>
    loaderOf(name)(bytes).then(
      () => "loaded",
      (error: unknown) => error,
    );

  it("is refused where a field is missing or of another form", async () => {
    const bytes = await save();
    expect(await attempt(patched(bytes, {}))).toBe("loaded");
    for (const patch of [
      { options: undefined },
      { options: { hiddenSize: 0 } },
      { options: { hiddenSize: 5 } },
      { options: { elsewhere: 1 } },
      { history: {} },
      { numerics: "decimal" },
      { classes: ["a"], tokens: "abc" },
      { classes: ["a", "a"], tokens: [1] },
      { classes: ["a", "b", "c"], tokens: ["a", "b"] },
      { reader: { input: "numbers", means: [1, 2, 3], scales: [1, 1, 1] }, tokens: [] },
    ]) {
      expect(await attempt(patched(bytes, patch)), JSON.stringify(patch)).toBeInstanceOf(ModelFileError);
    }
  });

  it("loads or is refused with a ModelFileError when bytes are changed, and nothing else", async () => {
    const saved = await save();
    const change = fc.tuple(fc.nat(saved.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = saved.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const result = await attempt(bytes);
        if (result !== "loaded") expect(result).toBeInstanceOf(ModelFileError);
      }),
    );
  });
});
