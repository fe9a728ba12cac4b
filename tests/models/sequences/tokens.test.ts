import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainTokensOf, tokensOf } from "../../../src/models/sequences/tokens.ts";

describe("tokensOf", () => {
  it("splits words, blanks and signs", () => {
    expect(tokensOf("It's so:  good!!\n", "words")).toEqual(["It's", " ", "so", ":", "  ", "good", "!", "!", "\n"]);
    expect(tokensOf("’tis naïve, 3 × 日本", "words")).toEqual([
      "’",
      "tis",
      " ",
      "naïve",
      ",",
      " ",
      "3",
      " ",
      "×",
      " ",
      "日本",
    ]);
  });

  it("splits characters by code points", () => {
    expect(tokensOf("a😀b", "characters")).toEqual(["a", "😀", "b"]);
  });

  it("loses nothing: the tokens side by side are the text", () => {
    const level = fc.constantFrom("words" as const, "characters" as const);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), level, (text, split) => {
        expect(tokensOf(text, split).join("")).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it("gives nothing of an empty text", () => {
    expect(tokensOf("", "words")).toEqual([]);
    expect(tokensOf("", "characters")).toEqual([]);
  });
});

describe("plainTokensOf", () => {
  it("makes words lower case and leaves out the blanks between them", () => {
    expect(plainTokensOf("It's so.\n Good!", "words")).toEqual(["it's", "so", ".", "good", "!"]);
    expect(plainTokensOf(" \n\t", "words")).toEqual([]);
  });

  it("keeps blanks among characters", () => {
    expect(plainTokensOf("A b", "characters")).toEqual(["a", " ", "b"]);
  });
});
