import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classificationScores } from "../../../src/models/sequences/classificationScores.ts";

describe("classificationScores", () => {
  it("gives the numbers of scikit-learn's example of f1_score", () => {
    const { f1, accuracy } = classificationScores([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], 3);
    expect(f1.byClass[0]).toBeCloseTo(0.8, 12);
    expect(f1.byClass.slice(1)).toEqual([0, 0]);
    expect(f1.macro).toBeCloseTo(0.8 / 3, 12);
    expect(accuracy).toBeCloseTo(1 / 3, 12);
  });

  it("counts true classes by row and predicted ones by column", () => {
    expect(classificationScores([0, 0, 1, 1], [0, 1, 1, 1], 2).confusion).toEqual([
      [1, 1],
      [0, 2],
    ]);
  });

  it("has no F1 of a class that neither occurs nor is predicted, and leaves it out of the mean", () => {
    const { f1 } = classificationScores([0, 2], [0, 2], 4);
    expect(f1).toEqual({ byClass: [1, NaN, 1, NaN], macro: 1 });
  });

  it("agrees with precision and recall", () => {
    const pairs = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(pairs, (given) => {
        const truth = given.map(([k]) => k);
        const predicted = given.map(([, k]) => k);
        const { f1, accuracy, confusion } = classificationScores(truth, predicted, 3);
        const hits = (k: number): number => given.filter(([t, p]) => t === k && p === k).length;
        for (const k of [0, 1, 2]) {
          const precision = hits(k) / predicted.filter((one) => one === k).length;
          const recall = hits(k) / truth.filter((one) => one === k).length;
          if (hits(k) > 0) expect(f1.byClass[k]).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
        }
        expect(confusion.flat().reduce((a, b) => a + b)).toBe(given.length);
        expect(accuracy).toBeCloseTo((hits(0) + hits(1) + hits(2)) / given.length, 12);
      }),
    );
  });
});
