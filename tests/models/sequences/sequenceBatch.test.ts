import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketsOf, padSequences } from "../../../src/models/sequences/sequenceBatch.ts";

const ofLength = (length: number): { length: number; values: Float64Array } => ({
  length,
  values: new Float64Array(length).fill(length),
});

describe("padSequences", () => {
  it("puts zeros behind the shorter ones", () => {
    const { values, lengths, time } = padSequences([ofLength(1), ofLength(3)], 1);
    expect(Array.from(values)).toEqual([1, 0, 0, 3, 3, 3]);
    expect([lengths, time]).toEqual([[1, 3], 3]);
  });

  it("keeps the numbers of a step together", () => {
    const [a, b] = [
      { length: 1, values: Float64Array.of(1, 2) },
      { length: 2, values: Float64Array.of(3, 4, 5, 6) },
    ];
    expect(Array.from(padSequences([a, b], 2).values)).toEqual([1, 2, 0, 0, 3, 4, 5, 6]);
  });
});

describe("bucketsOf", () => {
  it("hold every sequence once, shorter ones first, and not too many steps unless one alone has them", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 30 }), (lengths) => {
        const buckets = bucketsOf(lengths.map(ofLength));
        const places = buckets.flat();
        expect(places.toSorted((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
        const sorted = places.map((i) => lengths[i]!);
        expect(sorted).toEqual(lengths.toSorted((a, b) => a - b));
        for (const bucket of buckets) {
          const steps = bucket.length * Math.max(...bucket.map((i) => lengths[i]!));
          expect(bucket.length === 1 || steps <= 16_384).toBe(true);
        }
      }),
    );
  });
});
