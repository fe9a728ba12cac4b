import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { step } from "../../src/autograd/index.ts";
import { normalizations } from "../../src/models/normalizations.ts";
import { createSeries } from "../../src/series/index.ts";
import { anchorWindows, makeBatch } from "../../src/windows/index.ts";

const ROWS = 12;
const known = (x: number): number => (Number.isNaN(x) ? 0 : Math.fround(x));

describe("a context of several channels without missing values", () => {
  it("has the bytes of one measured channel by channel, and so has what lies behind it", () => {
    const value = fc.oneof(
      { weight: 60, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, -0) },
    );
    const cases = fc.record({
      channels: fc.integer({ min: 1, max: 9 }),
      normalization: fc.constantFrom(...normalizations),
      seasonLength: fc.constantFrom(0, 0, 2),
      contextLength: fc.integer({ min: 1, max: 5 }),
      horizon: fc.integer({ min: 1, max: 3 }),
      values: fc.array(value, { minLength: 9 * ROWS, maxLength: 9 * ROWS }),
    });
    fc.assert(
      fc.property(cases, ({ channels, normalization, seasonLength, contextLength, horizon, values }) => {
        const column = (c: number): number[] => Array.from({ length: ROWS }, (_, t) => values[t * 9 + c]!);
        const target = Object.fromEntries(Array.from({ length: channels }, (_, c) => [`y${c}`, column(c)]));
        const series = createSeries({ start: "2024-01-01", frequency: "1h", target });
        const anchor = { seasonLength, normalization, scale: 1.7 };
        const cutoffIndex = 8;
        const rows = contextLength + seasonLength;
        const part = series.target.values.subarray((cutoffIndex + 1 - rows) * channels, (cutoffIndex + 1) * channels);
        const expected = anchorWindows(part, { contextLength, horizon, channels }, anchor);
        const batch = step(() => {
          const made = makeBatch([series], [{ seriesIndex: 0, cutoffIndex }], { contextLength, horizon, anchor }, true);
          const read = (tensor: typeof made.pastTarget): number[] => Array.from(tensor.data);
          return {
            past: read(made.pastTarget),
            observed: read(made.pastObserved),
            anchors: made.anchors,
            scales: made.scales,
            ahead: read(made.futureTarget!),
            known: read(made.futureObserved!),
          };
        });
        expect(batch.past).toEqual(Array.from(expected.past, known));
        expect(batch.observed).toEqual(Array.from(expected.past, (x) => Number(!Number.isNaN(x))));
        expect(batch.anchors).toEqual(expected.anchors);
        expect(batch.scales).toEqual(expected.scales);
        const behind = series.target.values.subarray(
          (cutoffIndex + 1) * channels,
          (cutoffIndex + 1 + horizon) * channels,
        );
        const ahead = behind.map((x, i) => (x - expected.anchors[i]!) / expected.scales[i % channels]!);
        expect(batch.ahead).toEqual(Array.from(ahead, known));
        expect(batch.known).toEqual(Array.from(ahead, (x) => Number(!Number.isNaN(x))));
      }),
      { numRuns: 500 },
    );
  });
});
