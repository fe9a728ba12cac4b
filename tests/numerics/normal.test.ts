import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../src/numerics/index.ts";

const ascending = (a: number, b: number): void => {
  expect(normalQuantile(a)).toBeLessThanOrEqual(normalQuantile(b));
};

describe("normalQuantile", () => {
  // Values of R's qnorm and of tables with 16 digits.
  it.each([
    [0.5, 0],
    [0.75, 0.6744897501960817],
    [0.8, 0.8416212335729142],
    [0.9, 1.2815515655446004],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [0.995, 2.5758293035489004],
    [0.9995, 3.2905267314919255],
    [0.001, -3.090232306167813],
    [1e-10, -6.361340902404056],
    [1e-20, -9.262340089798409],
  ])("of %d is %d", (probability, expected) => {
    expect(Math.abs(normalQuantile(probability) - expected)).toBeLessThanOrEqual(
      1e-14 * Math.max(1, Math.abs(expected)),
    );
  });

  it("is infinite at the ends and undefined beyond them", () => {
    expect([0, 1].map(normalQuantile)).toEqual([-Infinity, Infinity]);
    expect([-0.1, 1.1, NaN].map(normalQuantile)).toEqual([NaN, NaN, NaN]);
  });

  it("is symmetric about one half", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: (1 << 20) - 1 }), (k) => {
        const p = k / (1 << 20); // p and 1 - p are exact
        expect(normalQuantile(1 - p) + normalQuantile(p)).toBe(0);
      }),
    );
  });

  it("grows with the probability, across the borders of its three formulas too", () => {
    for (const border of [0.075, 0.925, 1.3887943864964021e-11]) {
      ascending(border * (1 - 1e-12), border);
      ascending(border, border * (1 + 1e-12));
      expect(normalQuantile(border * (1 + 1e-9)) - normalQuantile(border)).toBeLessThan(1e-7);
    }
    const inside = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
    fc.assert(fc.property(inside, inside, (a, b) => ascending(Math.min(a, b), Math.max(a, b))));
  });
});
