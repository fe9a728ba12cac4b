import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { createSeries } from "../../src/series/index.ts";
import {
  chain,
  clipOutliers,
  impute,
  type ImputeMethod,
  log1pTransform,
  logitTransform,
  logTransform,
  type Transform,
} from "../../src/transforms/index.ts";

const of = (target: number[]): ReturnType<typeof createSeries> =>
  createSeries({ start: "2024-01-01", frequency: "1d", id: "s", target });
const applied = (transform: Transform, target: number[]): number[] =>
  Array.from(transform.fit([of(target)]).apply(of(target)).target.values);

describe("logarithms", () => {
  it("give the logarithms of Math", () => {
    expect(applied(logTransform(), [1, Math.E, NaN])).toEqual([0, expect.closeTo(1, 15), NaN]);
    expect(applied(log1pTransform(), [0, Math.E - 1, -0.5])).toEqual([
      0,
      expect.closeTo(1, 15),
      expect.closeTo(Math.log(0.5), 15),
    ]);
    expect(applied(logitTransform({ upper: 4 }), [2, 3])).toEqual([0, expect.closeTo(Math.log(3), 15)]);
  });

  it.each([
    [logTransform(), [1, 0], 'log: series "s" column "s" row 1: expected values above 0, found 0; take log1p'],
    [log1pTransform(), [1, -1], "row 1: expected values above -1, found -1"],
    [logitTransform(), [0.5, 1], "row 1: expected values above 0 and below 1, found 1"],
  ])("refuse values outside their range, in fit and in apply", (transform, target, message) => {
    expect(() => transform.fit([of(target)])).toThrow(message);
    expect(() => transform.fit([of([0.5, 0.5])]).apply(of(target))).toThrow(DataError);
  });

  it("refuse bounds that do not ascend", () => {
    expect(() => logitTransform({ lower: 1 })).toThrow(OptionError);
  });

  it("leave covariates alone unless asked", () => {
    const series = createSeries({ start: 0, frequency: "1d", target: [1, 2], pastCovariates: { p: [-1, 0] } });
    expect(logTransform().fit([series]).apply(series).pastCovariates!.values).toEqual(series.pastCovariates!.values);
    expect(() => logTransform({ roles: ["pastCovariates"] }).fit([series])).toThrow('column "p" row 0');
  });
});

describe("clipOutliers", () => {
  it("judges none by fewer than five rows, nor where most of them are equal", () => {
    expect(applied(clipOutliers({ window: 5 }), [1, 2, 3, 4, 99])).toEqual([1, 2, 3, 4, 99]);
    expect(applied(clipOutliers({ window: 5 }), [2, 3, 2, 1, 2, 99])).toEqual([2, 3, 2, 1, 2, 99]);
  });

  it("uses the median and its deviation of the window", () => {
    const target = [1, 2, 3, 4, 5, 100, NaN];
    const reach = 3 * 1.4826 * 1;
    expect(applied(clipOutliers({ window: 5 }), target)).toEqual([1, 2, 3, 4, 5, 3 + reach, NaN]);
  });

  it("never looks ahead", () => {
    const target = Array.from({ length: 60 }, (_, t) => ((t * 37) % 11) + (t % 17 === 5 ? 80 : 0));
    for (const cut of [10, 33, 59]) {
      expect(applied(clipOutliers({ window: 12 }), target).slice(0, cut)).toEqual(
        applied(clipOutliers({ window: 12 }), target.slice(0, cut)),
      );
    }
  });

  it("refuses windows that cannot judge", () => {
    expect(() => clipOutliers({ window: 4 })).toThrow(OptionError);
    expect(() => clipOutliers({ threshold: 0 })).toThrow(OptionError);
  });
});

describe("impute", () => {
  it.each<[ImputeMethod, number[]]>([
    ["mean", [5, 1, 5, 9]],
    ["median", [5, 1, 5, 9]],
    ["zero", [0, 1, 0, 9]],
    ["forwardFill", [5, 1, 1, 9]],
    ["linear", [5, 1, 5, 9]],
  ])("fills by %s", (method, expected) => {
    expect(applied(impute({ method }), [NaN, 1, NaN, 9])).toEqual(expected);
  });

  it("takes levels from the training rows only, and 0 where nothing was observed", () => {
    const fitted = impute({ method: "mean" }).fit([of([1, 3])]);
    expect(Array.from(fitted.apply(of([NaN, 100, NaN])).target.values)).toEqual([2, 100, 2]);
    expect(applied(impute({ method: "median" }), [NaN, NaN])).toEqual([0, 0]);
  });

  it("takes the season before, and asks for one where there is none", () => {
    const target = Array.from({ length: 9 }, (_, t) => (t === 8 ? NaN : t));
    expect(applied(impute({ method: "seasonal" }), target)[8]).toBe(1);
    const yearly = createSeries({ start: "2000-01-01", frequency: "1y", target });
    expect(() => impute({ method: "seasonal" }).fit([yearly])).toThrow(OptionError);
    expect(() => impute({ method: "knn" as "mean" })).toThrow("expected one of mean, median");
  });

  it("stands in a chain before what cannot take missing values", () => {
    expect(applied(chain(impute({ method: "zero" }), log1pTransform()), [NaN, 0])).toEqual([0, 0]);
  });
});
