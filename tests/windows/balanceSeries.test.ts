import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSeries, type TimeSeries } from "../../src/series/index.ts";
import { balanceSeries, listWindows, windowSets, type Window } from "../../src/windows/index.ts";

const seriesOf = (rows: number, id: string): TimeSeries =>
  createSeries({ id, start: 0, frequency: "1h", target: Array.from({ length: rows }, (_, t) => t) });
const setOf = (rows: readonly number[]) =>
  windowSets(
    rows.map((count, i) => seriesOf(count, `${i}`)),
    { contextLength: 1, horizon: 1 },
  ).training;
/** How often each series stands in a list of windows. */
const times = (windows: readonly Window[], series: number): number[] =>
  Array.from({ length: series }, (_, i) => windows.filter(({ seriesIndex }) => seriesIndex === i).length);

describe("balanceSeries", () => {
  it("makes each series as likely as another, however long", () => {
    const balanced = balanceSeries(setOf([11, 3, 6]));
    expect(times(listWindows(balanced), 3)).toEqual([10, 10, 10]);
    expect(balanced.length).toBe(30);
  });

  it("makes each as likely as its weight says, and leaves out those of weight 0", () => {
    expect(times(listWindows(balanceSeries(setOf([11, 3, 6]), [1, 2, 0])), 3)).toEqual([10, 20, 0]);
    expect(times(listWindows(balanceSeries(setOf([11, 5]), [4, 1])), 2)).toEqual([16, 4]);
  });

  it("passes over series without windows", () => {
    expect(times(listWindows(balanceSeries(setOf([1, 5, 1]))), 3)).toEqual([0, 4, 0]);
    expect(balanceSeries(setOf([1])).length).toBe(0);
  });

  it("holds each window of a series as often as another or once more, and none less than once", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });
    const weight = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(lengths, fc.array(weight, { minLength: 4, maxLength: 4 }), (rows, all) => {
        const weights = rows.map((_, i) => all[i]!);
        const set = setOf(rows);
        const balanced = listWindows(balanceSeries(set, weights));
        const often = new Map<string, number>();
        for (const { seriesIndex, cutoffIndex } of balanced) {
          const key = `${seriesIndex}:${cutoffIndex}`;
          often.set(key, (often.get(key) ?? 0) + 1);
        }
        expect(often.size).toBe(set.length);
        rows.forEach((_, i) => {
          const own = [...often].filter(([key]) => key.startsWith(`${i}:`)).map(([, count]) => count);
          if (own.length > 0) expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
        });
        const counts = times(balanced, rows.length);
        const unit = Math.max(...rows.map((count, i) => (count - 1) / weights[i]!));
        rows.forEach((count, i) => {
          if (count > 1) expect(Math.abs(counts[i]! - weights[i]! * unit)).toBeLessThanOrEqual(0.5 + 1e-9);
        });
      }),
    );
  });

  it("gives nothing outside its numbers", () => {
    const balanced = balanceSeries(setOf([4, 3]));
    for (const outside of [-1, balanced.length, NaN]) expect(balanced.at(outside)).toBeUndefined();
  });

  it("refuses weights that are too few, negative, or worlds apart", () => {
    expect(() => balanceSeries(setOf([4, 3]), [1])).toThrow("2 weights, one a series, found 1");
    expect(() => balanceSeries(setOf([4, 3]), [1, -1])).toThrow("finite weights of at least 0");
    expect(() => balanceSeries(setOf([4, 3]), [1, 1e-300])).toThrow("weights that differ less");
  });
});
