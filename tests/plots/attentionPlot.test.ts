import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { attentionPlot, type AttentionPlotOptions, type PlotPanel } from "../../src/plots/index.ts";
import { attentiveForecast, hour, hourly, hourlyForecast, start } from "./examples.ts";

const load = hourly("load", [1, 2, NaN, 4, 5, 6, 7]);
const panelsOf = (...call: Parameters<typeof attentionPlot>): [PlotPanel, PlotPanel] => {
  const { panels } = attentionPlot(...call);
  if (!panels[0] || !panels[1] || panels.length > 2) throw new Error("no two panels");
  return [panels[0], panels[1]];
};

describe("attentionPlot", () => {
  it("shows the context as a line, and under it each step's weights on its rows", () => {
    const [context, map] = panelsOf(load, attentiveForecast("load", 4, 3, 4), { unit: "MW" });
    const times = [1, 2, 3, 4].map((t) => (start + t * hour) / 1000);
    expect(context.data).toEqual([times, [2, null, 4, 5]]);
    expect(context.options.axes[1]!.label).toBe("demand [MW]");
    const [near, far] = [0.3 / 4 + 0.7, 0.3 / 4];
    expect(map.data).toEqual([times, [near, far, far, far], [far, near, far, far], [far, far, near, far]]);
    expect(map.options.series.map(({ label }) => label)).toEqual(["time (UTC)", "step 1", "step 2", "step 3"]);
    expect(map.options.scales).toEqual({
      x: { time: true, min: times[0], max: times[3] },
      y: { auto: false, dir: -1, range: [0.5, 3.5] },
    });
    expect(map.legend).toMatchObject([{ kind: "map", columns: [1, 2, 3] }]);
    for (const { pad, history, cutoffs } of [context, map])
      expect({ pad, history, cutoffs }).toEqual({ pad: 1800, history: 4, cutoffs: [] });
  });

  it("is plain data", () => {
    const panels = panelsOf(load, attentiveForecast("load", 6, 2, 5));
    expect(JSON.parse(JSON.stringify(panels))).toEqual(panels);
    expect(attentionPlot(load, attentiveForecast("load", 6, 2, 5)).title).toBe("Attention of seq2seq to load");
  });

  it("leaves out rows before the series, which have no weight", () => {
    const [context, map] = panelsOf(load, attentiveForecast("load", 2, 2, 5));
    expect(context.data[1]).toEqual([1, 2, null]);
    expect(map.data[0]).toHaveLength(3);
    expect(map.data[1]).toEqual([0.06, 0.06, 0.06]);
  });

  it.each([
    [hourlyForecast("load", 4), 'found one of "load" by naive, which does not; forecast with seq2seq'],
    [
      attentiveForecast("other", 4, 3, 4),
      'expected a forecast of series "load", from one of its rows, found one of "other"',
    ],
    [attentiveForecast("load", 40, 3, 4), "found a cutoff that is none of them"],
  ])("refuses a forecast that does not fit", (forecast, message) => {
    expect(() => attentionPlot(load, forecast)).toThrow(DataError);
    expect(() => attentionPlot(load, forecast)).toThrow(message);
  });

  it.each([
    [{ channel: "gas" }, 'attentionPlot channel: expected one of "demand", which series "load" holds, found "gas"'],
    [{ width: 20 }, "attentionPlot width: expected a whole number, 200 or more, found 20"],
    [{ heights: 3 }, 'found "heights"'],
  ])("refuses %j", (wrong, message) => {
    const plot = (): unknown => attentionPlot(load, attentiveForecast("load", 4, 3, 4), wrong as AttentionPlotOptions);
    expect(plot).toThrow(OptionError);
    expect(plot).toThrow(message);
  });
});
