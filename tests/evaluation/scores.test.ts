import { describe, expect, it } from "vitest";
import {
  backtest,
  leaderboard,
  scoresToCsv,
  scoresToJsonLines,
  type BacktestResult,
  type Score,
} from "../../src/evaluation/index.ts";
import { mae, mase } from "../../src/metrics/index.ts";
import { naive } from "../../src/models/index.ts";
import { createSeries } from "../../src/series/index.ts";

const score = (model: string, metric: string, value: number, patch: Partial<Score> = {}): Score => ({
  model,
  seriesId: "s",
  channel: "y",
  cutoff: 0,
  metric,
  value,
  ...patch,
});
const resultOf = (scores: readonly Score[]): BacktestResult => ({
  forecasts: [],
  scores,
  series: [],
  times: [],
  errors: [],
  complete: true,
});

describe("leaderboard", () => {
  it("orders models by the mean of the first metric, best first", () => {
    const rows = leaderboard(
      resultOf([
        score("a", "mae", 3),
        score("a", "rmse", 1),
        score("b", "mae", 1),
        score("b", "rmse", 9),
        score("a", "mae", 2),
        score("b", "mae", 2),
      ]),
    );
    expect(rows).toEqual([
      { model: "b", means: { mae: 1.5, rmse: 9 } },
      { model: "a", means: { mae: 2.5, rmse: 1 } },
    ]);
  });

  it("puts a signed error nearest to zero first", () => {
    const rows = leaderboard(resultOf([score("low", "me", -5), score("fair", "me", 1), score("high", "me", 3)]));
    expect(rows.map(({ model }) => model)).toEqual(["fair", "high", "low"]);
  });

  it("leaves out single steps and undefined values; a model without any comes last", () => {
    const rows = leaderboard(
      resultOf([
        score("none", "mae", NaN),
        score("a", "mae", 2),
        score("a", "mae", 100, { horizonStep: 1 }),
        score("a", "mae", NaN),
      ]),
    );
    expect(rows).toEqual([
      { model: "a", means: { mae: 2 } },
      { model: "none", means: { mae: NaN }, missing: 1 },
    ]);
  });

  it("puts a model that failed at a case behind those with all, however small its mean", () => {
    const rows = leaderboard(
      resultOf([
        ...[1, NaN].map((value, cutoff) => score("failed", "mae", value, { cutoff })),
        ...[3, 9].map((value, cutoff) => score("whole", "mae", value, { cutoff })),
      ]),
    );
    expect(rows).toEqual([
      { model: "whole", means: { mae: 6 } },
      { model: "failed", means: { mae: 1 }, missing: 1 },
    ]);
  });

  it("ranks by the mean where a metric is undefined for all models alike", () => {
    const values = [2, NaN].flatMap((value, cutoff) => [
      score("a", "mape", value, { cutoff }),
      score("b", "mape", value / 2, { cutoff }),
    ]);
    expect(leaderboard(resultOf(values)).map(({ model, missing }) => [model, missing])).toEqual([
      ["b", undefined],
      ["a", undefined],
    ]);
  });

  it("keeps the order of models that are equal, and is empty without scores", () => {
    const names = leaderboard(
      resultOf([score("x", "mae", 1), score("y", "mae", 1), score("u", "mae", NaN), score("v", "mae", NaN)]),
    );
    expect(names.map(({ model }) => model)).toEqual(["x", "y", "u", "v"]);
    expect(leaderboard(resultOf([]))).toEqual([]);
  });
});

describe("scoresToCsv", () => {
  it("is a long table, with times as the series writes them and empty cells where there is nothing", async () => {
    const options = { start: "2024-03-30", frequency: "1d", timezone: "Europe/Berlin" };
    const series = createSeries({ id: 'a, "quoted"', ...options, target: { y: [1, 1, 1, 4, 6] } });
    const result = await backtest([series], [naive({ horizon: 2 })], { metrics: [mae, mase], steps: true });
    expect(scoresToCsv(result)).toBe(
      [
        "model,id,channel,cutoff,step,metric,value",
        'naive,"a, ""quoted""",y,2024-04-01,,mae,4',
        'naive,"a, ""quoted""",y,2024-04-01,1,mae,3',
        'naive,"a, ""quoted""",y,2024-04-01,2,mae,5',
        'naive,"a, ""quoted""",y,2024-04-01,,mase,',
        'naive,"a, ""quoted""",y,2024-04-01,1,mase,',
        'naive,"a, ""quoted""",y,2024-04-01,2,mase,',
        "",
      ].join("\n"),
    );
  });

  it("writes numbers that read back to the same double", async () => {
    const series = createSeries({
      id: "s",
      start: "2024-01-01T00:30",
      frequency: "30min",
      target: [0.1, 0.2, 0.3, 0.7, 1 / 3],
    });
    const result = await backtest([series], [naive({ horizon: 1 })], { metrics: [mae] });
    const [, row = ""] = scoresToCsv(result).split("\n");
    expect(row.startsWith("naive,s,s,2024-01-01T02:00:00,,mae,")).toBe(true);
    expect(Number(row.split(",").at(-1))).toBe(result.scores[0]!.value);
  });

  it("guards against formulas where it is asked to, and is JSON Lines with null for an undefined value", async () => {
    const series = createSeries({ id: "=s", start: "2024-01-01", frequency: "1d", target: [1, 1, 1, 4] });
    const result = await backtest([series], [naive({ horizon: 1 })], { metrics: [mae, mase], steps: true });
    expect(scoresToCsv(result, { escapeFormulas: true }).split("\n")[1]).toBe("naive,'=s,'=s,2024-01-03,,mae,3");
    expect(scoresToJsonLines(result).split("\n").slice(1, 3)).toEqual([
      '{"model":"naive","id":"=s","channel":"=s","cutoff":"2024-01-03","step":1,"metric":"mae","value":3}',
      '{"model":"naive","id":"=s","channel":"=s","cutoff":"2024-01-03","metric":"mase","value":null}',
    ]);
  });

  it("is a lone header without scores", () => {
    expect(scoresToCsv(resultOf([]))).toBe("model,id,channel,cutoff,step,metric,value\n");
  });
});
