import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { createSeries, head, lagCovariates } from "../../../src/series/index.ts";

const series = createSeries({ start: "2024-01-01", frequency: "1d", target: { a: [1, 2, 3, 4], b: [5, 6, 7, 8] } });

describe("lagCovariates", () => {
  it("gives lags below the horizon as past covariates and the others as future ones", () => {
    const { pastCovariates, futureCovariates } = lagCovariates(series, { horizon: 2, lags: [1, 2, 3] });
    expect(pastCovariates).toEqual({ names: ["a-1", "b-1"], values: Float64Array.of(NaN, NaN, 1, 5, 2, 6, 3, 7) });
    expect(futureCovariates!.names).toEqual(["a-2", "b-2", "a-3", "b-3"]);
    const rows = Array.from({ length: 6 }, (_, t) => Array.from(futureCovariates!.values.subarray(4 * t, 4 * t + 4)));
    expect(rows).toEqual([
      [NaN, NaN, NaN, NaN],
      [NaN, NaN, NaN, NaN],
      [1, 5, NaN, NaN],
      [2, 6, 1, 5],
      [3, 7, 2, 6],
      [4, 8, 3, 7],
    ]);
  });

  it("knows over the horizon what a part of the series knows", () => {
    const part = lagCovariates(head(series, 3), { horizon: 2, lags: [2, 3] }).futureCovariates!;
    const whole = lagCovariates(series, { horizon: 2, lags: [2, 3] }).futureCovariates!;
    expect(part.values).toEqual(whole.values.subarray(0, part.values.length));
  });

  it("chooses lags by the frequency, up to half the rows", () => {
    const daily = createSeries({ start: 0, frequency: "1d", target: Array.from({ length: 20 }, (_, t) => t) });
    const { pastCovariates, futureCovariates } = lagCovariates(daily, { horizon: 7 });
    expect(pastCovariates!.names).toEqual(["target-1", "target-2", "target-3", "target-6"]);
    expect(futureCovariates!.names).toEqual(["target-7", "target-8"]);
  });

  it("stands behind covariates that are there, and refuses those that end too early", () => {
    const covariates = { pastCovariates: { p: [1, 2] }, futureCovariates: { f: [1, 2, 3] } };
    const given = createSeries({ start: 0, frequency: "1d", target: [1, 2], ...covariates });
    const more = lagCovariates(given, { horizon: 1, lags: [1] });
    expect([more.pastCovariates!.names, more.futureCovariates!.names]).toEqual([["p"], ["f", "target-1"]]);
    expect(() => lagCovariates(given, { horizon: 2 })).toThrow(DataError);
    expect(() => lagCovariates(given, { horizon: 1, lags: [0] })).toThrow(OptionError);
  });
});
