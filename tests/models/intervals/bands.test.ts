import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adaptiveReach,
  conformalQuantile,
  createAdaptiveBand,
  recentScores,
} from "../../../src/models/intervals/bands.ts";
import { createRandom } from "../../../src/random.ts";

describe("conformalQuantile", () => {
  it("is the ceil((n + 1) p)-th smallest", () => {
    const values = Array.from({ length: 19 }, (_, i) => i + 1);
    expect(conformalQuantile(values, 0.95)).toBe(19);
    expect(conformalQuantile(values, 0.8)).toBe(16);
    expect(conformalQuantile(values.toReversed(), 0.5)).toBe(10);
  });

  it("is the largest value where it takes more than there are, and NaN without any", () => {
    expect(conformalQuantile([3, 1, 2], 0.95)).toBe(3);
    expect(conformalQuantile([], 0.5)).toBeNaN();
  });

  it("covers the next of exchangeable values with at least its probability", () => {
    const random = createRandom(3);
    let inside = 0;
    for (let i = 0; i < 4000; i++) {
      const values = Array.from({ length: 25 }, () => Math.abs(random.normal()));
      if (Math.abs(random.normal()) <= conformalQuantile(values, 0.8)) inside++;
    }
    expect(inside / 4000).toBeGreaterThan(0.78);
    expect(inside / 4000).toBeLessThan(0.84);
  });
});

const scoresOf = (scores: number[]) => scores.map((score, origin) => ({ origin, score }));

describe("adaptiveReach", () => {
  it("without a rate is the quantile of split conformal", () => {
    const scores = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        scores,
        (values) => adaptiveReach(scoresOf(values), { step: 1, miss: 0.2, rate: 0 }) === conformalQuantile(values, 0.8),
      ),
    );
  });

  it("covers in the long run although the errors grow, where split conformal does not", () => {
    const random = createRandom(5);
    const errors = Array.from({ length: 600 }, (_, t) => Math.abs(random.normal()) * (t < 300 ? 1 : 3));
    const covered = (rate: number): number => {
      let inside = 0;
      for (let t = 300; t < 600; t++) {
        const past = scoresOf(errors.slice(t - 200, t));
        if (errors[t]! <= adaptiveReach(past, { step: 1, miss: 0.2, rate })) inside++;
      }
      return inside / 300;
    };
    expect(covered(0)).toBeLessThan(0.72);
    expect(Math.abs(covered(0.05) - 0.8)).toBeLessThan(0.05);
  });

  it("learns from an error of step h only h rows after its origin", () => {
    // The last twelve intervals miss. At step 13 none of that is known at any origin under way, at step 1 it is.
    const scores = scoresOf([...Array<number>(30).fill(1), ...Array.from({ length: 12 }, (_, i) => 10 + i)]);
    const far = adaptiveReach(scores, { step: 40, miss: 0.5, rate: 0.5 });
    const near = adaptiveReach(scores, { step: 1, miss: 0.5, rate: 0.5 });
    expect(far).toBe(1);
    expect(near).toBeGreaterThan(10);
  });

  it("is of the newest scores alone where a window says so", () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 });
    const property = fc.property(scores, fc.integer({ min: 1, max: 30 }), (values, window) => {
      const reach = adaptiveReach(scoresOf(values), { step: 1, miss: 0.2, rate: 0, window });
      return reach === conformalQuantile(values.slice(-window), 0.8);
    });
    fc.assert(property);
  });

  it("covers exchangeable scores within three standard errors of a binomial, whatever their distribution", () => {
    const random = createRandom(12);
    const draws = [() => Math.abs(random.normal()), () => -Math.log(1 - random.uniform()), () => random.uniform() ** 8];
    for (const draw of draws) {
      for (const miss of [0.2, 0.05]) {
        const band = createAdaptiveBand({ step: 1, miss, rate: 0.05, window: recentScores(miss) });
        let [inside, count] = [0, 0];
        for (let origin = 0; origin < 5000; origin++) {
          const scored = { origin, score: draw() };
          if (origin >= 50) {
            if (scored.score <= band.reachAt(origin)) inside++;
            count++;
          }
          band.observe(scored);
        }
        expect(Math.abs(inside / count - (1 - miss))).toBeLessThan(3 * Math.sqrt((miss * (1 - miss)) / count));
      }
    }
  });
});

describe("recentScores", () => {
  it("are 50, and twice as many as a level needs where it is rarely missed", () => {
    expect([0.2, 0.05, 0.04, 0.01, 1 - 0.99].map(recentScores)).toEqual([50, 50, 50, 200, 200]);
  });
});
