import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { historyPlot } from "../../src/plots/index.ts";
import { createSeries } from "../../src/series/index.ts";

const daily = (id: string) =>
  createSeries({ id, start: "2024-01-01", frequency: "1d", target: { y: [1, NaN, 3], z: [4, 5, 6] } });

describe("historyPlot", () => {
  it("shows all observed rows of each series, those missing marked, and nothing else", () => {
    const plot = historyPlot([daily("a"), daily("b")], { unit: "MW" });
    expect(plot.title).toBe("a and b");
    expect(plot.panels.map(({ data }) => data)).toEqual(
      Array.from({ length: 2 }, () => [
        [1704067200, 1704153600, 1704240000],
        [1, null, 3],
      ]),
    );
    const [panel] = plot.panels;
    expect(panel!.legend.map(({ label }) => label)).toEqual(["history", "missing (1 row)"]);
    expect(panel!.cutoffs).toEqual([]);
    expect(panel!.options.scales.x).toEqual({ time: true, min: 1704067200, max: 1704240000 });
    expect(plot.html()).toContain("y [MW]");
  });

  it("shows another channel, and fewer rows at first", () => {
    const [panel] = historyPlot(daily("a"), { channel: "z", history: 2 }).panels;
    expect(panel!.data[1]).toEqual([4, 5, 6]);
    expect(panel!.options.scales.x.min).toBe(1704153600);
  });

  it("counts many series in its title", () => {
    expect(historyPlot(["a", "b", "c", "d"].map(daily)).title).toBe("4 series");
  });

  it("refuses no series, two of one id and an unknown channel", () => {
    expect(() => historyPlot([])).toThrow(OptionError);
    expect(() => historyPlot([daily("a"), daily("a")])).toThrow(DataError);
    expect(() => historyPlot(daily("a"), { channel: "x" })).toThrow('historyPlot channel: expected one of "y", "z"');
  });
});
