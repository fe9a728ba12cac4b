import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { backtest, calibration, compare, lossTable, type Score } from "../../src/evaluation/index.ts";
import { naive, seasonalNaive } from "../../src/models/index.ts";
import { sine } from "../contract/examples.ts";

const score = (model: string, cutoff: number, value: number, metric = "mae"): Score => ({
  model,
  seriesId: "s",
  channel: "y",
  cutoff,
  metric,
  value,
});
const scores = [
  ...[1, 2, 3, 4].map((value, i) => score("a", i, value)),
  ...[2, 4, 6, 4].map((value, i) => score("b", i, value)),
];

describe("lossTable", () => {
  it("aligns models case by case, NaN where one has no value", () => {
    const table = lossTable({ scores: [...scores, score("c", 2, 9), score("c", 3, NaN)] }, "mae");
    expect(Object.entries(table).map(([model, losses]) => [model, Array.from(losses)])).toEqual([
      ["a", [1, 2, 3, 4]],
      ["b", [2, 4, 6, 4]],
      ["c", [NaN, NaN, 9, NaN]],
    ]);
  });

  it("turns values so that the lower is the better, and leaves single steps out", () => {
    const own = [score("a", 0, 0.9, "r2"), score("a", 0, 0.7, "coverage-80"), { ...scores[0]!, horizonStep: 1 }];
    expect(lossTable({ scores: own }, "r2")["a"]![0]).toBe(-0.9);
    expect(lossTable({ scores: own }, "coverage-80")["a"]![0]).toBeCloseTo(0.1, 12);
    expect(() => lossTable({ scores: own }, "mae")).toThrow(OptionError);
  });
});

describe("compare", () => {
  it("gives means, skill, wins and the interval of the difference", () => {
    const { rows, baseline, metric, cases } = compare({ scores }, { baseline: "b" });
    expect([baseline, metric, cases]).toEqual(["b", "mae", 4]);
    expect(rows.map(({ model, means, wins }) => [model, means["mae"], wins])).toEqual([
      ["a", 2.5, 4],
      ["b", 4, 1],
    ]);
    expect(rows[0]!.skill).toBe(0.375);
    expect(rows[0]!.difference).toMatchObject({ mean: -1.5, count: 4 });
    expect(rows[0]!.difference!.low).toBeGreaterThanOrEqual(-3);
    expect(rows[1]).toMatchObject({ skill: 0, difference: undefined });
  });

  it("puts a model that lacks a case behind those with all", () => {
    const { rows } = compare({ scores: [...scores, score("c", 0, 0.5), score("c", 1, NaN)] });
    expect(rows.map(({ model, missing }) => [model, missing])).toEqual([["a", undefined], ["b", undefined], ["c", 3]]); // prettier-ignore
  });

  it("takes skill over cases in which both are defined", () => {
    const { rows } = compare({ scores: [...scores, score("c", 1, 3), score("c", 9, 100)] }, { baseline: "b" });
    expect(rows.find(({ model }) => model === "c")).toMatchObject({ skill: 0.25, wins: 1 });
  });

  it("has no skill of a metric that is better when higher, and orders by it all the same", () => {
    const own = [score("a", 0, 0.5, "r2"), score("b", 0, 0.9, "r2")];
    const { rows } = compare({ scores: own });
    expect(rows.map(({ model, skill }) => [model, skill])).toEqual([
      ["b", NaN],
      ["a", NaN],
    ]);
  });

  it("says which models differ by ranks, and which may be the best", () => {
    const { friedman, confidenceSet } = compare({ scores });
    expect(friedman!.models).toEqual(["a", "b"]);
    expect(confidenceSet!.models).toEqual(["a"]);
    expect(compare({ scores: [score("a", 0, 1), score("b", 0, 2)] })).toMatchObject({
      friedman: undefined,
      confidenceSet: undefined,
    });
  });

  it("takes the seasonal naive for the baseline about measured intervals, too", () => {
    const named = ["ets-adaptive", "naive-adaptive", "seasonal-naive-adaptive"].map((model) => score(model, 0, 1));
    expect(compare({ scores: named }).baseline).toBe("seasonal-naive-adaptive");
  });

  it("takes the seasonal naive for the baseline, and the times of the backtest", async () => {
    const models = [naive({ horizon: 4 }), seasonalNaive({ horizon: 4, seasonLength: 8 })];
    const result = await backtest([sine()], models, { folds: 5 });
    const { baseline, rows } = compare(result);
    expect(baseline).toBe("seasonal-naive");
    expect(rows[0]!.model).toBe("seasonal-naive");
    expect(rows[1]!.skill).toBeLessThan(0);
    for (const { fitMilliseconds, predictMilliseconds, failures } of rows) {
      expect(fitMilliseconds).toBeGreaterThan(0);
      expect(predictMilliseconds).toBeGreaterThan(0);
      expect(failures).toBe(0);
    }
    expect(compare(result, { seed: 3 })).toEqual(compare(result, { seed: 3 }));
  });

  it("draws cutoffs whose horizons overlap in blocks, series by series", async () => {
    const models = [naive({ horizon: 4 }), seasonalNaive({ horizon: 4, seasonLength: 8 })];
    const pair = [sine(), { ...sine(), id: "second", target: { ...sine().target, values: sine().target.values.map((y, t) => y + (t % 5)) } }]; // prettier-ignore
    const result = await backtest(pair, models, { folds: 12, stride: 1 });
    const own = compare(result);
    expect(own.rows.every(({ difference }) => !difference || difference.low < difference.high)).toBe(true);
    expect(own.blockLength).toBe(4);
    expect(own.rows).toEqual(compare(result, { blockLength: 4 }).rows);
    expect(own.rows).not.toEqual(compare(result, { blockLength: 1 }).rows);
    const { forecasts: _, ...resumed } = result;
    expect(compare(resumed).rows.map(({ difference }) => difference)).toEqual(own.rows.map((row) => row.difference));
    expect(compare({ scores: result.scores }).blockLength).toBe(1);
    // Cases of one series stand together, cutoff after cutoff.
    const first = result.scores.filter(({ model, metric, seriesId }) => model === "naive" && metric === "mae" && seriesId === pair[0]!.id); // prettier-ignore
    expect(Array.from(lossTable(result, "mae")["naive"]!).slice(0, 12)).toEqual(first.map(({ value }) => value));
  });

  it("tells no interval where cases overlap in too few blocks: each resample would be all of them", async () => {
    const models = [naive({ horizon: 4 }), seasonalNaive({ horizon: 4, seasonLength: 8 })];
    const result = await backtest([sine()], models, { folds: 8, stride: 1 });
    const { rows, confidenceSet } = compare(result);
    const { difference } = rows.find(({ model }) => model === "naive")!;
    expect(difference).toMatchObject({ low: NaN, high: NaN, count: 8 });
    expect(difference!.mean).toBeGreaterThan(0);
    expect(confidenceSet).toBeUndefined();
    expect(compare(result, { blockLength: 1 }).confidenceSet).toBeDefined();
  });

  it("says how often intervals cover, level by level, where forecasts are there", async () => {
    const models = [naive({ horizon: 4 }), seasonalNaive({ horizon: 4, seasonLength: 8 })];
    const result = await backtest([sine()], models, { folds: 10, levels: [50, 90] });
    for (const { model, levels } of calibration(result)) {
      const row = compare(result).rows.find((one) => one.model === model)!;
      expect(row.coverage.map(({ level }) => level)).toEqual([50, 90]);
      expect(row.coverage).toEqual(
        levels.map(({ level, coverage, width, count }) => ({ level, coverage, width, count })),
      );
    }
    const { forecasts: _, ...without } = result;
    expect(compare(without).rows.map(({ coverage }) => coverage)).toEqual([[], []]);
  });

  it("refuses an unknown baseline, metric or option, and no scores", () => {
    expect(() => compare({ scores }, { baseline: "x" })).toThrow('expected one of a, b, found "x"');
    expect(() => compare({ scores }, { metric: "x" })).toThrow(OptionError);
    expect(() => compare({ scores }, { basline: "b" } as object)).toThrow("did you mean baseline?");
    expect(() => compare({ scores: [] })).toThrow(DataError);
  });
});
