import { describe, expect, it } from "vitest";
import { CancelledError, DataError, OptionError } from "../../../src/errors.ts";
import { defaultBackend } from "../../../src/kernels/index.ts";
import { sequenceClassifier, type FittedClassifier, type SequenceClassifier } from "../../../src/models/index.ts";
import type { TrainingProgress } from "../../../src/training/index.ts";
import { onEachKernels } from "../../kernels/onEachKernels.ts";
import { bumps, unbalanced, whichFirst } from "./toys.ts";

const tiny = { embeddingSize: 4, hiddenSize: 4, epochs: 2 };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const probabilities = (fitted: FittedClassifier, sequences: Parameters<FittedClassifier["predict"]>[0]): number[][] =>
  fitted.predict(sequences).map((one) => Array.from(one.probabilities));

const fit: SequenceClassifier["fit"] = (examples, options) => sequenceClassifier(tiny).fit(examples, options);
/** Bumps of another level and scale. */
const scaled = (count: number, seed: number): ReturnType<typeof bumps> =>
  bumps(count, seed).map(({ sequence, label }) => ({
    sequence: (sequence as number[]).map((x) => 1e6 + 1e4 * x),
    label,
  }));

/** The share of the rare class that is found. */
const recall = async (classWeights: "none" | "balanced"): Promise<number> => {
  const options = { hiddenSize: 4, dropout: 0, epochs: 30, learningRate: 0.02, classWeights };
  const fitted = await sequenceClassifier(options).fit(unbalanced(400));
  const [rare] = fitted.evaluate(unbalanced(1000, 2)).confusion;
  return rare![0]! / (rare![0]! + rare![1]!);
};

/** Fits, is cancelled, classifies; gives the bytes that memory has by then. */
const round = async (): Promise<number> => {
  const model = sequenceClassifier({ ...tiny, hiddenSize: 64, epochs: 1 });
  await model.fit(whichFirst(12), { signal: AbortSignal.abort() }).catch(() => undefined);
  (await model.fit(whichFirst(12))).predict(["a b"]);
  return defaultBackend().arena.bytes;
};

const savedBy = async (seed: number): Promise<string> =>
  hex((await sequenceClassifier({ ...tiny, seed }).fit(whichFirst(30))).save());

describe("sequenceClassifier", () => {
  it.each(["lstm", "gru"] as const)(
    "learns with %s which of two letters comes first, as no bag of words can",
    async (cell) => {
      const options = {
        cell,
        embeddingSize: 8,
        hiddenSize: 12,
        dropout: 0,
        tokenDropout: 0,
        epochs: 40,
        learningRate: 0.02,
      };
      const fitted = await sequenceClassifier(options).fit(whichFirst(300));
      expect(fitted.classes).toEqual(["a", "b"]);
      expect(fitted.evaluate(whichFirst(200, 2)).accuracy).toBeGreaterThan(0.97);
    },
  );

  it("learns it from the last states and in one direction", async () => {
    const options = { pooling: "last", directions: "forward", embeddingSize: 8, hiddenSize: 12 } as const;
    const fitted = await sequenceClassifier({
      ...options,
      dropout: 0,
      tokenDropout: 0,
      epochs: 40,
      learningRate: 0.02,
    }).fit(whichFirst(300));
    expect(fitted.evaluate(whichFirst(200, 2)).accuracy).toBeGreaterThan(0.97);
  });

  it("learns series of numbers, whatever their level and scale", async () => {
    const fitted = await sequenceClassifier({ hiddenSize: 8, dropout: 0, epochs: 40, learningRate: 0.02 }).fit(
      scaled(200, 1),
    );
    expect(fitted.classes).toEqual([0, 1]);
    const { accuracy, f1, confusion } = fitted.evaluate(scaled(200, 2));
    expect(accuracy).toBeGreaterThan(0.95);
    expect(f1.macro).toBeGreaterThan(0.95);
    expect(confusion.flat().reduce((a, b) => a + b)).toBe(200);
  });

  it("finds more of a rare class when classes are balanced", async () => {
    const [none, balanced] = [await recall("none"), await recall("balanced")];
    expect(balanced).toBeGreaterThan(none + 0.2);
    expect(balanced).toBeGreaterThan(0.65); // the best there is finds 79 %
  });

  it("gives probabilities that add to 1 in the order of its classes, and the most probable class", async () => {
    const fitted = await sequenceClassifier(tiny).fit(whichFirst(40));
    for (const { label, probabilities: p } of fitted.predict(["a c b", ["f"], "what is this"])) {
      expect(p[0]! + p[1]!).toBeCloseTo(1, 6);
      expect(label).toBe(fitted.classes[p[0]! >= p[1]! ? 0 : 1]);
    }
    expect(fitted.predict([])).toEqual([]);
  });

  it("takes early stopping's examples from fit, and knows only words of the others", async () => {
    const examples = whichFirst(40);
    const validation = [{ sequence: ["a", "z", "b"], label: "a" }];
    const fitted = await sequenceClassifier(tiny).fit(examples, { validation });
    expect(fitted.history.epochs).toHaveLength(2);
    expect(fitted.history.epochs[0]!.validationLoss).toBeGreaterThan(0);
    const [unknown, other] = probabilities(fitted, [
      ["a", "z"],
      ["a", "never seen"],
    ]);
    expect(unknown).toEqual(other);
  });

  it("holds back some of each class, and learns neither words nor statistics from them", async () => {
    const examples = Array.from({ length: 40 }, (_, i) => ({ sequence: [`w${i}`], label: i % 4 === 0 ? "x" : "y" }));
    const fitted = await sequenceClassifier({ ...tiny, validationFraction: 0.5 }).fit(examples);
    const known = probabilities(
      fitted,
      examples.map(({ sequence }) => sequence),
    ).map((row) => row.join());
    const [unknown] = probabilities(fitted, [["new"]]);
    const isUnknown = examples.map(({ label }, i) => (known[i] === unknown!.join() ? label : "known"));
    expect(isUnknown.filter((label) => label === "x")).toHaveLength(5);
    expect(isUnknown.filter((label) => label === "y")).toHaveLength(15);
  });

  it("has no validation where nothing is held back", async () => {
    const fitted = await sequenceClassifier({ ...tiny, validationFraction: 0 }).fit(whichFirst(20));
    expect(fitted.history.epochs[0]).not.toHaveProperty("validationLoss");
    expect(fitted.history.bestEpoch).toBe(2);
  });

  it("reports each pass", async () => {
    const seen: TrainingProgress[] = [];
    await sequenceClassifier(tiny).fit(whichFirst(20), { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ epoch, of, model }) => [epoch, of, model])).toEqual([
      [1, 2, "sequence-classifier"],
      [2, 2, "sequence-classifier"],
    ]);
  });

  it("hears a cancel", async () => {
    const control = new AbortController();
    const fit = sequenceClassifier({ ...tiny, epochs: 500 }).fit(whichFirst(50), {
      signal: control.signal,
      onProgress: ({ epoch }) => epoch === 2 && control.abort(),
    });
    await expect(fit).rejects.toThrow(CancelledError);
  });

  it("goes on from a checkpoint to the same bytes, and refuses one of other examples", async () => {
    const model = sequenceClassifier({ ...tiny, epochs: 3 });
    const checkpoints: Uint8Array[] = [];
    const whole = await model.fit(whichFirst(30), { onCheckpoint: (bytes) => void checkpoints.push(bytes) });
    const resumed = await model.fit(whichFirst(30), { resumeFrom: checkpoints[0] });
    expect(hex(resumed.save())).toBe(hex(whole.save()));
    const other = whichFirst(30).with(3, { sequence: "e e a b", label: "a" });
    await expect(model.fit(other, { resumeFrom: checkpoints[0] })).rejects.toThrow(OptionError);
  });

  it("takes no more memory however often it is fitted, cancelled and asked", async () => {
    const first = await round();
    for (let i = 0; i < 12; i++) expect(await round()).toBe(first);
  });

  it("refuses options that it does not know, or outside their range", () => {
    expect(() => sequenceClassifier({ hiddenSize: 0 })).toThrow(OptionError);
    expect(() => sequenceClassifier({ hidenSize: 3 } as object)).toThrow("did you mean hiddenSize?");
    expect(() => sequenceClassifier({ pooling: "max" } as object)).toThrow("expected one of mean, last");
  });

  it("refuses what it cannot learn from, naming the example", async () => {
    const [a, b] = [
      { sequence: [1, 2], label: "a" },
      { sequence: [2, 1], label: "b" },
    ];
    await expect(fit([])).rejects.toThrow(DataError);
    await expect(fit([a, a])).rejects.toThrow("expected examples of at least two classes");
    await expect(fit([a, b, { sequence: [], label: "b" }])).rejects.toThrow(
      "sequence-classifier.fit example 2: expected a sequence of at least one step, found none",
    );
    await expect(fit([a, b, { sequence: [1, Infinity], label: "b" }])).rejects.toThrow(
      "sequence-classifier.fit example 2: expected a finite number a step, found [Infinity] in step 2",
    );
    await expect(fit([a, b], { validation: [{ sequence: [1], label: "c" }] })).rejects.toThrow(
      'sequence-classifier.fit validation example 0: expected one of the classes "a", "b", found "c"',
    );
  });

  it("refuses what it cannot judge, naming sequence or example", async () => {
    const fitted = await sequenceClassifier(tiny).fit(whichFirst(20));
    expect(() => fitted.predict(["a", " "])).toThrow(
      "sequence-classifier.predict sequence 1: expected a sequence of at least one step",
    );
    expect(() => fitted.evaluate([])).toThrow("expected at least one example, found none");
    expect(() => fitted.evaluate([{ sequence: "a b", label: "c" }])).toThrow(
      'sequence-classifier.evaluate example 0: expected one of the classes "a", "b", found "c"',
    );
    expect(() => fitted.predict([[0.5]])).toThrow("found 0.5 in step 1");
  });
});

onEachKernels(() => {
  describe("sequenceClassifier", () => {
    it("is the same to the last bit for the same seed, and another for another", async () => {
      expect(await savedBy(3)).toBe(await savedBy(3));
      expect(await savedBy(3)).not.toBe(await savedBy(4));
    });

    it("says the same of a sequence alone, among others and in another order", async () => {
      const fitted = await sequenceClassifier({ ...tiny, numLayers: 2 }).fit(bumps(30));
      const sequences = [...bumps(20, 3).map(({ sequence }) => sequence), Array.from({ length: 700 }, (_, t) => t % 9)];
      const together = probabilities(fitted, sequences);
      expect(sequences.map((one) => probabilities(fitted, [one])[0])).toEqual(together);
      expect(probabilities(fitted, sequences.toReversed())).toEqual(together.toReversed());
    });
  });
});
