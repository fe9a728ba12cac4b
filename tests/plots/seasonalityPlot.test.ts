import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { seasonalityPlot } from "../../src/plots/index.ts";
import { createSeries } from "../../src/series/index.ts";
import { hourly, load } from "./examples.ts";

const titles = (plot: ReturnType<typeof seasonalityPlot>): string[] => plot.panels.map(({ options }) => options.title);

describe("seasonalityPlot", () => {
  it("shows the time of day and the weekday of hourly rows, and the place in a season that is given", () => {
    const plot = seasonalityPlot(load, { seasonLength: 24, unit: "MW" });
    expect(titles(plot)).toEqual(["By time of day", "By weekday", "By place in a season of 1 day"]);
    expect(JSON.parse(JSON.stringify(plot.panels))).toEqual(plot.panels);
  });

  it("holds median and quartiles of each place, missing values left out", () => {
    const values = Array.from({ length: 24 * 5 }, (_, t) => (t === 3 ? NaN : (t % 24) + 100 * Math.floor(t / 24)));
    const [panel] = seasonalityPlot(hourly("load", values)).panels;
    const [x, , , low, high, median] = panel!.data;
    expect(x).toEqual(Array.from({ length: 24 }, (_, h) => h));
    expect([low![5], median![5], high![5]]).toEqual([105, 205, 305]);
    expect([low![3], median![3], high![3]]).toEqual([178, 253, 328]);
    expect(panel!.options.bands).toEqual([
      { series: [2, 1], fill: expect.stringMatching(/^#0072b2/) as string },
      { series: [4, 3], fill: expect.stringMatching(/^#0072b2/) as string },
    ]);
  });

  it("counts places by the series' own clock", () => {
    const target = Array.from({ length: 24 * 4 }, (_, t) => t % 24);
    const berlin = createSeries({ start: "2024-01-01T00:00", frequency: "1h", timezone: "Europe/Berlin", target });
    expect(seasonalityPlot(berlin).panels[0]!.data[5]!.slice(0, 3)).toEqual([0, 1, 2]);
  });

  it("names weekdays and months of daily rows of two years", () => {
    const target = Array.from({ length: 800 }, (_, t) => t % 7);
    const daily = createSeries({ start: "2024-01-01", frequency: "1d", target });
    const plot = seasonalityPlot(daily);
    expect(titles(plot)).toEqual(["By weekday", "By month"]);
    expect(plot.panels[0]!.data[1]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(plot.panels[1]!.ticks).toHaveLength(12);
  });

  it("refuses a series too short for any, and what is no option", () => {
    expect(() => seasonalityPlot(hourly("short", [1, 2, 3]))).toThrow(DataError);
    expect(() => seasonalityPlot(load, { season: 24 } as object)).toThrow(OptionError);
  });
});
