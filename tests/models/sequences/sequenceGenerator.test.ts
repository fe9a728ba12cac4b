import { describe, expect, it } from "vitest";
import { CancelledError, DataError, OptionError } from "../../../src/errors.ts";
import { defaultBackend } from "../../../src/kernels/index.ts";
import { sequenceGenerator, type FittedGenerator } from "../../../src/models/index.ts";
import type { TrainingProgress } from "../../../src/training/index.ts";
import { onEachKernels } from "../../kernels/onEachKernels.ts";

const tiny = { embeddingSize: 4, hiddenSize: 6, chunkLength: 8, epochs: 2 };
const period = "abcabd"; // what follows "ab" depends on what came before
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const learnPeriod = (cell: "lstm" | "gru", options: object = {}): Promise<FittedGenerator> =>
  sequenceGenerator({
    cell,
    embeddingSize: 6,
    hiddenSize: 16,
    chunkLength: 12,
    epochs: 12,
    learningRate: 0.02,
    ...options,
  }).fit(period.repeat(200));

const savedBy = async (seed: number): Promise<string> =>
  hex((await sequenceGenerator({ ...tiny, seed }).fit(period.repeat(30))).save());

describe("sequenceGenerator", () => {
  it.each(["lstm", "gru"] as const)("goes on with a periodic text, learned by %s", async (cell) => {
    const fitted = await learnPeriod(cell);
    expect(fitted.generate({ prompt: "abca", length: 30, temperature: 0 })).toBe("bd" + "abcabd".repeat(4) + "abca");
    expect(fitted.generate({ prompt: "dab", length: 6, temperature: 0.1, seed: 5 })).toBe("cabdab");
    expect(fitted.loss(period.repeat(20))).toBeLessThan(0.1);
    expect(fitted.loss("aaccbbdd".repeat(10))).toBeGreaterThan(1);
  });

  it("carries states from chunk to chunk: it learns what no chunk shows", async () => {
    // Whether c or d is due stands three letters back, in another chunk: only the state that is carried can tell.
    const fitted = await learnPeriod("gru", { chunkLength: 3, streams: 1 });
    expect(fitted.generate({ prompt: "abcabdabc", length: 12, temperature: 0 })).toBe("abdabcabdabc");
  });

  it("learns words, and writes them with the blanks between them", async () => {
    const text = "One fish, two fish.\n".repeat(60);
    const options = {
      split: "words",
      embeddingSize: 6,
      hiddenSize: 12,
      chunkLength: 9,
      epochs: 12,
      learningRate: 0.02,
    } as const;
    const fitted = await sequenceGenerator(options).fit(text);
    expect(fitted.tokens.toSorted()).toEqual(["\n", " ", ",", ".", "One", "fish", "two"]);
    expect(fitted.generate({ prompt: "One fish,", length: 9, temperature: 0 })).toBe(" two fish.\nOne fish");
  });

  it("gives with stream, token by token, what generate gives at once", async () => {
    const fitted = await sequenceGenerator(tiny).fit(period.repeat(40));
    const options = { prompt: "ab", length: 25, temperature: 1.3, seed: 9 };
    const tokens = [...fitted.stream(options)];
    expect(tokens).toHaveLength(25);
    expect(tokens.join("")).toBe(fitted.generate(options));
    expect(fitted.generate({ ...options, seed: 10 })).not.toBe(tokens.join(""));
  });

  it("draws only what topK leaves: of one token, the same as at temperature 0", async () => {
    const fitted = await sequenceGenerator(tiny).fit(period.repeat(40));
    const greedy = fitted.generate({ prompt: "ab", length: 20, temperature: 0 });
    expect(fitted.generate({ prompt: "ab", length: 20, temperature: 5, topK: 1, seed: 3 })).toBe(greedy);
    expect(fitted.generate({ prompt: "ab", length: 20, temperature: 1, topP: 1e-6, seed: 3 })).toBe(greedy);
  });

  it("stops where a loop over stream is left, and gives its memory back", async () => {
    const fitted = await sequenceGenerator({ ...tiny, hiddenSize: 64 }).fit(period.repeat(40));
    const begun = (): number => {
      const seen: string[] = [];
      for (const token of fitted.stream({ length: 1000 })) if (seen.push(token) === 3) break;
      expect(seen).toHaveLength(3);
      return defaultBackend().arena.bytes;
    };
    const first = begun();
    for (let i = 0; i < 50; i++) expect(begun()).toBe(first);
  });

  it("lets two streams run side by side without mixing", async () => {
    const fitted = await sequenceGenerator(tiny).fit(period.repeat(40));
    const [a, b] = [fitted.stream({ length: 8, seed: 1 }), fitted.stream({ length: 8, seed: 2 })];
    const mixed = ["", ""];
    for (let i = 0; i < 8; i++) {
      mixed[0] += a.next().value ?? "";
      mixed[1] += b.next().value ?? "";
    }
    for (const stream of [a, b]) stream.next();
    expect(mixed).toEqual([fitted.generate({ length: 8, seed: 1 }), fitted.generate({ length: 8, seed: 2 })]);
  });

  it("begins from a new line unless told otherwise, and reads long prompts and unknown signs", async () => {
    const fitted = await sequenceGenerator(tiny).fit(`${period}\n`.repeat(40));
    expect(fitted.generate({ length: 9, seed: 2 })).toBe(fitted.generate({ length: 9, seed: 2, prompt: "\n" }));
    expect(fitted.generate({ prompt: `${period.repeat(99)}é😀`, length: 5 })).toHaveLength(5);
  });

  it("tells the loss of a text as training's validation does, and of any length", async () => {
    const text = period.repeat(150);
    const options = { ...tiny, chunkLength: 64, epochs: 1, validationFraction: 0.5 };
    const fitted = await sequenceGenerator(options).fit(text);
    // The tail is read in one stream of equal chunks, from zero; the last few tokens may be left out.
    const tail = text.slice(450, 450 + 1 + 8 * Math.floor(449 / 8));
    expect(fitted.loss(tail)).toBeCloseTo(fitted.history.epochs[0]!.validationLoss!, 5);
  });

  it("knows the tokens of the training part only", async () => {
    const fitted = await sequenceGenerator({ ...tiny, validationFraction: 0.2 }).fit("ab".repeat(40) + "xy".repeat(10));
    expect(fitted.tokens).toEqual(["a", "b"]);
    const rare = await sequenceGenerator({ ...tiny, minCount: 5 }).fit("ab".repeat(40) + "x" + "ab".repeat(10));
    expect(rare.tokens).toEqual(["a", "b"]);
    expect(rare.generate({ length: 50, temperature: 9 })).toMatch(/^[ab]{50}$/);
  });

  it("reports each pass, stops early, and hears a cancel", async () => {
    const seen: TrainingProgress[] = [];
    const control = new AbortController();
    const fit = sequenceGenerator({ ...tiny, epochs: 500 }).fit(period.repeat(40), {
      signal: control.signal,
      onProgress: (progress) => seen.push(progress) === 3 && control.abort(),
    });
    await expect(fit).rejects.toThrow(CancelledError);
    expect(seen.map(({ epoch, model }) => [epoch, model])).toEqual(
      [1, 2, 3].map((epoch) => [epoch, "sequence-generator"]),
    );
    const noise = "abcbacbbcacab".repeat(9) + "ccccccccccccccc"; // the end is unlike the rest
    const { history } = await sequenceGenerator({ ...tiny, epochs: 200, patience: 2 }).fit(noise);
    expect(history.stoppedBecause).toBe("no better validation loss");
  });

  it("goes on from a checkpoint to the same bytes, and refuses one of another text", async () => {
    const model = sequenceGenerator({ ...tiny, epochs: 3, dropout: 0.2 });
    const checkpoints: Uint8Array[] = [];
    const text = period.repeat(50);
    const whole = await model.fit(text, { onCheckpoint: (bytes) => void checkpoints.push(bytes) });
    const resumed = await model.fit(text, { resumeFrom: checkpoints[1] });
    expect(hex(resumed.save())).toBe(hex(whole.save()));
    const other = text.replace("a", "b");
    await expect(model.fit(other, { resumeFrom: checkpoints[1] })).rejects.toThrow(OptionError);
  });

  it("refuses what it cannot learn from, judge or write", async () => {
    expect(() => sequenceGenerator({ streams: 0 })).toThrow(OptionError);
    for (const text of ["", "a"]) {
      await expect(sequenceGenerator(tiny).fit(text)).rejects.toThrow(DataError);
      await expect(sequenceGenerator(tiny).fit(text)).rejects.toThrow("expected a text of two tokens or more");
    }
    const fitted = await sequenceGenerator(tiny).fit(period.repeat(9));
    expect(() => fitted.loss("a")).toThrow("sequence-generator.loss: expected a text of at least two tokens, found 1");
    expect(() => fitted.generate({ prompt: "" })).toThrow(
      "sequence-generator.generate prompt: expected a text, found none",
    );
    expect(() => fitted.generate({ temperature: -1 })).toThrow(OptionError);
    expect(() => fitted.stream({ topP: 0 })).toThrow("expected a number above 0 and of at most 1");
    expect(() => fitted.generate({ lenght: 3 } as object)).toThrow("did you mean length?");
  });
});

onEachKernels(() => {
  describe("sequenceGenerator", () => {
    it("is the same to the last bit for the same seed, and another for another", async () => {
      expect(await savedBy(3)).toBe(await savedBy(3));
      expect(await savedBy(3)).not.toBe(await savedBy(4));
    });
  });
});
