import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { friedman, nemenyiDifference } from "../../../src/evaluation/index.ts";
import { ranksOf } from "../../../src/evaluation/significance/ranks.ts";
import { studentizedRangeProbability, studentizedRangeQuantile } from "../../../src/numerics/index.ts";

describe("ranksOf", () => {
  it("gives equal values the mean of their ranks", () => {
    expect(ranksOf([3, 1, 3, 2])).toEqual([3.5, 1, 3.5, 2]);
    expect(ranksOf([])).toEqual([]);
  });

  it("gives ranks of the same sum whatever the values", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 })), (values) => {
        const n = values.length;
        return ranksOf(values).reduce((sum, rank) => sum + rank, 0) === (n * (n + 1)) / 2;
      }),
    );
  });
});

describe("the studentized range", () => {
  // Demšar 2006, table 5: quantiles divided by √2, for 2 to 10 models.
  it.each([
    [0.95, [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164]],
    [0.9, [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.78, 2.855, 2.92]],
  ])("has the printed quantiles at %d", (probability, printed) => {
    printed.forEach((q, i) => {
      expect(Math.abs(studentizedRangeQuantile(probability, i + 2) / Math.SQRT2 - q)).toBeLessThan(0.0011);
    });
  });

  it("of two variables is that of a normal variable's size, times √2", () => {
    expect(studentizedRangeQuantile(0.95, 2)).toBeCloseTo(1.959963984540054 * Math.SQRT2, 10);
    expect(studentizedRangeProbability(0, 3)).toBe(0);
    expect(studentizedRangeProbability(50, 3)).toBeCloseTo(1, 12);
  });
});

describe("friedman", () => {
  // The players and methods of Hollander & Wolfe, shown by R's friedman.test: chi-squared 11.143, p 0.003805.
  const times: number[][] = [
    [5.4, 5.5, 5.55],
    [5.85, 5.7, 5.75],
    [5.2, 5.6, 5.5],
    [5.55, 5.5, 5.4],
    [5.9, 5.85, 5.7],
    [5.45, 5.55, 5.6],
    [5.4, 5.4, 5.35],
    [5.45, 5.5, 5.35],
    [5.25, 5.15, 5.0],
    [5.85, 5.8, 5.7],
    [5.25, 5.2, 5.1],
    [5.65, 5.55, 5.45],
    [5.6, 5.35, 5.45],
    [5.05, 5.0, 4.95],
    [5.5, 5.5, 5.4],
    [5.45, 5.55, 5.5],
    [5.55, 5.55, 5.35],
    [5.45, 5.5, 5.55],
    [5.5, 5.45, 5.25],
    [5.65, 5.6, 5.4],
    [5.7, 5.65, 5.55],
    [6.3, 6.3, 6.25],
  ];
  const column = (j: number): number[] => times.map((row) => row[j]!);
  const outcome = friedman({ round: column(0), narrow: column(1), wide: column(2) });

  it("gives the published statistic, ties corrected", () => {
    expect(outcome.statistic).toBeCloseTo(11.1429, 4);
    expect(outcome.pValue).toBeCloseTo(0.003805, 6);
    expect(outcome.cases).toBe(22);
  });

  it("orders models by mean rank and joins those that do not differ", () => {
    expect(outcome.models).toEqual(["wide", "narrow", "round"]);
    expect(outcome.criticalDifference).toBeCloseTo(2.3437 * Math.sqrt(12 / 132), 3);
    outcome.meanRanks.forEach((rank, i) => expect(rank).toBeCloseTo([32, 47, 53][i]! / 22, 12));
    expect(outcome.groups).toEqual([
      ["wide", "narrow"],
      ["narrow", "round"],
    ]);
  });

  it("gives the correction of Iman and Davenport", () => {
    const { statistic, pValue } = outcome.imanDavenport;
    expect(statistic).toBeCloseTo((21 * 11.142857) / (44 - 11.142857), 4);
    expect(pValue).toBeLessThan(outcome.pValue);
    expect(friedman({ a: [1, 1, 1], b: [2, 2, 2] }).imanDavenport).toEqual({ statistic: Infinity, pValue: 0 });
  });

  it("finds no difference where all losses are equal", () => {
    expect(friedman({ a: [1, 1], b: [1, 1], c: [1, 1] })).toMatchObject({
      statistic: 0,
      pValue: 1,
      meanRanks: [2, 2, 2],
      groups: [["a", "b", "c"]],
    });
  });

  it("leaves out cases in which a model has no loss", () => {
    expect(friedman({ a: [1, 1, NaN], b: [2, 3, 0] }).cases).toBe(2);
  });

  it("refuses one model, unequal lengths, one case, and a level that is none", () => {
    expect(() => friedman({ a: [1, 2] })).toThrow(DataError);
    expect(() => friedman({ a: [1, 2], b: [1] })).toThrow('found "a": 2, "b": 1');
    expect(() => friedman({ a: [1], b: [1] })).toThrow("2 cases or more");
    expect(() => friedman({ a: [1, 2], b: [1, 2] }, 0)).toThrow(OptionError);
    expect(nemenyiDifference(4, 30)).toBeCloseTo(0.8563, 3);
  });
});
