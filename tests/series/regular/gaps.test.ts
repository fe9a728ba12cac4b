import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { createSeries, fillGaps, fillValues, listGaps } from "../../../src/series/index.ts";

const holes = createSeries({
  start: "2024-01-01",
  frequency: "1d",
  id: "load",
  target: [NaN, 1, NaN, NaN, 4, NaN],
  futureCovariates: { plan: [1, 2, 3, 4, 5, 6, NaN, 8] },
});
const date = (time: number): string => new Date(time).toISOString().slice(0, 10);

describe("listGaps", () => {
  it("lists each run of missing values with its times, beyond the end too", () => {
    const gaps = listGaps(holes).map((gap) => Object.assign({}, gap, { from: date(gap.from), to: date(gap.to) }));
    expect(gaps).toEqual([
      { role: "target", column: "load", row: 0, rows: 1, from: "2024-01-01", to: "2024-01-01" },
      { role: "target", column: "load", row: 2, rows: 2, from: "2024-01-03", to: "2024-01-04" },
      { role: "target", column: "load", row: 5, rows: 1, from: "2024-01-06", to: "2024-01-06" },
      { role: "futureCovariates", column: "plan", row: 6, rows: 1, from: "2024-01-07", to: "2024-01-07" },
    ]);
  });
});

describe("fillValues", () => {
  const values = [NaN, 1, NaN, NaN, 4, NaN];
  it.each([
    ["keep", [NaN, 1, NaN, NaN, 4, NaN]],
    ["error", [NaN, 1, NaN, NaN, 4, NaN]],
    ["forwardFill", [NaN, 1, 1, 1, 4, 4]],
    ["linear", [NaN, 1, 2, 3, 4, NaN]],
  ] as const)("%s gives %j", (policy, filled) => {
    expect(Array.from(fillValues(values, policy))).toEqual(filled);
  });

  it("seasonal takes the value one season before, filled ones too", () => {
    const filled = fillValues([1, 2, 3, NaN, NaN, 6, NaN, 8, 9], "seasonal", { seasonLength: 3 });
    expect(Array.from(filled)).toEqual([1, 2, 3, 1, 2, 6, 1, 8, 9]);
  });

  it("leaves a gap longer than the longest whole", () => {
    expect(Array.from(fillValues([1, NaN, NaN, 4, NaN, 6], "linear", { longest: 1 }))).toEqual([1, NaN, NaN, 4, 5, 6]);
  });

  it("never looks ahead but with linear, and never changes an observed value", () => {
    const column = fc.array(fc.oneof(fc.constant(NaN), fc.integer({ min: -9, max: 9 })), { maxLength: 30 });
    const policy = fc.constantFrom("keep" as const, "forwardFill" as const, "seasonal" as const, "linear" as const);
    fc.assert(
      fc.property(column, policy, fc.nat(30), (values, policy, cut) => {
        const filled = Array.from(fillValues(values, policy, { seasonLength: 4 }));
        values.forEach((value, t) => Number.isNaN(value) || expect(filled[t]).toBe(value));
        if (policy === "linear") return;
        const known = values.slice(0, cut);
        expect(Array.from(fillValues(known, policy, { seasonLength: 4 }))).toEqual(filled.slice(0, cut));
      }),
    );
  });

  it("refuses an unknown policy", () => {
    expect(() => fillValues([1], "ffill" as "keep")).toThrow(
      `fillGaps policy: expected one of keep, forwardFill, linear, seasonal, error, found "ffill"; pass for example policy: "linear"`,
    );
  });
});

describe("fillGaps", () => {
  it("tells which gaps it filled and which are left", () => {
    const { series, filled, left } = fillGaps(holes, { policy: "linear" });
    expect(Array.from(series.target.values)).toEqual([NaN, 1, 2, 3, 4, NaN]);
    expect(Array.from(series.futureCovariates!.values)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(filled.map(({ column, row }) => [column, row])).toEqual([
      ["load", 2],
      ["plan", 6],
    ]);
    expect(left.map(({ column, row }) => [column, row])).toEqual([
      ["load", 0],
      ["load", 5],
    ]);
  });

  it("keeps to the roles given, and leaves its input as it was", () => {
    const { series } = fillGaps(holes, { policy: "forwardFill", roles: ["futureCovariates"] });
    expect(series.target).toBe(holes.target);
    expect(holes.futureCovariates!.values[6]).toBeNaN();
  });

  it("refuses the first gap where gaps are an error, and takes a series without", () => {
    expect(() => fillGaps(holes, { policy: "error" })).toThrow(
      new DataError({
        where: `fillGaps of series "load" column "load" row 0`,
        column: "load",
        expected: "no missing values",
        found: "1 at 2024-01-01T00:00:00, the first of 4 gaps",
        remedy: "mend the data, or choose another policy: keep, forwardFill, linear, seasonal",
      }),
    );
    const whole = createSeries({ start: 0, frequency: "1d", target: [1, 2] });
    expect(fillGaps(whole, { policy: "error" })).toMatchObject({ filled: [], left: [] });
  });

  it("takes the frequency's longest season, and asks for one where there is none", () => {
    const target = Array.from({ length: 16 }, (_, t) => (t === 14 ? NaN : t));
    const daily = createSeries({ start: "2024-01-01", frequency: "1d", target });
    expect(fillGaps(daily, { policy: "seasonal" }).series.target.values[14]).toBe(7);
    const yearly = createSeries({ start: "2000-01-01", frequency: "1y", target });
    expect(() => fillGaps(yearly, { policy: "seasonal" })).toThrow(OptionError);
    expect(fillGaps(yearly, { policy: "seasonal", seasonLength: 3 }).series.target.values[14]).toBe(11);
  });
});
