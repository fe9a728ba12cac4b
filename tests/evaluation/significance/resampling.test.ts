/** Bootstrap, model confidence set, Ljung-Box. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { bootstrapMean, ljungBox, modelConfidenceSet } from "../../../src/evaluation/index.ts";
import { autocorrelations } from "../../../src/evaluation/significance/ljungBox.ts";
import { drawIndices } from "../../../src/evaluation/significance/bootstrap.ts";
import { quantileOf } from "../../../src/quantiles.ts";
import { createRandom } from "../../../src/random.ts";
import { readGolden } from "../../golden/golden.ts";

const normals = (count: number, seed: number, mean = 0): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => mean + random.normal());
};

describe("bootstrapMean", () => {
  it("gives the mean and an interval about it, the same for the same seed", () => {
    const values = normals(50, 3, 2);
    const outcome = bootstrapMean(values, { seed: 4 });
    expect(outcome.mean).toBeCloseTo(values.reduce((sum, v) => sum + v, 0) / 50, 12);
    expect(outcome.low).toBeLessThan(outcome.mean);
    expect(outcome.high).toBeGreaterThan(outcome.mean);
    expect(bootstrapMean(values, { seed: 4 })).toEqual(outcome);
    expect(bootstrapMean(values, { seed: 5 })).not.toEqual(outcome);
  });

  it("covers the true mean about as often as it says", () => {
    const hits = Array.from({ length: 300 }, (_, i) =>
      bootstrapMean(normals(40, 1000 + i), { level: 80, resamples: 400, seed: i }),
    ).filter(({ low, high }) => low <= 0 && high >= 0);
    expect(hits.length / 300).toBeGreaterThan(0.72);
    expect(hits.length / 300).toBeLessThan(0.88);
  });

  it("leaves out missing values; of one value the interval is that value", () => {
    expect(bootstrapMean([NaN, 3])).toEqual({ mean: 3, low: 3, high: 3, count: 1 });
    expect(() => bootstrapMean([NaN])).toThrow(DataError);
  });

  it("draws blocks that go on at the first case", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 }), (count, block) => {
        const indices = drawIndices(count, block, createRandom(count));
        return indices.every((at, i) => i % block === 0 || at === (indices[i - 1]! + 1) % count);
      }),
    );
  });

  it("is wider in blocks where cases depend on those before", () => {
    const steps = normals(300, 8);
    let level = 0;
    const walk = steps.map((step) => (level = 0.9 * level + step));
    const widthOf = (blockLength: number): number => {
      const { low, high } = bootstrapMean(walk, { blockLength });
      return high - low;
    };
    expect(widthOf(30)).toBeGreaterThan(1.5 * widthOf(1));
  });

  it.each([{ level: 0 }, { resamples: 0 }, { blockLength: 1.5 }, { sede: 1 } as object])("refuses %j", (options) => {
    expect(() => bootstrapMean([1, 2], options)).toThrow(OptionError);
  });

  it("takes quantiles as R's type 7", () => {
    const { x, probs, type7 } = readGolden<{ quantile_types: { x: number[]; probs: number[]; type7: number[] } }>(
      "metrics_golden",
    ).quantile_types;
    const sorted = x.toSorted((a, b) => a - b);
    probs.forEach((p, i) => expect(quantileOf(sorted, p)).toBeCloseTo(type7[i]!, 12));
  });
});

describe("modelConfidenceSet", () => {
  const best = normals(100, 1, 5);
  const noise = normals(100, 2);
  const losses = {
    far: best.map((loss, i) => loss + 3 + 0.1 * noise[i]!),
    best,
    near: best.map((loss, i) => loss + noise[(i + 50) % 100]!),
  };

  it("drops what is worse by more than chance and keeps what may be the best", () => {
    const { models, pValues, order } = modelConfidenceSet(losses);
    expect(models).toEqual(["best", "near"]);
    expect(order[0]).toBe("far");
    expect(pValues["far"]).toBeLessThan(0.05);
    expect(Math.max(...Object.values(pValues))).toBe(1);
  });

  it("grows with the level and does not change with the seed's number", () => {
    expect(modelConfidenceSet(losses, { level: 99 }).models.length).toBeGreaterThanOrEqual(
      modelConfidenceSet(losses, { level: 50 }).models.length,
    );
    expect(modelConfidenceSet(losses, { seed: 9 }).models).toEqual(["best", "near"]);
  });

  it("keeps models that are the same, and drops one that is worse by the same everywhere", () => {
    expect(modelConfidenceSet({ a: best, b: best }).models).toEqual(["a", "b"]);
    expect(modelConfidenceSet({ a: best, b: best.map((loss) => loss + 1) }).models).toEqual(["a"]);
  });

  it("holds the best of equal models about as often as it says", () => {
    const held = Array.from({ length: 100 }, (_, i) =>
      modelConfidenceSet(
        { a: normals(40, 3 * i), b: normals(40, 3 * i + 1), c: normals(40, 3 * i + 2) },
        { level: 80, resamples: 200 },
      ),
    ).filter(({ models }) => models.includes("a"));
    expect(held.length).toBeGreaterThan(75);
  });
});

describe("ljungBox", () => {
  const values = [2, 4, 3, 5, 4, 6, 5, 7, 6, 8];

  it("sums the squared autocorrelations, the later ones more", () => {
    const [r1, r2] = autocorrelations(values, 2);
    const { statistic, lags } = ljungBox(values, 2);
    expect(statistic).toBeCloseTo(10 * 12 * (r1! ** 2 / 9 + r2! ** 2 / 8), 12);
    expect(lags).toBe(2);
  });

  it("takes the p-value from chi-squared: with two degrees of freedom e^(-x / 2)", () => {
    const { statistic, pValue } = ljungBox(values, 2);
    expect(pValue).toBeCloseTo(Math.exp(-statistic / 2), 12);
    expect(ljungBox(values, 3, 1).pValue).toBeCloseTo(Math.exp(-ljungBox(values, 3).statistic / 2), 12);
  });

  it("rejects chance values about as often as it says", () => {
    const rejected = Array.from({ length: 400 }, (_, i) => ljungBox(normals(80, i)).pValue).filter((p) => p < 0.1);
    expect(rejected.length / 400).toBeGreaterThan(0.05);
    expect(rejected.length / 400).toBeLessThan(0.16);
  });

  it("is NaN where all values are equal, and refuses too few values or lags that are none", () => {
    expect(ljungBox([3, 3, 3, 3, 3, 3], 2).pValue).toBeNaN();
    expect(() => ljungBox([1, 2], 2)).toThrow(DataError);
    expect(() => ljungBox(values, 0)).toThrow(OptionError);
    expect(() => ljungBox(values, 2, 2)).toThrow(OptionError);
  });

  it("counts missing values as no deviation", () => {
    expect(autocorrelations([1, NaN, -1], 2)).toEqual([0, -0.5]);
  });
});
