import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { constantSchedule, cosineSchedule } from "../../src/optim/index.ts";

describe("constantSchedule", () => {
  it("is 1 throughout", () => {
    expect([0, 5, 99].map((step) => constantSchedule(step, 100))).toEqual([1, 1, 1]);
  });
});

describe("cosineSchedule", () => {
  it("falls by half a cosine from 1 to 0", () => {
    const values = [0, 25, 50, 75, 100].map((step) => cosineSchedule()(step, 100));
    [1, 0.853_553_390_593_273_8, 0.5, 0.146_446_609_406_726_24, 0].forEach((value, i) =>
      expect(values[i]).toBeCloseTo(value, 15),
    );
  });

  it("warms up in equal steps to 1", () => {
    const schedule = cosineSchedule({ warmup: 10 });
    expect([0, 4, 9, 10].map((step) => schedule(step, 100))).toEqual([0.1, 0.5, 1, 1]);
    expect(schedule(55, 100)).toBeCloseTo(0.5, 15);
  });

  it("ends at its floor and stays there", () => {
    const schedule = cosineSchedule({ floor: 0.1 });
    expect(schedule(50, 100)).toBeCloseTo(0.55, 15);
    expect(schedule(100, 100)).toBeCloseTo(0.1, 15);
    expect(schedule(1000, 100)).toBe(schedule(100, 100));
  });

  it("stays within [floor, 1] and never rises after the warm-up", () => {
    const whole = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(whole, fc.double({ min: 0, max: 1, noNaN: true }), whole, whole, (warmup, floor, at, total) => {
        const schedule = cosineSchedule({ warmup, floor });
        const value = schedule(warmup + at, total);
        return value >= floor - 1e-15 && value <= 1 + 1e-15 && schedule(warmup + at + 1, total) <= value;
      }),
    );
  });

  it.each([
    [{ warmup: -1 }, "cosineSchedule warmup: expected a whole number of steps, found -1"],
    [{ warmup: 1.5 }, "cosineSchedule warmup: expected a whole number of steps, found 1.5"],
    [{ floor: 1.1 }, "cosineSchedule floor: expected a factor in [0, 1], found 1.1"],
    [{ floor: NaN }, "cosineSchedule floor: expected a factor in [0, 1], found NaN"],
  ])("refuses %o", (options, message) => {
    expect(() => cosineSchedule(options)).toThrow(OptionError);
    expect(() => cosineSchedule(options)).toThrow(message);
  });
});
