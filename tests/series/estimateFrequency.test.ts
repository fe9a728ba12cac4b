import { describe, expect, it } from "vitest";
import {
  estimateFrequency,
  formatFrequency,
  parseFrequency,
  parseTimestamp,
  timestampsFrom,
} from "../../src/series/index.ts";

const minutes = (list: readonly number[]): number[] => list.map((minute) => minute * 60_000);
const grid = (start: string, count: number, frequency: string): Float64Array =>
  timestampsFrom(parseTimestamp(start, "floating"), count, parseFrequency(frequency), "floating");

describe("estimateFrequency", () => {
  it.each([
    ["1w-sat", "1958-03-29", "1w"],
    ["1mo-start", "1949-01-01", "1mo"],
    ["1mo-end", "1949-01-31", "1mo"],
    ["1q-start", "1959-01-01", "1q"],
    ["1q", "1959-02-01", "1q"],
    ["1y-start", "1871-01-01", "1y"],
    ["1bd", "2024-01-01", "1bd"],
    ["30min", "2024-01-01T00:10", "30min"],
  ])("finds %s with full confidence", (found, start, frequency) => {
    const estimate = estimateFrequency(grid(start, 40, frequency), "floating")!;
    expect(formatFrequency(estimate.frequency)).toBe(found);
    expect(estimate).toMatchObject({ confidence: 1, regular: 1, present: 1, duplicates: 0 });
  });

  it("lowers its confidence by the rows that are missing", () => {
    const all = grid("2024-01-01", 20, "1h");
    const estimate = estimateFrequency(
      all.filter((_, t) => t % 10 !== 5),
      "floating",
    )!;
    expect(estimate).toMatchObject({ confidence: 0.9, regular: 1, present: 0.9 });
  });

  it("lowers its confidence by the rows off the grid, from whatever phase most rows have", () => {
    const stamps = minutes([1, 5, 10, 15, 20, 25, 31, 35, 40, 45]);
    const estimate = estimateFrequency(stamps, "UTC")!;
    expect(formatFrequency(estimate.frequency)).toBe("5min");
    expect(estimate.regular).toBe(0.8);
    expect(estimate.present).toBeCloseTo(8 / 9, 12);
  });

  it("counts repeated times", () => {
    expect(estimateFrequency(minutes([0, 1, 1, 1, 2]), "UTC")).toMatchObject({ duplicates: 2, confidence: 1 });
  });

  it("finds nothing in one time, or in steps below a second", () => {
    expect(estimateFrequency([], "UTC")).toBeUndefined();
    expect(estimateFrequency([5, 5], "UTC")).toBeUndefined();
    expect(estimateFrequency([0, 1, 2], "UTC")).toBeUndefined();
  });
});
