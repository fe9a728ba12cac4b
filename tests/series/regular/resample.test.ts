import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../../src/errors.ts";
import {
  type Aggregation,
  createSeries,
  formatTimestamp,
  resample,
  type TimeSeries,
} from "../../../src/series/index.ts";

const labels = ({ timestamps, frequency, timezone }: TimeSeries): string[] =>
  Array.from(timestamps, (time) => formatTimestamp(time, frequency, timezone));
const hourly = (start: string, hours: number, timezone = "floating"): TimeSeries =>
  createSeries({ start, frequency: "1h", timezone, target: Array.from({ length: hours }, (_, t) => t % 24) });

describe("resample", () => {
  const series = createSeries({ start: "2024-01-01", frequency: "12h", target: [1, 2, NaN, 4, 5, 7] });
  it.each<[Aggregation, number[], number[]]>([
    ["sum", [3, NaN, 12], [3, 4, 12]],
    ["mean", [1.5, NaN, 6], [1.5, 4, 6]],
    ["last", [2, NaN, 7], [2, 4, 7]],
    ["min", [1, NaN, 5], [1, 4, 5]],
    ["max", [2, NaN, 7], [2, 4, 7]],
    ["count", [2, 1, 2], [2, 1, 2]],
  ])("by %s leaves partial bins missing, or keeps what was observed", (aggregate, strict, kept) => {
    const { series: days, coverage } = resample(series, { frequency: "1d", aggregate });
    expect(Array.from(days.target.values)).toEqual(strict);
    expect(Array.from(coverage.values)).toEqual([1, 0.5, 1]);
    const loose = resample(series, { frequency: "1d", aggregate, partial: "keep" });
    expect(Array.from(loose.series.target.values)).toEqual(kept);
    expect(labels(days)).toEqual(["2024-01-01", "2024-01-02", "2024-01-03"]);
  });

  it("marks the first and the last bin that the rows do not fill", () => {
    const { coverage, series: days } = resample(hourly("2024-01-01T18:00", 36), {
      frequency: "1d",
      aggregate: "count",
    });
    expect(Array.from(coverage.values)).toEqual([0.25, 1, 0.25]);
    expect(Array.from(days.target.values)).toEqual([6, 24, 6]);
  });

  it("counts days of 23 and 25 hours as whole", () => {
    const spring = resample(hourly("2024-03-30", 71, "Europe/Berlin"), { frequency: "1d", aggregate: "count" });
    expect(Array.from(spring.series.target.values)).toEqual([24, 23, 24]);
    expect(Array.from(spring.coverage.values)).toEqual([1, 1, 1]);
    const autumn = resample(hourly("2024-10-26", 73, "Europe/Berlin"), { frequency: "1d", aggregate: "count" });
    expect(Array.from(autumn.series.target.values)).toEqual([24, 25, 24]);
    expect(labels(autumn.series)).toEqual(["2024-10-26", "2024-10-27", "2024-10-28"]);
  });

  it.each([
    ["4h", "2024-01-01T05:00", ["2024-01-01T04:00:00", "2024-01-01T08:00:00", "2024-01-01T12:00:00"]],
    ["1w", "2024-01-03", ["2024-01-01", "2024-01-08", "2024-01-15"]],
    ["1w-sun", "2024-01-03", ["2023-12-31", "2024-01-07", "2024-01-14"]],
    ["1mo", "2024-01-31", ["2024-01-01", "2024-02-01", "2024-03-01"]],
    ["1mo-end", "2024-01-31", ["2024-01-31", "2024-02-29", "2024-03-31"]],
    ["1q-end", "2024-01-31", ["2024-03-31", "2024-06-30", "2024-09-30"]],
    ["1y-start", "2024-05-31", ["2024-01-01", "2025-01-01", "2026-01-01"]],
  ])("puts bins of %s on the calendar, not on the first row", (frequency, start, expected) => {
    const rows = frequency === "4h" ? 10 : 800;
    const step = frequency === "4h" ? "1h" : "1d";
    const one = createSeries({ start, frequency: step, target: Array.from({ length: rows }, () => 1) });
    expect(labels(resample(one, { frequency, aggregate: "sum" }).series).slice(0, 3)).toEqual(expected);
  });

  it("labels a bin by its end, from which on it is known", () => {
    const { series: days } = resample(series, { frequency: "1d", aggregate: "sum", label: "end" });
    expect(labels(days)).toEqual(["2024-01-02", "2024-01-03", "2024-01-04"]);
    const end = { frequency: "1mo-end", aggregate: "sum", label: "end" } as const;
    expect(() => resample(series, end)).toThrow(OptionError);
  });

  it("takes an aggregation a column, and carries covariates into the future", () => {
    const one = createSeries({
      start: "2024-01-01",
      frequency: "12h",
      target: { load: [1, 2, 3, 4] },
      pastCovariates: { wind: [1, 3, 5, 7] },
      futureCovariates: { price: [1, 2, 3, 4, 5, 6] },
    });
    const aggregate = { load: "sum", wind: "mean", price: "max" } as const;
    const { series: days } = resample(one, { frequency: "1d", aggregate });
    expect(Array.from(days.target.values)).toEqual([3, 7]);
    expect(Array.from(days.pastCovariates!.values)).toEqual([2, 6]);
    expect(Array.from(days.futureCovariates!.values)).toEqual([2, 4, 6]);
    expect(() => resample(one, { frequency: "1d", aggregate: { load: "sum" } })).toThrow(
      `resample of series "load" aggregate of column "wind": expected one of sum, mean, last, count, min, max, found nothing; pass for example aggregate: "mean", or { "wind": "mean" }`,
    );
  });

  it("does not let later rows change a complete bin", () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 100 }), fc.integer({ min: 1, max: 29 }), (rows, cut) => {
        const whole = resample(hourly("2024-01-01T05:00", rows), { frequency: "6h", aggregate: "mean", label: "end" });
        const part = resample(hourly("2024-01-01T05:00", cut), { frequency: "6h", aggregate: "mean", label: "end" });
        part.series.target.values.forEach((value, bin) => {
          if (part.coverage.values[bin] === 1) expect(value).toBe(whole.series.target.values[bin]);
        });
      }),
    );
  });

  it.each([
    ["1h", "30min"],
    ["1h", "1h"],
    ["1mo", "1w"],
    ["1bd", "1d"],
  ])("refuses to bring %s to %s", (from, to) => {
    const one = createSeries({ start: "2024-01-01", frequency: from, target: Array.from({ length: 30 }, () => 1) });
    expect(() => resample(one, { frequency: to, aggregate: "sum" })).toThrow(
      `resample of series "target" frequency: expected a coarser one than the series' ${from}, found ${to}`,
    );
  });
});
