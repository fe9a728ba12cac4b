/** What may be learned before origins of many series, and where origins lie. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { naive } from "../../src/models/index.ts";
import {
  beforeOrigins,
  forecastOrigins,
  medianErrors,
  placesIn,
  scatter,
  spreadOrigins,
} from "../../src/models/rollingOrigins.ts";
import { createSeries } from "../../src/series/index.ts";
import { sine } from "../contract/examples.ts";

it("learns before the first origin of more series than a call takes arguments", () => {
  const series = createSeries({ id: "one", start: "2024-01-01", frequency: "1d", target: [1, 2, 3] });
  const spread = { first: 2, stride: 1, count: 1 };
  const length = 150_000;
  const found = beforeOrigins(
    Array.from({ length }, () => series),
    Array.from({ length }, () => spread),
  );
  expect(found.length).toBe(length);
  expect(found.at(-1)!.timestamps.length).toBe(2);
});

describe("forecastOrigins", () => {
  it("gives what happened beside each forecast, NaN where it is missing, weighs nothing or is still to come", async () => {
    const target = { a: [1, 2, 3, 4, NaN, 6], b: [0, 0, 0, 1, 2, 3] };
    const series = createSeries({ start: "2024-01-01", frequency: "1d", target, weight: [1, 1, 1, 2, 1, 0] });
    const fitted = await naive({ horizon: 4 }).fit([series]);
    const [made] = forecastOrigins(fitted, [{ series, rows: 3 }], []);
    expect(Array.from(made!.actual)).toEqual([4, 1, NaN, 2, NaN, NaN, NaN, NaN]);
    expect(Array.from(made!.weights!)).toEqual([2, 1, 0]);
    expect(Array.from(medianErrors(made!))).toEqual([1, 1, NaN, 2, NaN, NaN, NaN, NaN]);
    const { weight: _, ...plain } = series;
    const [alike] = forecastOrigins(fitted, [{ series: plain, rows: 3 }], []);
    expect(Array.from(alike!.actual)).toEqual([4, 1, NaN, 2, 6, 3, NaN, NaN]);
    expect(alike!.weights).toBeUndefined();
  });
});

describe("placesIn", () => {
  it("ascends, keeps its count, sees no less than the first origin and leaves a horizon behind the last", () => {
    const property = fc.property(fc.integer({ min: 8, max: 900 }), fc.integer({ min: 1, max: 6 }), (rows, horizon) => {
      const series = sine(rows);
      const spread = spreadOrigins(series, horizon, 20, 0.5);
      const found = placesIn(series, spread, horizon).map((origin) => origin.rows);
      expect(found).toHaveLength(spread.count);
      expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
      expect(found[0]).toBeGreaterThanOrEqual(spread.first);
      expect(found.at(-1)).toBeLessThanOrEqual(rows - horizon);
    });
    fc.assert(property, { numRuns: 60 });
  });

  it("stays where a forecast is made every so many rows, counted back from the last", () => {
    const property = fc.property(
      fc.integer({ min: 60, max: 400 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
      (rows, horizon, step) => {
        const series = sine(rows);
        const spread = spreadOrigins(series, horizon, 20, 0.5, step);
        const found = placesIn(series, spread, horizon, step).map((origin) => origin.rows);
        expect(found.every((origin) => (rows - origin) % step === 0)).toBe(true);
        expect(found.at(-1)).toBeLessThanOrEqual(rows - horizon);
        expect(found.at(-1)).toBeGreaterThan(rows - horizon - step);
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  it("meets every hour about alike although its stride is a day", () => {
    const hours = Array.from({ length: 24 }, () => 0);
    for (let k = 0; k < 240; k++) hours[scatter(k, 24) % 24]!++;
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...hours)).toBeLessThanOrEqual(12);
  });
});
