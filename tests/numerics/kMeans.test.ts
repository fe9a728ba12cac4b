import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kMeans, nearestCentre } from "../../src/numerics/kMeans.ts";
import { createRandom } from "../../src/random.ts";

const around = (centre: number, count: number, seed: number): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => [centre + random.uniform(), -centre + random.uniform()]).flat();
};

describe("kMeans", () => {
  it("finds groups that lie apart, and their means", () => {
    const points = Float64Array.from([...around(0, 20, 1), ...around(50, 30, 2), ...around(-50, 10, 3)]);
    const { labels, centres } = kMeans(points, { features: 2, groups: 3 }, createRandom(7));
    const parts = [labels.slice(0, 20), labels.slice(20, 50), labels.slice(50)];
    for (const part of parts) expect(new Set(part).size).toBe(1);
    expect(new Set(parts.map((part) => part[0])).size).toBe(3);
    expect(centres[2 * parts[1]![0]!]).toBeCloseTo(50.5, 0);
    expect(nearestCentre([49, -49], centres)).toBe(parts[1]![0]);
  });

  it("puts each centre into the mean of its points", () => {
    const points = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 4 }), (values, groups) => {
        const { labels, centres } = kMeans(Float64Array.from(values), { features: 1, groups }, createRandom(1));
        for (let g = 0; g < groups; g++) {
          const own = values.filter((_, i) => labels[i] === g);
          const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
          if (own.length > 0) expect(centres[g]).toBeCloseTo(mean, 9);
        }
      }),
    );
  });

  it("gives the same groups for the same seed", () => {
    const points = Float64Array.from(around(0, 40, 4));
    const run = (): unknown => kMeans(points, { features: 2, groups: 4 }, createRandom(3));
    expect(run()).toEqual(run());
  });

  it("gives each point its nearest centre, also where points repeat or are fewer than groups", () => {
    const cases = fc.record({
      values: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 }),
      groups: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(cases, ({ values, groups }) => {
        const { labels, centres } = kMeans(Float64Array.from(values), { features: 1, groups }, createRandom(1));
        expect(centres.every(Number.isFinite)).toBe(true);
        labels.forEach((label, i) => expect(label).toBe(nearestCentre([values[i]!], centres)));
      }),
    );
  });
});
