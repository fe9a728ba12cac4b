import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSimplexSearch } from "../../src/numerics/index.ts";

const rosenbrock = ([a = 0, b = 0]: Float64Array): number => 100 * (b - a * a) ** 2 + (1 - a) ** 2;

const wall = ([x = 0]: Float64Array): number => (x < 1 ? NaN : x === Infinity ? 0 : x);

const rough = ([x = 0]: Float64Array): number => Math.abs(x - 2) + ((x * 1e6) % 1);

const flatBowl = ([a = 0, b = 0]: Float64Array): number => 1 + (a - 16.6) ** 2 + (b - 29) ** 2;

describe("createSimplexSearch", () => {
  it("ends on Rosenbrock's function where R's optim does, after as many points", () => {
    const search = createSimplexSearch(rosenbrock, Float64Array.of(-1.2, 1));
    search.advance(500);
    expect(search.done).toBe(true);
    expect(search.evaluations).toBe(195);
    expect(search.value).toBeCloseTo(8.825241e-8, 13);
    expect(search.point[0]).toBeCloseTo(1.00026, 5);
    expect(search.point[1]).toBeCloseTo(1.000506, 5);
  });

  it("comes to the same end in parts as in one go", () => {
    const [whole, parts] = [0, 1].map(() => createSimplexSearch(rosenbrock, Float64Array.of(-1.2, 1)));
    whole!.advance(500);
    for (let limit = 0; limit < 500; limit += 7) parts!.advance(limit);
    expect(parts!.point).toEqual(whole!.point);
    expect(parts!.evaluations).toBe(whole!.evaluations);
  });

  it("ends where R's optim does, too, where three vertices lie about the middle alike: flat values end it", () => {
    const search = createSimplexSearch(flatBowl, Float64Array.of(-49.8, -25.6));
    search.advance(2000);
    expect(search.done).toBe(true);
    expect(search.evaluations).toBe(53);
    expect(search.value).toBeCloseTo(1.022900185572113, 13);
  });

  it("finds the middle of a bowl from anywhere, also from 0, when it begins again where it ended", () => {
    const coordinate = fc.integer({ min: -500, max: 500 }).map((n) => n / 10);
    fc.assert(
      fc.property(fc.tuple(coordinate, coordinate), fc.tuple(coordinate, coordinate), (start, middle) => {
        const bowl = (point: Float64Array): number => middle.reduce((sum, at, i) => sum + (point[i]! - at) ** 2, 1);
        const first = createSimplexSearch(bowl, Float64Array.from(start));
        first.advance(2000);
        const second = createSimplexSearch(bowl, first.point);
        second.advance(2000);
        expect(second.value).toBeLessThan(1 + 1e-4);
      }),
      { numRuns: 50 },
    );
  });

  it("takes values that are not finite for very large ones", () => {
    const search = createSimplexSearch(wall, Float64Array.of(3));
    search.advance(200);
    expect(search.point[0]).toBeCloseTo(1, 4);
  });

  it("never gets worse than the start", () => {
    const search = createSimplexSearch(rough, Float64Array.of(5));
    search.advance(30);
    expect(search.value).toBeLessThanOrEqual(rough(Float64Array.of(5)));
  });
});
