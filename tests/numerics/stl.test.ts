import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stl } from "../../src/numerics/index.ts";
import { loess } from "../../src/numerics/loess.ts";
import { expectNear, golden } from "../models/statistical/golden.ts";

describe("stl", () => {
  it("gives R's parts of nottem with a season that stays the same", () => {
    const y = Float64Array.from(golden.whole.nottem);
    const { season, trend } = stl(y, 12, { seasonWindow: Infinity });
    const { seasonal12, trend_1_12, remainder_1_12 } = golden.fixed.stl_periodic_nottem;
    expectNear(Array.from(season.subarray(0, 12)), seasonal12, 1e-9);
    expectNear(Array.from(trend.subarray(0, 12)), trend_1_12, 1e-9);
    const left = y.map((value, t) => value - season[t]! - trend[t]!);
    expectNear(Array.from(left.subarray(0, 12)), remainder_1_12, 1e-8);
  });

  it("gives R's parts of co2 with a season that moves", () => {
    const { season, trend } = stl(Float64Array.from(golden.whole.co2), 12, { seasonWindow: 7 });
    const { seasonal_last12, trend_last12 } = golden.fixed.stl_s7_co2;
    expectNear(Array.from(season.subarray(-12)), seasonal_last12, 1e-8);
    expectNear(Array.from(trend.subarray(-12)), trend_last12, 1e-9);
  });

  it("tells a level and a season apart", () => {
    const pattern = [3, -1, -2, 0];
    const y = Float64Array.from({ length: 60 }, (_, t) => 5 + pattern[t % 4]!);
    const { season, trend } = stl(y, 4, { seasonWindow: 11 });
    season.forEach((value, t) => expect(value).toBeCloseTo(pattern[t % 4]!, 9));
    trend.forEach((value) => expect(value).toBeCloseTo(5, 9));
  });

  it("is not moved by an outlier where it is robust", () => {
    const y = Float64Array.from({ length: 96 }, (_, t) => Math.sin((Math.PI * t) / 6) + 0.3 * ((t * 7919) % 13));
    const spoiled = y.slice();
    spoiled[50] = 100;
    const moved = (robust: boolean): number => {
      const [a, b] = [y, spoiled].map((values) => stl(values, 12, { seasonWindow: 11, robust }));
      return Math.max(...a!.trend.map((value, t) => Math.abs(value - b!.trend[t]!)));
    };
    expect(moved(false)).toBeGreaterThan(1);
    expect(moved(true)).toBeLessThan(0.2);
  });

  it("moves and grows with the values", () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 24, maxLength: 60 }), number, (values, shift) => {
        const [a, b] = [values, values.map((value) => 2 * value + shift)].map((all) =>
          stl(Float64Array.from(all), 7, { seasonWindow: 9 }),
        );
        a!.season.forEach((value, t) => expect(b!.season[t]).toBeCloseTo(2 * value, 6));
        a!.trend.forEach((value, t) => expect(b!.trend[t]).toBeCloseTo(2 * value + shift, 6));
      }),
      { numRuns: 30 },
    );
  });
});

describe("loess", () => {
  it("keeps a line as it is, whatever the window and the jump", () => {
    const options = fc.record({
      window: fc.integer({ min: 1, max: 20 }).map((half) => 2 * half + 1),
      degree: fc.constant(1 as const),
      jump: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), options, (rows, given) => {
        const y = Float64Array.from({ length: rows }, (_, t) => 3 - 0.25 * t);
        loess(y, given).forEach((value, t) => expect(value).toBeCloseTo(y[t]!, 8));
      }),
    );
  });

  it("leaves out rows of no weight", () => {
    const y = Float64Array.of(1, 1, 99, 1, 1, 1, 1);
    const weights = Float64Array.of(1, 1, 0, 1, 1, 1, 1);
    loess(y, { window: 5, degree: 0, jump: 1, weights }).forEach((value) => expect(value).toBeCloseTo(1, 12));
  });

  it("gives a row alone back", () => {
    expect(loess(Float64Array.of(4), { window: 3, degree: 1, jump: 1 })).toEqual(Float64Array.of(4));
  });
});
