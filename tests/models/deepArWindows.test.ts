import { describe, expect, it } from "vitest";
import { step } from "../../src/autograd/index.ts";
import { deepArRows, heldBack, type DeepArRows } from "../../src/models/deepArWindows.ts";
import type { ForecastTask } from "../../src/models/task.ts";
import { createSeries } from "../../src/series/index.ts";
import { makeBatch } from "../../src/windows/index.ts";

const task: ForecastTask = {
  horizon: 2,
  contextLength: 4,
  anchor: { seasonLength: 0, normalization: "none", scale: 0.5 },
  channels: 2,
  pastCovariates: 0,
  futureCovariates: 0,
  staticCovariates: 0,
  output: "studentT",
};
const identity = { means: [0, 0], scales: [1, 1] };

/** Rows of a window of two channels: four rows of context, two of horizon. */
function rowsOf(x: readonly number[], y: readonly number[], output = task.output, units = identity): DeepArRows {
  const series = createSeries({ start: "2024-01-01", frequency: "1h", target: { x, y } });
  return step(() =>
    deepArRows(makeBatch([series], [{ seriesIndex: 0, cutoffIndex: 3 }], task, true), [units], { ...task, output }),
  );
}
const rounded = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Number(value.toFixed(5)) + 0);

/** What x is in a window whose mean is 2, at a distance of 1. */
const z = (x: number): number => (x - 2) / 1.025;

describe("windows of deep-ar", () => {
  it("are measured by the mean of their context, and the mean distance from it with a share of the usual one", () => {
    const { units, values, length } = rowsOf([1, 3, 1, 3, 5, 9], [7, 7, 7, 7, 7, 8]);
    expect(length).toBe(6);
    expect(units[0]!.centre).toBeCloseTo(2, 6);
    expect(units[0]!.scale).toBeCloseTo(1 + 0.05 * 0.5, 6);
    expect(units[1]!.scale).toBeCloseTo(0.05 * 0.5, 6); // a flat window
    expect(rounded(values.subarray(0, 6))).toEqual([-1, 1, -1, 1, 3, 7].map((z) => Number((z / 1.025).toFixed(5))));
    expect(values[11]).toBe(32); // 40 is held back, what is scored is not
    expect(rowsOf([1, 3, 1, 3, 5, 9], [7, 7, 7, 7, 7, 8]).targets[11]).toBeCloseTo(40, 3);
  });

  it("do not depend on what is behind their context, but for what stands there", () => {
    const [one, other] = [
      rowsOf([1, 3, 1, 3, 5, 9], [1, 2, 3, 4, 5, 6]),
      rowsOf([1, 3, 1, 3, -50, NaN], [1, 2, 3, 4, 0, 0]),
    ];
    expect(other.units).toEqual(one.units);
    expect(other.values.subarray(0, 4)).toEqual(one.values.subarray(0, 4));
  });

  it("read a missing value as the one before it, the mean before the first, and do not score it", () => {
    const { values, observed, targets, units } = rowsOf([NaN, 3, NaN, 1, NaN, 5], [NaN, NaN, NaN, NaN, 1, 2]);
    expect(rounded(values.subarray(0, 6))).toEqual(rounded([0, z(3), z(3), z(1), z(1), z(5)]));
    expect(Array.from(observed.subarray(0, 6))).toEqual([0, 1, 0, 1, 0, 1]);
    expect(Array.from(targets.subarray(0, 6), Boolean)).toEqual([false, true, false, true, false, true]);
    expect(units[1]!.centre).toBe(0); // nothing is known of it
  });

  it("take counts by the logarithm of their mean, and score them as they are", () => {
    const counts = { means: [4, 0], scales: [2, 1] };
    const { units, values, targets } = rowsOf([-2, 0, -2, 0, 3, 1], [0, 0, 0, 0, 0, 3], "poisson", counts);
    expect(units[0]!.centre).toBeCloseTo(Math.log(2.5), 5);
    expect(rounded(targets)).toEqual([0, 4, 0, 4, 10, 6, 0, 0, 0, 0, 0, 3]);
    expect(values[1]).toBeCloseTo(Math.log(4.5 / 2.5), 5);
    expect(values[11]).toBeCloseTo(Math.log(3.5 / 0.5), 5);
  });

  it("are held back on both sides", () => {
    expect([-100, -32, 0.5, 32, 1e9].map(heldBack)).toEqual([-32, -32, 0.5, 32, 32]);
  });
});
