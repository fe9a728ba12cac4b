import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSeries, type TimeSeries } from "../../src/series/index.ts";
import { listWindows, rollingSplits, splitTimes, windowsIn, type RowRange } from "../../src/windows/index.ts";

const HOUR = 3_600_000;
const seriesOf = (rows: number, id = "s", start = 0): TimeSeries =>
  createSeries({ id, start: start * HOUR, frequency: "1h", target: Array.from({ length: rows }, (_, t) => t) });
const timesIn = ({ timestamps }: TimeSeries, { first, end }: RowRange): number[] =>
  Array.from(timestamps.subarray(first, end));
const timesOf = (series: readonly TimeSeries[], part: readonly RowRange[]): number[] =>
  series.flatMap((one, i) => timesIn(one, part[i]!));
/** Rows between the last time of one part and the first of the next; Infinity where one is empty. */
const between = (before: readonly number[], after: readonly number[]): number =>
  (Math.min(...after) - Math.max(...before)) / HOUR - 1;

const several = fc
  .array(fc.record({ rows: fc.integer({ min: 1, max: 60 }), start: fc.integer({ min: 0, max: 30 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) => all.map(({ rows, start }, i) => seriesOf(rows, `${i}`, start)));
const few = fc.integer({ min: 0, max: 9 });

describe("splitTimes", () => {
  it("gives training, validation and test, an embargo before each but the first", () => {
    expect(splitTimes([seriesOf(100)], { validation: 20, test: 10, embargo: 5 })).toEqual({
      training: [{ first: 0, end: 60 }],
      validation: [{ first: 65, end: 85 }],
      test: [{ first: 90, end: 100 }],
    });
  });

  it("needs no embargo before a part that is not there", () => {
    const { training, validation, test } = splitTimes([seriesOf(10)], { embargo: 5 });
    expect([training, validation, test].map(([range]) => range!.end - range!.first)).toEqual([10, 0, 0]);
    expect(splitTimes([seriesOf(10)], { test: 2, embargo: 1 }).training).toEqual([{ first: 0, end: 7 }]);
  });

  it("cuts all series at the same times, those that end early too", () => {
    const series = [seriesOf(20, "a", 0), seriesOf(12, "b", 0), seriesOf(5, "c", 15)];
    const { training, test } = splitTimes(series, { test: 6, embargo: 2 });
    expect(training).toEqual([
      { first: 0, end: 12 },
      { first: 0, end: 12 },
      { first: 0, end: 0 },
    ]);
    expect(test).toEqual([
      { first: 14, end: 20 },
      { first: 12, end: 12 },
      { first: 0, end: 5 },
    ]);
  });

  it("keeps an embargo between any target of one part and any of the next, whichever series it is of", () => {
    const sizes = fc.record({ validation: few, test: few, embargo: few });
    fc.assert(
      fc.property(several, sizes, (series, options) => {
        const last = Math.max(...series.map(({ timestamps }) => timestamps.at(-1)!));
        const longest = Math.max(
          ...series.filter(({ timestamps }) => timestamps.at(-1) === last).map(({ timestamps }) => timestamps.length),
        );
        const { validation, test, embargo } = options;
        const held = validation + test + embargo * (Number(validation > 0) + Number(test > 0));
        fc.pre(held < longest);
        const split = splitTimes(series, options);
        const parts = [split.training, split.validation, split.test].map((part) => timesOf(series, part));
        for (const i of [0, 1, 2]) {
          for (let j = i + 1; j < 3; j++) expect(between(parts[i]!, parts[j]!)).toBeGreaterThanOrEqual(embargo);
        }
        const all = timesOf(
          series,
          series.map(({ timestamps }) => ({ first: 0, end: timestamps.length })),
        );
        const inParts = parts.reduce((sum, { length }) => sum + length, 0);
        expect(inParts).toBeLessThanOrEqual(all.length);
        if (embargo === 0) expect(inParts).toBe(all.length); // every row belongs to one part
      }),
    );
  });

  it("refuses what leaves nothing to learn from, and sizes that are no counts", () => {
    expect(() => splitTimes([seriesOf(10)], { validation: 4, test: 4, embargo: 1 })).toThrow("at least 11 rows");
    expect(() => splitTimes([seriesOf(10)], { test: 1.5 })).toThrow("splitTimes test: expected a whole number");
    expect(() => splitTimes([seriesOf(10)], { embargo: -1 })).toThrow("splitTimes embargo");
    expect(() => splitTimes([], {})).toThrow("at least one series with rows");
  });
});

describe("rollingSplits", () => {
  it("grows to the end of the series", () => {
    expect(rollingSplits([seriesOf(20)], { folds: 3, test: 4 })).toEqual([
      { training: [{ first: 0, end: 8 }], test: [{ first: 8, end: 12 }] },
      { training: [{ first: 0, end: 12 }], test: [{ first: 12, end: 16 }] },
      { training: [{ first: 0, end: 16 }], test: [{ first: 16, end: 20 }] },
    ]);
  });

  it("slides with a length of training, after an embargo", () => {
    expect(rollingSplits([seriesOf(20)], { folds: 2, test: 4, stride: 2, embargo: 1, trainLength: 5 })).toEqual([
      { training: [{ first: 8, end: 13 }], test: [{ first: 14, end: 18 }] },
      { training: [{ first: 10, end: 15 }], test: [{ first: 16, end: 20 }] },
    ]);
    expect(rollingSplits([seriesOf(10)], { folds: 1, test: 4, embargo: 1, trainLength: 5 })).toHaveLength(1);
    expect(() => rollingSplits([seriesOf(9)], { folds: 1, test: 4, embargo: 1, trainLength: 5 })).toThrow(
      "at least 10 rows",
    );
  });

  it("never trains within the embargo of its test, or behind it", () => {
    const sizes = fc.record({
      folds: fc.integer({ min: 1, max: 4 }),
      test: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 5 }),
      embargo: few,
      trainLength: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(several, sizes, (others, options) => {
        const series = [...others, seriesOf(100, "long")];
        const splits = rollingSplits(series, options);
        expect(splits).toHaveLength(options.folds);
        for (const { training, test } of splits) {
          const learned = timesOf(series, training);
          expect(between(learned, timesOf(series, test))).toBeGreaterThanOrEqual(options.embargo);
          expect(test.at(-1)!.end - test.at(-1)!.first).toBe(options.test);
          const { trainLength = Infinity } = options;
          const span = (Math.max(...learned) - Math.min(...learned)) / HOUR + 1;
          expect(span).toBeLessThanOrEqual(trainLength);
        }
        expect(splits.at(-1)!.test.at(-1)!.end).toBe(100);
      }),
    );
  });

  it("refuses counts below 1", () => {
    for (const name of ["folds", "test", "stride", "trainLength"]) {
      expect(() => rollingSplits([seriesOf(20)], { folds: 1, test: 1, [name]: 0 })).toThrow(`rollingSplits ${name}`);
    }
  });
});

describe("windowsIn", () => {
  it("has whole targets in the rows given, and contexts that may lie before", () => {
    const series = [seriesOf(20)];
    const sizes = { contextLength: 3, horizon: 2 };
    const { training, test } = splitTimes(series, { test: 4, embargo: 1 });
    const cutoffs = (part: readonly RowRange[], gap = 0): number[] =>
      listWindows(windowsIn(series, part, { ...sizes, gap })).map(({ cutoffIndex }) => cutoffIndex);
    expect(cutoffs(test)).toEqual([15, 16, 17]); // targets 16 to 19
    expect(cutoffs(test, 2)).toEqual([13, 14, 15]);
    expect(cutoffs(training)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]); // targets 3 to 14
  });

  it("holds every window of the rows and no other, for any sizes", () => {
    const size = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(few, few, size, size, few, size, (from, more, contextLength, horizon, gap, stride) => {
        const range = { first: from, end: from + more };
        const series = [seriesOf(20)];
        const all = listWindows(windowsIn(series, [range], { contextLength, horizon, gap, stride }));
        const last = range.end - horizon - gap - 1;
        const expected = Array.from({ length: 20 }, (_, t) => t).filter(
          (t) => t >= contextLength - 1 && t + 1 + gap >= from && t <= last && (last - t) % stride === 0,
        );
        expect(all.map(({ cutoffIndex }) => cutoffIndex)).toEqual(expected);
      }),
    );
  });

  it("wants one range a series", () => {
    expect(() => windowsIn([seriesOf(20)], [], { contextLength: 1, horizon: 1 })).toThrow("1 ranges, one a series");
  });
});
