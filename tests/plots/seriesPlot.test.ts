import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { seriesPlot } from "../../src/plots/index.ts";
import { hourly, load } from "./examples.ts";

const panelsOf = (plot: ReturnType<typeof seriesPlot>): string[] => plot.panels.map(({ options }) => options.title);

describe("seriesPlot", () => {
  it("shows history, seasons, autocorrelation and the strongest waves", () => {
    const plot = seriesPlot(load, { unit: "MW" });
    expect(panelsOf(plot)).toEqual([
      "History",
      "By time of day",
      "By weekday",
      "Autocorrelation",
      "Strongest waves of the periodogram",
    ]);
    expect(plot.panels[3]!.data[0]!.at(-1)).toBe(168);
    const shares = plot.panels[4]!.data[1]!;
    expect(plot.panels[4]!.ticks![shares.indexOf(Math.max(...shares.map((share) => share!)))]).toBe("1 day");
    expect(JSON.parse(JSON.stringify(plot.panels))).toEqual(plot.panels);
  });

  it("marks gaps, each half a row beyond what is missing", () => {
    const values = Array.from(load.target.values, (value, t) => (t === 9 || t === 20 || t === 21 ? NaN : value));
    const [history] = seriesPlot(hourly("load", values)).panels;
    const gap = history!.legend.find(({ kind }) => kind === "gap")!;
    const rows = gap.spans!.map((span) => span.map((time) => (time - load.timestamps[0]! / 1000) / 3600));
    expect(rows).toEqual([
      [8.5, 9.5],
      [19.5, 21.5],
    ]);
  });

  it("leaves out what a series is too short for", () => {
    expect(panelsOf(seriesPlot(hourly("short", [1, 2, 4])))).toEqual(["History", "Autocorrelation"]);
    expect(panelsOf(seriesPlot(hourly("one", [1])))).toEqual(["History"]);
    expect(panelsOf(seriesPlot(hourly("flat", [3, 3, 3, 3])))).toEqual(["History", "Autocorrelation"]);
  });

  it("refuses a series without values, and what is no option", () => {
    expect(() => seriesPlot(hourly("none", [NaN]))).toThrow(DataError);
    expect(() => seriesPlot(load, { lag: 3 } as object)).toThrow(OptionError);
  });
});
