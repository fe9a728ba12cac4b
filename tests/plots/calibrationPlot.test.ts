import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { calibration } from "../../src/evaluation/index.ts";
import { calibrationPlot } from "../../src/plots/index.ts";
import { backtested, load } from "./examples.ts";

const calibrations = calibration({ forecasts: backtested, series: [load] });

describe("calibrationPlot", () => {
  it("is plain data: coverage of each level by step, and the PIT histogram of each model as a density", () => {
    const { title, panels } = calibrationPlot(calibrations, { width: 800 });
    expect(JSON.parse(JSON.stringify(panels))).toEqual(panels);
    expect({ title, panels }).toMatchSnapshot();
  });

  it("takes one model alone", () => {
    expect(calibrationPlot(calibrations[0]!).panels).toEqual(calibrationPlot(calibrations.slice(0, 1)).panels);
  });

  it("shows the histogram at 1 where what happened falls as often as it should", () => {
    const pit = [
      { from: 0, to: 0.1, share: 0.1 },
      { from: 0.1, to: 1, share: 0.9 },
    ];
    const { panels } = calibrationPlot({ model: "m", levels: [], pit });
    expect(panels[0]!.data[1]).toEqual([1, 1]);
    expect(panels[0]!.ticks).toEqual(["0–0.1", "0.1–1"]);
  });

  it("refuses no model, and options that are wrong", () => {
    expect(() => calibrationPlot([])).toThrow(DataError);
    expect(() => calibrationPlot(calibrations, { widths: 3 } as object)).toThrow(OptionError);
  });
});
