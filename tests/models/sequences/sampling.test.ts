import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidatesOf, sampleToken } from "../../../src/models/sequences/sampling.ts";
import { createRandom } from "../../../src/random.ts";

const logits = [99, Math.log(0.5), Math.log(0.2), Math.log(0.3)]; // class 0 is "unknown"
const tokens = (options: Parameters<typeof candidatesOf>[1], from: number[] = logits): number[] =>
  candidatesOf(from, options).map(({ token }) => token);
const rounded = (options: Parameters<typeof candidatesOf>[1]): number[] =>
  candidatesOf(logits, options).map(({ probability }) => Number(probability.toFixed(9)));

describe("candidatesOf", () => {
  it("are all tokens but unknown, the most probable first, with their softmax", () => {
    expect(tokens({ temperature: 1 })).toEqual([1, 3, 2]);
    expect(rounded({ temperature: 1 })).toEqual([0.5, 0.3, 0.2]);
  });

  it("grow more alike with the temperature, and less so below 1", () => {
    const squares = [0.25, 0.09, 0.04].map((p) => Number((p / 0.38).toFixed(9)));
    expect(rounded({ temperature: 0.5 })).toEqual(squares);
    const [first, , last] = rounded({ temperature: 100 });
    expect(first! - last!).toBeLessThan(0.01);
  });

  it("are the most probable token alone at temperature 0, the first of equals, and nearly so just above it", () => {
    expect(candidatesOf(logits, { temperature: 0 })).toEqual([{ token: 1, probability: 1 }]);
    expect(candidatesOf([0, 2, 5, 5], { temperature: 0 })).toEqual([{ token: 2, probability: 1 }]);
    expect(candidatesOf(logits, { temperature: 1e-6 })[0]).toEqual({ token: 1, probability: 1 });
    expect(candidatesOf(logits, { temperature: 5e-324 })[0]).toEqual({ token: 1, probability: 1 });
  });

  it("are topK tokens, exactly so many even of equals, with probabilities that add to 1", () => {
    expect(tokens({ temperature: 1, topK: 2 })).toEqual([1, 3]);
    expect(rounded({ temperature: 1, topK: 2 })).toEqual([0.625, 0.375]);
    expect(tokens({ temperature: 1, topK: 2 }, [0, 7, 7, 7])).toEqual([1, 2]);
    expect(tokens({ temperature: 1, topK: 50 })).toEqual([1, 3, 2]);
  });

  it("are the fewest tokens that reach topP together, at least one", () => {
    expect(tokens({ temperature: 1, topP: 0.49 })).toEqual([1]);
    expect(tokens({ temperature: 1, topP: 0.51 })).toEqual([1, 3]);
    expect(tokens({ temperature: 1, topP: 0.81 })).toEqual([1, 3, 2]);
    expect(tokens({ temperature: 1, topP: 1e-9 })).toEqual([1]);
    expect(tokens({ temperature: 1, topP: 1 })).toEqual([1, 3, 2]);
  });

  it("are a topP of what topK leaves", () => {
    expect(tokens({ temperature: 1, topK: 2, topP: 0.6 })).toEqual([1]); // 0.625 of the two
  });

  it("add to 1 whatever is asked for", () => {
    const options = fc.record({
      temperature: fc.double({ min: 0, max: 5, noNaN: true }),
      topK: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
      topP: fc.option(fc.double({ min: 1e-6, max: 1, noNaN: true }), { nil: undefined }),
    });
    const numbers = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(numbers, options, (given, how) => {
        const found = candidatesOf(given, how);
        expect(found.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
        expect(found.every(({ token }) => token > 0 && token < given.length)).toBe(true);
        expect(found.length).toBeLessThanOrEqual(how.topK ?? Infinity);
      }),
    );
  });
});

describe("sampleToken", () => {
  it("draws tokens as often as they are probable", () => {
    const random = createRandom(3);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[sampleToken(logits, { temperature: 1 }, random)]!++;
    expect(counts[0]).toBe(0);
    [0.5, 0.2, 0.3].forEach((p, i) => {
      const error = Math.sqrt((p * (1 - p)) / 20_000);
      expect(Math.abs(counts[i + 1]! / 20_000 - p)).toBeLessThan(4 * error);
    });
  });

  it("never draws what topK and topP leave out", () => {
    const random = createRandom(4);
    for (let i = 0; i < 500; i++) {
      expect(sampleToken(logits, { temperature: 3, topK: 1 }, random)).toBe(1);
      expect(sampleToken(logits, { temperature: 1, topP: 0.7 }, random)).not.toBe(2);
    }
  });
});
