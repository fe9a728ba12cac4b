import { describe, expect, it } from "vitest";
import { DataError } from "../../../src/errors.ts";
import { balancedWeights, classesOf, classIndices, type Label } from "../../../src/models/sequences/labels.ts";

const examples = (...labels: Label[]): { sequence: string; label: Label }[] =>
  labels.map((label) => ({ sequence: "x", label }));

describe("classesOf", () => {
  it("holds each label once, numbers before texts, in order", () => {
    expect(classesOf("here", examples("b", 10, "a", 9, "b", "10"))).toEqual([9, 10, "10", "a", "b"]);
  });

  it.each([
    ["no example", examples(), "expected at least two examples, found none"],
    ["one class only", examples("a", "a"), 'expected examples of at least two classes, found 2 of the class "a"'],
    [
      "a label that is no number",
      examples("a", NaN),
      "example 1: expected a label: a text or a finite number, found NaN",
    ],
  ])("refuses %s", (_, given, message) => {
    expect(() => classesOf("here", given)).toThrow(DataError);
    expect(() => classesOf("here", given)).toThrow(message);
  });
});

describe("classIndices", () => {
  it("finds the class of each example", () => {
    expect(classIndices("here", examples("b", "a", "b"), ["a", "b"])).toEqual([1, 0, 1]);
  });

  it('names the first example of an unknown class: 1 is not "1"', () => {
    expect(() => classIndices("here", examples(1, "1"), [1, 2])).toThrow(
      'here example 1: expected one of the classes 1, 2, found "1"; leave it out',
    );
  });
});

describe("balancedWeights", () => {
  it("make all classes weigh alike, and examples weigh 1 in the mean", () => {
    const weights = balancedWeights([0, 0, 0, 1], 2);
    expect(weights).toEqual([4 / 6, 2]);
    expect(3 * weights[0]! + weights[1]!).toBeCloseTo(4, 12);
  });

  it("are 0 of a class without examples", () => {
    expect(balancedWeights([0, 0], 2)).toEqual([0.5, 0]);
  });
});
