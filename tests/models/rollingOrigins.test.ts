import { describe, expect, it } from "vitest";
import { naive } from "../../src/models/index.ts";
import { forecastOrigins, medianErrors } from "../../src/models/rollingOrigins.ts";
import { createSeries } from "../../src/series/index.ts";

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
