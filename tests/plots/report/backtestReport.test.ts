import { describe, expect, it } from "vitest";
import { scoresFromCsv, scoresToCsv } from "../../../src/evaluation/index.ts";
import { DataError, OptionError } from "../../../src/errors.ts";
import { fingerprintOf, naive, seasonalNaive } from "../../../src/models/index.ts";
import { backtestReport } from "../../../src/plots/index.ts";
import { version } from "../../../src/version.generated.ts";
import { backtested, blocksOf, factsOf, plotsOf, rowsOf, textOf, wave } from "./examples.ts";

const series = wave("load", 400, true);
const result = await backtested({}, series);

describe("backtestReport", () => {
  const report = backtestReport(result, {
    baseline: "naive",
    unit: "MW",
    files: ["load.csv", "-"],
    models: [naive({ horizon: 12 }), seasonalNaive({ horizon: 12, seasonLength: 24 })],
    settings: { folds: 10, refit: "never", metrics: ["mae", "rmse"], gap: undefined },
    command: "seqcast backtest load.csv",
  });

  it("does not call a model the best that failed at a case, and says so", () => {
    const failed = result.scores.map((score) =>
      score.model === "seasonal-naive" && score.cutoff === result.scores[0]!.cutoff ? { ...score, value: NaN } : score,
    );
    const { sentence, outcome } = backtestReport({ ...result, scores: failed }, { baseline: "naive" }).verdict;
    expect(outcome).toBe("none");
    expect(sentence).toMatch(/^No model with all cases beats the baseline naive/);
    expect(sentence).toMatch(
      /seasonal-naive lacks 1 case that others have; models that lack cases rank behind those with all\.$/,
    );
  });

  it("says in one sentence which model is best, by how much, and that this is no chance", () => {
    expect(report.title).toBe("Backtest of demand of load");
    expect(report.verdict.outcome).toBe("better");
    expect(report.verdict.sentence).toMatch(
      /^seasonal-naive is the most accurate: its mean absolute error \(mae\) of [\d.]+ MW is \d+ % less than that of the baseline naive, [\d.]+ MW\. The difference is significant: in 95 % of resamples of the 10 cases its error is between \d+ % and \d+ % less than that of naive\.$/,
    );
    expect(report.figures.map(({ name }) => name)).toEqual([
      "best model",
      "mean absolute error (mae)",
      "than naive",
      "cases that it is best in",
      "of values in its 80 % interval",
      "ahead",
    ]);
  });

  it("asks the question in words: what, how far, from where", () => {
    expect(textOf(report, "Question")).toContain(
      "Which model forecasts demand of load best, 12 steps (12 hours) ahead? Compared are seasonal-naive and naive.",
    );
    expect(textOf(report, "Question")).toContain(
      "from 10 cutoffs, 12 Jan 2024 15:00 to 17 Jan 2024 03:00, 12 rows (12 hours) apart",
    );
  });

  it("names the data so that they can be found again: files, fingerprint, range, frequency, rows, gaps", () => {
    expect(factsOf(report, "Data")).toEqual({
      files: "load.csv, standard input",
      fingerprint: `SHA-256 of all values: ${fingerprintOf([series]).sha256}`,
      series: "load",
      target: "demand, in MW",
      rows: "400",
      range: "1 Jan 2024 00:00 to 17 Jan 2024 15:00",
      frequency: "a row every hour (1h)",
      "time zone": "UTC",
      "missing values": "4 of 400 values of demand (1.0 %)",
    });
    expect(rowsOf(report, "Data")).toEqual([["load: demand", "9 Jan 2024 08:00", "9 Jan 2024 11:00", "4"]]);
  });

  it("ranks the models in a table with means, share of the baseline, wins and times", () => {
    const [best, worst] = rowsOf(report, "Leaderboard");
    expect(best!.slice(0, 1).concat(best!.slice(5, 7))).toEqual([
      "seasonal-naive",
      expect.stringMatching(/^\d+ % less$/),
      expect.stringMatching(/^\d+ of 10$/),
    ]);
    expect(worst![5]).toBe("baseline");
    expect(plotsOf(report, "Leaderboard")).toEqual([
      "Mean absolute error (mae) of each model, in MW",
      "Mean ranks and their critical difference",
    ]);
    expect(textOf(report, "Leaderboard")).toContain("Friedman's test over 10 cases");
  });

  it("draws forecasts, residuals of the best model and calibration, and tables what intervals cover", () => {
    expect(plotsOf(report, "Forecasts")).toEqual([
      "What each model said at each cutoff, and what happened",
      "When and how far ahead each model errs",
    ]);
    expect(plotsOf(report, "Errors of seasonal-naive")).toEqual(["Residuals of seasonal-naive"]);
    expect(plotsOf(report, "Intervals")).toEqual(["How often intervals cover"]);
    expect(rowsOf(report, "Intervals").map((row) => row.slice(0, 2))).toEqual([
      ["seasonal-naive", "80 %"],
      ["seasonal-naive", "95 %"],
      ["naive", "80 %"],
      ["naive", "95 %"],
    ]);
  });

  it("holds what makes it again: command, options, seeds, versions", () => {
    expect(blocksOf(report, "How it was made")).toContainEqual({ kind: "code", text: "seqcast backtest load.csv" });
    expect(factsOf(report, "How it was made")).toMatchObject({
      seqcast: version,
      "runs on": `Node.js ${process.versions.node}`,
      "numerics class": expect.stringMatching(/^mul-add/) as string,
      seeds: "resampling 0",
    });
    expect(rowsOf(report, "How it was made")).toEqual([
      ["folds", "10"],
      ["refit", "never"],
      ["metrics", "mae,rmse"],
      ["horizon", "12", "12"],
      ["seasonLength", "", "24"],
    ]);
  });

  it("is the same bytes for the same result", () => {
    const again = backtestReport(result, { unit: "MW" });
    expect(again.html()).toBe(backtestReport(result, { unit: "MW" }).html());
  });

  it("says that a difference may be chance where the interval holds 0, and nothing of few cases", async () => {
    const flat = wave("load", 400);
    const noise = {
      ...flat,
      target: { ...flat.target, values: flat.target.values.map((_, t) => ((t * 7919) % 101) / 10) },
    };
    const unsure = backtestReport(await backtested({}, noise), { baseline: "naive" });
    expect(unsure.verdict.outcome).not.toBe("better");
    expect(unsure.verdict.sentence).toContain("is not significant and may be chance");
    const few = backtestReport(await backtested({ folds: 3 }, series), { baseline: "naive" });
    expect(few.verdict.outcome).toBe("unsure");
    expect(few.verdict.sentence).toMatch(/ 3 cases are too few to tell whether that is chance\.$/);
    expect(plotsOf(few, "Leaderboard")).toHaveLength(1);
  });

  it("counts overlapping horizons in blocks", async () => {
    const overlapping = backtestReport(await backtested({ folds: 10, stride: 4 }, series), { baseline: "naive" });
    expect(overlapping.verdict.sentence).toContain("10 cases, which overlap in blocks of 3, are too few to tell");
  });

  it("says that nothing beats the baseline where it is the best", () => {
    expect(backtestReport(result).verdict.sentence).toMatch(
      /^No model beats the baseline seasonal-naive, whose mean absolute error \(mae\) is [\d.]+: the next best, naive, has \d+ % more\. The difference is significant/,
    );
  });

  it("says of a resumed backtest which forecasts are at hand", async () => {
    const csv = scoresToCsv(result);
    const half = csv
      .split("\n")
      .filter((row) => !row.startsWith("seasonal-naive"))
      .join("\n");
    const resumed = await backtested({ resumeFrom: scoresFromCsv(half, [series]) }, series);
    expect(textOf(backtestReport(resumed), "Forecasts")).toContain("10 of 20 forecasts were made by an earlier run");
    const nothing = await backtested({ resumeFrom: scoresFromCsv(csv, [series]) }, series);
    const report = backtestReport(nothing, { models: [naive({ horizon: 12 })] });
    expect(textOf(report, "Forecasts")).toContain("20 of 20 forecasts were made by an earlier run");
    expect(report.verdict).toEqual(backtestReport(result).verdict);
    expect(textOf(report, "Question")).toContain("12 steps (12 hours) ahead");
  });

  it("tells which model failed, and of what", async () => {
    const failing = await backtested({}, series);
    const errors = [
      { model: "naive", seriesId: "load", cutoff: series.timestamps[387]!, during: "predict", message: "no rows" },
    ] as const;
    const report = backtestReport({ ...failing, errors });
    expect(textOf(report, "Leaderboard")).toContain("naive failed at 1 forecast: no rows");
  });

  it("refuses an unknown option, no series and no scores", () => {
    expect(() => backtestReport(result, { titel: "x" } as object)).toThrow(OptionError);
    expect(() => backtestReport({ ...result, series: [] })).toThrow("at least one series");
    expect(() => backtestReport({ ...result, scores: [] })).toThrow(DataError);
  });
});
