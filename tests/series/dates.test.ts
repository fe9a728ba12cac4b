import { describe, expect, it } from "vitest";
import { daysOf, isDate } from "../../src/series/dates.ts";

const DAY = 86_400_000;

describe("daysOf and isDate", () => {
  it("agree with Date for every day of 800 years", () => {
    for (let day = daysOf(1599, 12, 28); day < daysOf(2401, 1, 4); day++) {
      const date = new Date(day * DAY);
      const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()] as const;
      if (daysOf(...parts) !== day || !isDate(...parts)) expect(parts).toBe(day);
    }
  });

  it("refuse days that a month does not have", () => {
    for (const [month, day] of [
      [2, 30],
      [4, 31],
      [13, 1],
      [0, 1],
      [1, 0],
      [1, 32],
    ] as const) {
      expect(isDate(2024, month, day)).toBe(false);
    }
    expect([isDate(2023, 2, 29), isDate(1900, 2, 29), isDate(2000, 2, 29)]).toEqual([false, false, true]);
  });
});
