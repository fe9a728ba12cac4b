import { describe, expect, it } from "vitest";
import { hashOf, readSamples } from "../../../src/models/sequences/classifierSamples.ts";
import type { LabelledSequence } from "../../../src/models/sequences/labels.ts";
import { createRandom } from "../../../src/random.ts";

const options = { minCount: 1, vocabularySize: 1000, split: "words" as const, validationFraction: 0.25 };
const examples: LabelledSequence[] = Array.from({ length: 40 }, (_, i) => ({
  sequence: [`w${i}`],
  label: i % 4 === 0 ? "x" : "y",
}));
const read = (given: readonly LabelledSequence[] = examples, seed = 1): ReturnType<typeof readSamples> =>
  readSamples(given, undefined, options, createRandom(seed));

describe("readSamples", () => {
  it("holds back the same share of each class, the same for the same stream", () => {
    const { training, validation } = read();
    const count = (samples: typeof training, k: number): number => samples.filter(({ target }) => target === k).length;
    expect([0, 1].map((k) => [count(training, k), count(validation, k)])).toEqual([
      [8, 2],
      [23, 7],
    ]);
    expect(read().training).toEqual(training);
    expect(read(examples, 2).reader.state()).not.toEqual(read().reader.state());
  });

  it("keeps an example of every class to learn from, and the order of examples", () => {
    const few = ["a", "a", "b"].map((label, i) => ({ sequence: [i], label }));
    const { training, validation } = readSamples(
      few,
      undefined,
      { ...options, validationFraction: 0.99 },
      createRandom(1),
    );
    expect(training.map(({ target }) => target)).toEqual([0, 1]);
    expect(validation.map(({ target }) => target)).toEqual([0]);
  });

  it("holds nothing back where validation is given", () => {
    const { training, validation } = readSamples(examples, examples.slice(0, 2), options, createRandom(1));
    expect([training.length, validation.length]).toEqual([40, 2]);
  });
});

describe("hashOf", () => {
  it("is the same for the same examples, and another where a sequence or a label is another", () => {
    const patched = (patch: Partial<LabelledSequence>): string =>
      hashOf(read(examples.with(5, { sequence: ["w5"], label: "y", ...patch })));
    expect(hashOf(read())).toBe(hashOf(read()));
    expect(patched({})).toBe(hashOf(read()));
    expect(patched({ sequence: ["w6"] })).not.toBe(hashOf(read()));
    expect(patched({ label: "z" })).not.toBe(hashOf(read()));
  });
});
