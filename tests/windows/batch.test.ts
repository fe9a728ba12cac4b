import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { step } from "../../src/autograd/index.ts";
import { DataError } from "../../src/errors.ts";
import { normalizations } from "../../src/models/normalizations.ts";
import { createSeries, head, type TimeSeries } from "../../src/series/index.ts";
import { lookBack, makeBatch, scaleAt, staticValues, type BatchSizes, type Window } from "../../src/windows/index.ts";

const plain = { seasonLength: 0, normalization: "none", scale: 1 } as const;
const at = (seriesIndex: number, cutoffIndex: number): Window => ({ seriesIndex, cutoffIndex });

/** All tensors of a batch as arrays with their shapes. */
function read(series: readonly TimeSeries[], windows: readonly Window[], sizes: BatchSizes, training: boolean) {
  return step(() => {
    const { size, anchors, scales, ...tensors } = makeBatch(series, windows, sizes, training);
    const entries = Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: Array.from(data) }]);
    return {
      size,
      anchors,
      scales,
      ...(Object.fromEntries(entries) as Record<string, { shape: number[]; data: number[] }>),
    };
  });
}

const series = createSeries({
  id: "a",
  start: "2024-01-01",
  frequency: "1h",
  target: { x: [1, 2, NaN, 4, 5, 6], y: [10, 20, 30, 40, NaN, 60] },
  pastCovariates: { p: [0.5, NaN, 1.5, 2, 2.5, 3] },
  futureCovariates: { f: [1, 2, 3, 4, 5, 6, 7, 8], g: [-1, -2, -3, -4, -5, -6, -7, -8] },
  staticCovariates: { size: 3, age: 7 },
});

describe("makeBatch", () => {
  const sizes = { contextLength: 3, horizon: 2, anchor: plain };

  it("aligns context, covariates and future at the cutoff; missing values are 0 beside their mask", () => {
    const batch = read([series], [at(0, 2), at(0, 3)], sizes, true);
    expect(batch).toMatchObject({
      size: 2,
      pastTarget: { shape: [2, 3, 2], data: [1, 10, 2, 20, 0, 30, 2, 20, 0, 30, 4, 40] },
      pastObserved: { shape: [2, 3, 2], data: [1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1] },
      pastCovariates: { shape: [2, 3, 1], data: [0.5, 0, 1.5, 0, 1.5, 2] },
      futureCovariates: {
        shape: [2, 5, 2],
        data: [1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6],
      },
      staticCovariates: { shape: [2, 2], data: [7, 3, 7, 3] },
      futureTarget: { shape: [2, 2, 2], data: [4, 40, 5, 0, 5, 0, 6, 60] },
      futureObserved: { shape: [2, 2, 2], data: [1, 1, 1, 0, 1, 0, 1, 1] },
    });
    expect(batch).not.toHaveProperty("pastLevel");
  });

  it("forecasts from the last row: no future target, future covariates beyond the end", () => {
    const batch = read([series], [at(0, 5)], sizes, false);
    expect(batch).not.toHaveProperty("futureTarget");
    expect(batch).not.toHaveProperty("futureObserved");
    expect(batch).toMatchObject({ futureCovariates: { data: [4, -4, 5, -5, 6, -6, 7, -7, 8, -8] } });
  });

  it("does not read past the end of a view", () => {
    const part = head(series, 4);
    const batch = read([part], [at(0, 3)], { ...sizes, horizon: 1 }, true);
    expect(batch).toMatchObject({ futureTarget: { data: [0, 0] }, futureObserved: { data: [0, 0] } });
  });

  it("has no covariates where the series have none", () => {
    const bare = createSeries({ start: "2024-01-01", frequency: "1h", target: [1, 2, 3] });
    expect(Object.keys(read([bare], [at(0, 2)], sizes, false)).sort()).toEqual([
      "anchors",
      "pastObserved",
      "pastTarget",
      "scales",
      "size",
    ]);
  });

  it("adds the level with a season, and masks differences of missing values", () => {
    const one = createSeries({ start: "2024-01-01", frequency: "1h", target: [10, NaN, 11, 22, 12] });
    const anchor = { seasonLength: 2, normalization: "none", scale: 2 } as const;
    const batch = read([one], [at(0, 4)], { contextLength: 3, horizon: 1, anchor }, false);
    expect(batch).toMatchObject({
      pastTarget: { data: [0.5, 0, 0.5] },
      pastObserved: { data: [1, 0, 1] },
      pastLevel: { data: [-4, 7, -3] },
    });
    expect(Array.from(batch.anchors)).toEqual([22]);
  });

  it("is naive indexing cell by cell, and its anchors give the truth back, for any sizes", () => {
    const cell = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: -50, max: 50 }) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    const sized = fc.record({
      rows: fc.array(fc.tuple(cell, cell), { minLength: 12, maxLength: 30 }),
      contextLength: fc.integer({ min: 1, max: 5 }),
      horizon: fc.integer({ min: 1, max: 4 }),
      seasonLength: fc.integer({ min: 0, max: 3 }),
      normalization: fc.constantFrom(...normalizations),
      scale: fc.constantFrom(0.5, 1, 4),
    });
    fc.assert(
      fc.property(sized, ({ rows, contextLength, horizon, seasonLength, normalization, scale }) => {
        const target = { x: rows.map(([x]) => x), y: rows.map(([, y]) => y) };
        const one = createSeries({ start: "2024-01-01", frequency: "1h", target });
        const anchor = { seasonLength, normalization, scale };
        const first = lookBack(contextLength, anchor) - 1;
        const windows: Window[] = [];
        for (let t = first; t + horizon < rows.length; t++) windows.push(at(0, t));
        const batch = read([one], windows, { contextLength, horizon, anchor }, true) as unknown as Record<
          "futureTarget" | "futureObserved" | "pastTarget" | "pastObserved",
          { data: number[] }
        > & { anchors: Float64Array; scales: Float64Array };
        windows.forEach(({ cutoffIndex }, b) => {
          for (let c = 0; c < 2; c++) {
            for (let h = 0; h < horizon; h++) {
              const i = (b * horizon + h) * 2 + c;
              const truth = rows[cutoffIndex + 1 + h]![c]!;
              expect(batch.futureObserved.data[i]).toBe(Number.isNaN(truth) ? 0 : 1);
              const restored = batch.anchors[i]! + scaleAt(batch.scales, i, horizon, 2) * batch.futureTarget.data[i]!;
              if (!Number.isNaN(truth)) expect(Math.abs(restored - truth)).toBeLessThan(1e-4); // float32 of numbers up to 300
            }
            for (let t = 0; t < contextLength; t++) {
              const row = cutoffIndex + 1 - contextLength + t;
              const now = rows[row]![c]!;
              const seen = seasonLength > 0 ? now - rows[row - seasonLength]![c]! : now;
              expect(batch.pastObserved.data[(b * contextLength + t) * 2 + c]).toBe(Number.isNaN(seen) ? 0 : 1);
            }
          }
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe("staticValues", () => {
  it("lists numbers by the order of their names, however the series lists them", () => {
    expect(staticValues(series)).toEqual([7, 3]);
    expect(staticValues({ ...series, staticCovariates: { age: 7, size: 3 } })).toEqual([7, 3]);
    const { staticCovariates: _, ...bare } = series;
    expect(staticValues(bare)).toEqual([]);
  });

  it("refuses words", () => {
    const worded = { ...series, staticCovariates: { region: "north" } };
    expect(() => staticValues(worded)).toThrow(DataError);
    expect(() => staticValues(worded)).toThrow(
      'series "a": expected a number as static covariate "region", found "north"; give a number, or words in training too',
    );
  });
});
