import { array, assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { backtestPlot } from "../../src/plots/index.ts";
import { hour, hourly, hourlyForecast, start } from "./examples.ts";

const load = hourly(
  "load",
  Array.from({ length: 40 }, (_, t) => t),
);
const lines = (cutoffs: readonly number[], model = "naive") =>
  cutoffs.map((cutoff) => hourlyForecast("load", cutoff, { model, levels: [] }));

const banded = (model: string) => hourlyForecast("load", 20, { model });

const shown = (models: string[]) =>
  backtestPlot(load, models.map(banded))
    .panels[0]?.legend.filter(({ kind }) => kind === "band")
    .map(({ show }) => show);

describe("backtestPlot", () => {
  it("draws forecasts that do not touch as one line with gaps", () => {
    const [panel] = backtestPlot(load, lines([20, 24, 28])).panels;
    expect(panel?.options.series.map(({ label }) => label)).toEqual(["time (UTC)", "history", "actual", "naive"]);
    expect(panel?.data[3]?.slice(20, 33)).toEqual([null, 11, 12, 13, null, 11, 12, 13, null, 11, 12, 13, null]);
  });

  it("never joins or overwrites forecasts: they alternate between columns where they touch", () => {
    assert(
      property(array(integer({ min: 5, max: 30 }), { minLength: 1, maxLength: 8 }), (cutoffs) => {
        const distinct = [...new Set(cutoffs)];
        const [panel] = backtestPlot(load, lines(distinct)).panels;
        const columns = panel?.data.slice(3) ?? [];
        const starts = columns.flatMap((column) =>
          column.flatMap((value, i) => (value !== null && column[i - 1] === null ? [i] : [])),
        );
        expect(starts.sort((a, b) => a - b)).toEqual(distinct.map((cutoff) => cutoff + 1).sort((a, b) => a - b));
        expect(columns.flat().filter((value) => value !== null)).toHaveLength(3 * distinct.length);
      }),
    );
  });

  it("has one colour a model and one mark a cutoff, from the first cutoff on the rows count as held out", () => {
    const plot = backtestPlot(load, [...lines([30, 20]), ...lines([20, 30], "lstm")]);
    expect(plot.title).toBe("Backtest of load: naive and lstm");
    const [panel] = plot.panels;
    expect(panel?.legend.map(({ label, color }) => [label, color])).toEqual([
      ["history", "#6b7684"],
      ["actual", "#16191d"],
      ["naive", "#0072b2"],
      ["lstm", "#d55e00"],
    ]);
    expect(panel?.cutoffs).toEqual([20, 30].map((t) => (start + t * hour) / 1000));
    expect(panel?.data[1]?.findLastIndex((value) => value !== null)).toBe(20);
    expect(panel?.data[2]?.findIndex((value) => value !== null)).toBe(20);
  });

  it("shows the bands of one model, and has those of several ready in the legend", () => {
    expect(shown(["a"])).toEqual([true]);
    expect(shown(["a", "b"])).toEqual([false, false]);
  });

  it("names itself in its errors", () => {
    expect(() => backtestPlot(load, [])).toThrow(OptionError);
    expect(() => backtestPlot(load, [])).toThrow(/^backtestPlot: expected at least one forecast/);
    expect(backtestPlot([load, hourly("b", [1])], lines([3])).title).toBe("Backtest of 2 series: naive");
  });
});
