import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSeries, type TimeSeries } from "../../src/series/index.ts";
import { listWindows, splitWindows, typicalRows, windowSets, type Window } from "../../src/windows/index.ts";

const seriesOf = (target: readonly number[] | Record<string, number[]>, id = "s"): TimeSeries =>
  createSeries({ id, start: "2024-01-01", frequency: "1h", target });
const ramp = (rows: number): number[] => Array.from({ length: rows }, (_, t) => t);
const cutoffs = (windows: readonly Window[]): number[] => windows.map(({ cutoffIndex }) => cutoffIndex);

describe("splitWindows", () => {
  it("lists every complete window, oldest first", () => {
    const { training, validation } = splitWindows([seriesOf(ramp(10))], { contextLength: 3, horizon: 2 });
    expect(cutoffs(training)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(validation).toEqual([]);
  });

  it("gives the tail to validation: whole targets in it, none of training's", () => {
    const { training, validation } = splitWindows([seriesOf(ramp(12))], { contextLength: 3, horizon: 2, tail: 4 });
    expect(cutoffs(training)).toEqual([2, 3, 4, 5]); // targets end with row 7
    expect(cutoffs(validation)).toEqual([7, 8, 9]); // targets start with row 8
  });

  it("counts strides from the last cutoff", () => {
    const { training } = splitWindows([seriesOf(ramp(12))], { contextLength: 3, horizon: 2, stride: 3 });
    expect(cutoffs(training)).toEqual([3, 6, 9]);
  });

  it("is empty where a series is too short, or its tail shorter than the horizon", () => {
    expect(splitWindows([seriesOf(ramp(4))], { contextLength: 3, horizon: 2 }).training).toEqual([]);
    expect(splitWindows([seriesOf(ramp(12))], { contextLength: 3, horizon: 3, tail: 2 }).validation).toEqual([]);
  });

  it("leaves out windows without any observed row in context or target", () => {
    const { training } = splitWindows([seriesOf([1, NaN, NaN, 4, 5, NaN])], { contextLength: 2, horizon: 1 });
    expect(cutoffs(training)).toEqual([3]); // 1: target missing, 2: context missing, 4: target missing
  });

  it("keeps a window in which no row is whole but every channel is seen", () => {
    const target = { x: [1, NaN, 3, NaN], y: [NaN, 2, NaN, 4] };
    expect(cutoffs(splitWindows([seriesOf(target)], { contextLength: 2, horizon: 1 }).training)).toEqual([1, 2]);
  });

  it("tells series apart", () => {
    const { training } = splitWindows([seriesOf(ramp(3), "a"), seriesOf(ramp(4), "b")], {
      contextLength: 2,
      horizon: 1,
    });
    expect(training).toEqual([
      { seriesIndex: 0, cutoffIndex: 1 },
      { seriesIndex: 1, cutoffIndex: 1 },
      { seriesIndex: 1, cutoffIndex: 2 },
    ]);
  });

  it("never lets training and validation share a target row, for any sizes", () => {
    const size = fc.integer({ min: 1, max: 9 });
    const cell = fc.option(fc.integer(), { nil: NaN, freq: 3 });
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        rows,
        size,
        size,
        size,
        fc.integer({ min: 0, max: 20 }),
        (all, contextLength, horizon, stride, tail) => {
          const series = all.map((target, i) => seriesOf(target, `${i}`));
          const { training, validation } = splitWindows(series, { contextLength, horizon, stride, tail });
          for (const { seriesIndex, cutoffIndex } of training) {
            const last = all[seriesIndex]!.length;
            expect(cutoffIndex + 1 - contextLength).toBeGreaterThanOrEqual(0);
            expect(cutoffIndex + horizon).toBeLessThan(last - tail);
          }
          for (const { seriesIndex, cutoffIndex } of validation) {
            const rows = all[seriesIndex]!;
            expect(cutoffIndex + 1 - contextLength).toBeGreaterThanOrEqual(0);
            expect(cutoffIndex + 1).toBeGreaterThanOrEqual(rows.length - tail);
            expect(cutoffIndex + horizon).toBeLessThan(rows.length);
          }
          for (const { seriesIndex, cutoffIndex: t } of [...training, ...validation]) {
            const rows = all[seriesIndex]!;
            expect(rows.slice(t + 1 - contextLength, t + 1).some((value) => !Number.isNaN(value))).toBe(true);
            expect(rows.slice(t + 1, t + 1 + horizon).some((value) => !Number.isNaN(value))).toBe(true);
          }
        },
      ),
    );
  });
});

describe("splitWindows with a gap and an embargo", () => {
  it("leaves rows between context and target, and between the targets of training and the tail", () => {
    const range = { contextLength: 3, horizon: 2, gap: 1, tail: 4, embargo: 2 };
    const { training, validation } = splitWindows([seriesOf(ramp(15))], range);
    expect(cutoffs(training)).toEqual([2, 3, 4, 5]); // targets 4 to 8; the embargo holds 9 and 10
    expect(cutoffs(validation)).toEqual([9, 10, 11]); // targets 11 to 14
  });

  it("judges by what is observed behind the gap", () => {
    const { training } = splitWindows([seriesOf([1, 2, NaN, 4])], { contextLength: 1, horizon: 1, gap: 1 });
    expect(cutoffs(training)).toEqual([1]);
  });

  it("never trains on a target within the embargo of the tail, for any sizes", () => {
    const size = fc.integer({ min: 1, max: 6 });
    const none = fc.integer({ min: 0, max: 6 });
    const least = fc.option(size, { nil: undefined });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), size, size, none, none, none, least, (rows, ...sizes) => {
        const [contextLength, horizon, gap, tail, embargo, short] = sizes;
        const range = { contextLength, horizon, gap, tail, embargo, ...(short !== undefined && { least: short }) };
        const { training, validation } = splitWindows([seriesOf(ramp(rows))], range);
        const scored = validation.map(({ cutoffIndex }) => cutoffIndex + 1 + gap);
        for (const { cutoffIndex } of training) {
          const last = cutoffIndex + gap + horizon;
          expect(last).toBeLessThan(rows);
          if (scored.length > 0) expect(Math.min(...scored) - last - 1).toBeGreaterThanOrEqual(embargo);
        }
      }),
    );
  });
});

describe("windowSets", () => {
  it("addresses windows by number, in the order of the list, without making them", () => {
    const series = [seriesOf(ramp(12), "a"), seriesOf(ramp(2), "b"), seriesOf(ramp(9), "c")];
    const range = { contextLength: 3, horizon: 2, stride: 2, tail: 2 };
    const { training, validation } = windowSets(series, range);
    const listed = splitWindows(series, range);
    expect(training.length).toBe(listed.training.length);
    expect(Array.from({ length: training.length }, (_, i) => training.at(i))).toEqual(listed.training);
    expect(Array.from({ length: validation.length }, (_, i) => validation.at(i))).toEqual(listed.validation);
    for (const outside of [-1, training.length, NaN]) expect(training.at(outside)).toBeUndefined();
  });

  it("gives no window where context or target hold nothing", () => {
    const { training } = windowSets([seriesOf([1, NaN, NaN, 4, 5, NaN])], { contextLength: 2, horizon: 1 });
    expect(Array.from({ length: training.length }, (_, i) => training.at(i)?.cutoffIndex)).toEqual([
      undefined,
      undefined,
      3,
      undefined,
    ]);
    expect(cutoffs(listWindows(training))).toEqual([3]);
  });

  it("lets the windows of a short series reach before its first row, and gives it no tail", () => {
    const range = { contextLength: 5, horizon: 2, least: 2, tail: 3 };
    const of = (rows: number): number[][] => {
      const { training, validation } = splitWindows([seriesOf(ramp(rows))], range);
      return [cutoffs(training), cutoffs(validation)];
    };
    expect(of(3)).toEqual([[], []]);
    expect(of(4)).toEqual([[1], []]);
    expect(of(6)).toEqual([[1, 2, 3], []]);
    expect(of(7)).toEqual([[4], []]); // one whole context, but no tail besides
    expect(of(9)).toEqual([[4, 5, 6], []]);
    expect(of(10)).toEqual([[4], [6, 7]]);
  });

  it("tells the rows of the middle series", () => {
    const all = [100, 2, 30, 9].map((rows) => seriesOf(ramp(rows)));
    expect(typicalRows(all.slice(0, 1))).toBe(100);
    expect(typicalRows(all.slice(0, 2))).toBe(2);
    expect(typicalRows(all.slice(0, 3))).toBe(30);
    expect(typicalRows(all)).toBe(9);
  });
});
