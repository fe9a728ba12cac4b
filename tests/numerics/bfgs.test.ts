import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimize } from "../../src/numerics/index.ts";

const rosenbrock = ([a = 0, b = 0]: Float64Array): number => 100 * (b - a * a) ** 2 + (1 - a) ** 2;
const wall = ([x = 0]: Float64Array): number => (x < 1 ? Infinity : (x - 2) ** 2);

describe("minimize", () => {
  it("finds the end of Rosenbrock's valley", () => {
    const { point, value } = minimize(rosenbrock, Float64Array.of(-1.2, 1));
    expect(value).toBeLessThan(1e-5);
    expect(point[0]).toBeCloseTo(1, 2);
  });

  it("finds the middle of a bowl from anywhere", () => {
    const coordinate = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(coordinate, coordinate), fc.tuple(coordinate, coordinate), (start, middle) => {
        const bowl = ([a = 0, b = 0]: Float64Array): number => 1 + (a - middle[0]) ** 2 + 3 * (b - middle[1]) ** 2 + (a - middle[0]) * (b - middle[1]); // prettier-ignore
        expect(minimize(bowl, Float64Array.from(start)).value).toBeLessThan(1 + 1e-5);
      }),
      { numRuns: 50 },
    );
  });

  it("steps back from values that are not finite, and never gets worse", () => {
    expect(minimize(wall, Float64Array.of(30)).point[0]).toBeCloseTo(2, 3);
    expect(minimize(([x = 0]) => Math.abs(x), Float64Array.of(0)).value).toBe(0);
  });

  it("gives a point without parameters back", () => {
    expect(minimize(() => 7, new Float64Array(0))).toEqual({ point: new Float64Array(0), value: 7 });
  });
});
