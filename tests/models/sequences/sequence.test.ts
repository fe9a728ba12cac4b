import { describe, expect, it } from "vitest";
import { DataError } from "../../../src/errors.ts";
import { fitReader, isReader, restoreReader, type Sequence } from "../../../src/models/sequences/sequence.ts";

const options = { minCount: 1, vocabularySize: 100, split: "words" as const };
const place = (i: number): string => `sequence ${i}`;
const encode = (train: Sequence[], sequence: Sequence, more: object = {}): [number, number[]] => {
  const { length, values } = fitReader(train, { ...options, ...more }, place).encode("here", sequence);
  return [length, Array.from(values)];
};

describe("a reader of tokens", () => {
  it("learns words of texts, and does not know others", () => {
    expect(encode(["so good", "So bad"], "so new so bad")).toEqual([4, [1, 0, 1, 2]]);
  });

  it("takes lists of tokens as they are", () => {
    expect(encode([["so good", "A"], ["A"]], ["A", "a", "so good"])).toEqual([3, [1, 0, 2]]);
  });

  it("takes whole numbers as tokens when told so", () => {
    expect(encode([[7, 7, 9]], [9, 7, 8], { input: "tokens" })).toEqual([3, [2, 1, 0]]);
    expect(encode([[7, 7, 9]], Int32Array.of(9, 7), { input: "tokens" })).toEqual([2, [2, 1]]);
  });

  it("splits texts into characters when told so", () => {
    expect(encode(["aab"], "b a", { split: "characters" })).toEqual([3, [2, 0, 1]]);
  });
});

describe("a reader of numbers", () => {
  it("standardizes by the mean and standard deviation of all training steps", () => {
    expect(
      encode(
        [
          [1, 3],
          [1, 3, 3, 1],
        ],
        [2, 4],
      ),
    ).toEqual([2, [0, 2]]);
  });

  it("does so column by column, and leaves a constant one at 0", () => {
    const train = [
      [
        [0, 5],
        [2, 5],
      ],
    ];
    expect(encode(train, [[4, 5], Float32Array.of(1, 6)])).toEqual([2, [3, 0, 0, 1]]);
  });

  it("is not moved by what it encodes later", () => {
    const reader = fitReader([[1, 3]], options, place);
    const before = reader.state();
    reader.encode("here", [1e6]);
    expect(reader.state()).toEqual(before);
  });
});

describe("readers", () => {
  it.each<[string, Sequence[], Sequence, string]>([
    ["an empty text", ["a"], " ", "here: expected a sequence of at least one step, found none; leave it out"],
    ["an empty list", [[1]], [], "here: expected a sequence of at least one step, found none"],
    ["NaN", [[1]], [1, NaN], "here: expected a finite number a step, found [NaN] in step 2; fill"],
    ["infinity", [[[1, 2]]], [[1, Infinity]], "expected 2 finite numbers a step, found [1, Infinity] in step 1"],
    ["another width", [[[1, 2]]], [[1, 2], [3]], "expected 2 finite numbers a step, found [3] in step 2"],
    ["a text among numbers", [[1]], "abc", "expected a finite number a step, found string in step 1"],
    ["a fraction among tokens", [["a"]], [1, 2.5], "expected tokens: texts or whole numbers, found 2.5 in step 2"],
  ])("refuse %s", (_, train, sequence, message) => {
    const reader = fitReader(train, options, place);
    expect(() => reader.encode("here", sequence)).toThrow(DataError);
    expect(() => reader.encode("here", sequence)).toThrow(message);
  });

  it("name the training sequence that they cannot learn from", () => {
    expect(() =>
      fitReader(
        [
          [1, 2],
          [3, NaN],
        ],
        options,
        place,
      ),
    ).toThrow(/^sequence 1: .*\[NaN\] in step 2/);
    expect(() => fitReader(["a", ""], options, place)).toThrow(/^sequence 1: expected a sequence of at least one step/);
    expect(() => fitReader([[[]]], options, place)).toThrow(
      "sequence 0: expected at least a number a step, found none",
    );
  });

  it("are restored from their state", () => {
    for (const train of [
      ["so good", "so bad"],
      [[1, 3], [5]],
    ] as Sequence[][]) {
      const reader = fitReader(train, options, place);
      const state: unknown = JSON.parse(JSON.stringify(reader.state()));
      expect(isReader(state)).toBe(true);
      const restored = restoreReader(reader.state(), options);
      expect(restored.encode("here", train[0]!)).toEqual(reader.encode("here", train[0]!));
      expect([restored.input, restored.size]).toEqual([reader.input, reader.size]);
    }
  });

  it.each([
    null,
    {},
    { input: "tokens" },
    { input: "tokens", tokens: [1] },
    { input: "numbers", means: [], scales: [] },
    { input: "numbers", means: [1], scales: [0] },
    { input: "numbers", means: [1], scales: [1, 1] },
    { input: "pictures" },
  ])("are not restored from %j", (state) => {
    expect(isReader(state)).toBe(false);
  });
});
