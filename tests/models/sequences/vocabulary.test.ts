import { describe, expect, it } from "vitest";
import { UNKNOWN, Vocabulary } from "../../../src/models/sequences/vocabulary.ts";

const texts = [
  ["b", "a", "c"],
  ["b", "a"],
  ["b", "d"],
];

describe("Vocabulary", () => {
  it("holds the most frequent tokens first, equally frequent ones in order", () => {
    expect(Vocabulary.of(texts, { minCount: 1, vocabularySize: 10 }).tokens).toEqual(["b", "a", "c", "d"]);
    const reversed = Vocabulary.of(texts.toReversed(), { minCount: 1, vocabularySize: 10 });
    expect(reversed.tokens).toEqual(["b", "a", "c", "d"]);
  });

  it("leaves out what is seldom, and what goes beyond its size", () => {
    expect(Vocabulary.of(texts, { minCount: 2, vocabularySize: 10 }).tokens).toEqual(["b", "a"]);
    expect(Vocabulary.of(texts, { minCount: 1, vocabularySize: 3 }).tokens).toEqual(["b", "a", "c"]);
  });

  it("gives known tokens classes from 1, all others the class unknown", () => {
    const vocabulary = new Vocabulary(["b", "a"]);
    expect(Array.from(vocabulary.encode(["a", "b", "z", "", "__proto__"]))).toEqual([2, 1, UNKNOWN, UNKNOWN, UNKNOWN]);
    expect(vocabulary.size).toBe(3);
  });
});
