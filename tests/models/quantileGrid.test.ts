import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { checkLevels, quantilesOf } from "../../src/models/levels.ts";
import { interpolateQuantiles, quantileGrid } from "../../src/models/quantileGrid.ts";
import { normalQuantile } from "../../src/numerics/index.ts";

describe("interpolateQuantiles", () => {
  const at = interpolateQuantiles(quantileGrid);
  it("gives the grid's own values untouched", () => {
    const values = quantileGrid.map((_, i) => i ** 2);
    expect(quantileGrid.map((q) => at(values, q))).toEqual(values);
  });

  it("is exact for a normal distribution, inside the grid and beyond it", () => {
    const values = quantileGrid.map((q) => 5 + 2 * normalQuantile(q));
    for (const q of [0.0005, 0.01, 0.03, 0.25, 0.45, 0.51, 0.96, 0.99, 0.9995]) {
      expect(at(values, q)).toBeCloseTo(5 + 2 * normalQuantile(q), 12);
    }
  });

  it("never crosses, whatever the values", () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 13, maxLength: 13 });
    const levels = fc.uniqueArray(
      fc.integer({ min: 100, max: 9999 }).map((n) => n / 100),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(values, levels, (unsorted, some) => {
        const sorted = Float64Array.from(unsorted).sort();
        const read = quantilesOf(checkLevels(some)).map((q) => at(sorted, q));
        read.forEach((value, i) => {
          if (i > 0) expect(value).toBeGreaterThanOrEqual(read[i - 1]!);
        });
      }),
    );
  });
});

describe("levels", () => {
  it("are 80 and 95 unless given, ascending, each once", () => {
    expect(checkLevels()).toEqual([80, 95]);
    expect(checkLevels([95, 50, 95])).toEqual([50, 95]);
  });

  it("give symmetric ascending quantiles about the median", () => {
    expect(quantilesOf([80, 95])).toEqual([0.025, 0.1, 0.5, 0.9, 0.975]);
    expect(quantilesOf([])).toEqual([0.5]);
  });

  it("lie from 1 to below 100, since 0.8 is a mistaken 80", () => {
    for (const level of [0, 100, 101, -1, NaN]) expect(() => checkLevels([80, level])).toThrow(OptionError);
    expect(() => checkLevels([0.95, 0])).toThrow(
      "levels: expected percentages of at least 1 and below 100, found 0.95; write 95 for 95 %",
    );
    expect(() => checkLevels([0])).toThrow("found 0; for example levels: [80, 95]");
  });
});
