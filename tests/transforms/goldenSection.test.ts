import { describe, expect, it } from "vitest";
import { goldenSection } from "../../src/transforms/goldenSection.ts";
import { medianOf, quantileOf } from "../../src/quantiles.ts";

const valleys = (x: number): number => (x < 0 ? 1 + (x + 0.5) ** 2 : (x - 1.5) ** 2);

describe("goldenSection", () => {
  it("finds the least value inside the bounds, and at either of them", () => {
    expect(goldenSection((x) => (x - 0.3) ** 2, -1, 2)).toBeCloseTo(0.3, 7);
    expect(goldenSection((x) => x, -1, 2)).toBeCloseTo(-1, 7);
    expect(goldenSection((x) => -x, -1, 2)).toBeCloseTo(2, 7);
  });

  it("finds the deeper of two valleys, and passes over what is no number", () => {
    expect(goldenSection(valleys, -1, 2)).toBeCloseTo(1.5, 7);
    expect(goldenSection((x) => (x < 0.5 ? NaN : x), -1, 2)).toBeCloseTo(0.5, 7);
  });
});

describe("quantileOf", () => {
  it("lies on the line between two values, and is NaN of none", () => {
    expect([0, 0.25, 0.5, 1].map((q) => quantileOf([0, 10, 20], q))).toEqual([0, 5, 10, 20]);
    expect(medianOf([4])).toBe(4);
    expect(medianOf([])).toBeNaN();
  });
});
