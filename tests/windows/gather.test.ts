import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { step } from "../../src/autograd/index.ts";
import { createSeries, head, type TimeSeries } from "../../src/series/index.ts";
import { gatherRows } from "../../src/windows/gather.ts";
import { makeBatch } from "../../src/windows/index.ts";

const ramp = (rows: number): number[] => Array.from({ length: rows }, (_, t) => t);
/** A series with past covariates of any values, infinite ones too, which `createSeries` refuses. */
function withCovariates(columns: readonly (readonly number[])[]): TimeSeries {
  const target = ramp(columns[0]!.length);
  const values = Float64Array.from(target.flatMap((t) => columns.map((column) => column[t]!)));
  const pastCovariates = { names: columns.map((_, c) => `c${c}`), values };
  return { ...createSeries({ start: 0, frequency: "1h", target }), pastCovariates };
}

describe("gatherRows", () => {
  it("is naive indexing, 0 where missing or outside, for any sizes", () => {
    const cell = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: -9, max: 9 }) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0) },
    );
    const block = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }))
      .chain(([width, rows]) =>
        fc.array(fc.array(cell, { minLength: rows, maxLength: rows }), { minLength: width, maxLength: width }),
      );
    const cutoffs = fc.array(fc.integer({ min: -3, max: 25 }), { minLength: 1, maxLength: 3 });
    const size = fc.integer({ min: -12, max: 12 });
    fc.assert(
      fc.property(block, cutoffs, size, fc.integer({ min: 0, max: 13 }), (columns, all, from, count) => {
        const windows = all.map((cutoffIndex) => ({ seriesIndex: 0, cutoffIndex }));
        const { shape, data } = step(() => {
          const made = gatherRows([withCovariates(columns)], windows, (one) => one.pastCovariates!, { from, count });
          return { shape: made.shape, data: Array.from(made.data) };
        });
        expect(shape).toEqual([all.length, count, columns.length]);
        const expected = all.flatMap((cutoff) =>
          Array.from({ length: count }, (_, t) => columns.map((column) => column[cutoff + from + t] ?? NaN)).flat(),
        );
        expect(data).toEqual(expected.map((value) => (Number.isNaN(value) ? 0 : value)));
      }),
    );
  });

  it("does not read past the end of a view", () => {
    const part = head(withCovariates([ramp(9)]), 5);
    const rows = { from: 0, count: 6 };
    const data = step(() =>
      Array.from(gatherRows([part], [{ seriesIndex: 0, cutoffIndex: 3 }], (one) => one.pastCovariates!, rows).data),
    );
    expect(data).toEqual([3, 4, 0, 0, 0, 0]);
  });
});

describe("makeBatch with a gap", () => {
  it("counts target and anchors from behind the gap, and future covariates over it", () => {
    const series = createSeries({
      start: 0,
      frequency: "1h",
      target: ramp(12).map((t) => 10 * t),
      futureCovariates: { f: ramp(12) },
    });
    const sizes = {
      contextLength: 3,
      horizon: 2,
      gap: 2,
      anchor: { seasonLength: 3, normalization: "none", scale: 1 },
    } as const;
    const seen = step(() => {
      const batch = makeBatch([series], [{ seriesIndex: 0, cutoffIndex: 6 }], sizes, true);
      const { anchors, futureTarget, futureCovariates } = batch;
      return {
        anchors: Array.from(anchors),
        target: Array.from(futureTarget!.data),
        covariates: { shape: futureCovariates!.shape, data: Array.from(futureCovariates!.data) },
      };
    });
    // rows 9 and 10 from rows 6 and 4, a season or two before them that lie in the context
    expect(seen.anchors).toEqual([60, 40]);
    expect(seen.target).toEqual([30, 60]);
    expect(seen.covariates).toEqual({ shape: [1, 7, 1], data: [4, 5, 6, 7, 8, 9, 10] });
  });
});
