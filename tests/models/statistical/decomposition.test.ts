import { describe, expect, it } from "vitest";
import {
  autocorrelations,
  interpolated,
  isSeasonal,
  movingTrend,
  seasonalIndices,
} from "../../../src/models/statistical/decomposition.ts";
import { noisySine, SEASON } from "../../contract/examples.ts";
import { expectNear, golden } from "./golden.ts";

const air = Float64Array.from(golden.whole.AirPassengers);

describe("classical decomposition", () => {
  it("gives R's trend and indices, multiplied and added", () => {
    const { figure, trend_7_18 } = golden.fixed.decompose_mul_AirPassengers;
    expectNear(Array.from(seasonalIndices(air, 12, true)), figure, 1e-9);
    expectNear(Array.from(movingTrend(air, 12).subarray(6, 18)), trend_7_18, 1e-9);
    const co2 = Float64Array.from(golden.whole.co2);
    expectNear(Array.from(seasonalIndices(co2, 12, false)), golden.fixed.decompose_add_co2.figure, 1e-8);
  });

  it("takes the plain mean of an odd season", () => {
    const trend = movingTrend(Float64Array.of(1, 2, 6, 3, 3), 3);
    expect(Array.from(trend)).toEqual([NaN, 3, 11 / 3, 4, NaN]);
  });
});

describe("autocorrelations", () => {
  it("are those of R's acf", () => {
    const expected = golden.fixed.acf_AirPassengers;
    expectNear(Array.from(autocorrelations(air, expected.length)), expected, 1e-9);
  });
});

describe("isSeasonal", () => {
  it("finds a season where there is one, and three of them", () => {
    const sine = Float64Array.from(noisySine(80));
    expect(isSeasonal(sine, SEASON)).toBe(true);
    expect(isSeasonal(sine.subarray(0, 3 * SEASON - 1), SEASON)).toBe(false);
    expect(isSeasonal(sine, 1)).toBe(false);
  });

  it("finds none in noise, and none in rows that are all alike", () => {
    const noise = Float64Array.from({ length: 200 }, (_, t) => ((t * t * 7919 + 31 * t) % 1009) / 1009);
    expect(isSeasonal(noise, 12)).toBe(false);
    expect(isSeasonal(new Float64Array(80).fill(3), 8)).toBe(false);
  });
});

describe("interpolated", () => {
  it("draws lines over gaps and leaves the rest", () => {
    const y = Float64Array.of(1, NaN, NaN, 4, 2, NaN, 6);
    expect(Array.from(interpolated(y))).toEqual([1, 2, 3, 4, 2, 4, 6]);
    expect(Array.from(interpolated(Float64Array.of(5)))).toEqual([5]);
  });
});
