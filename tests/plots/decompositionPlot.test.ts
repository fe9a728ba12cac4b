import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { decompositionPlot } from "../../src/plots/index.ts";
import { hourly, load } from "./examples.ts";

describe("decompositionPlot", () => {
  it("shows observed values, trend, the seasons that were found, and the remainder, on one time axis", () => {
    const { title, panels } = decompositionPlot(load, { unit: "MW" });
    expect(title).toBe("Parts of load");
    expect(panels.map(({ options }) => options.title)).toEqual(["Observed", "Trend", "Season of 1 day", "Remainder"]);
    expect(panels.map(({ legend }) => legend[0]!.label)).toEqual(["demand", "trend", "season of 24 rows", "remainder"]);
    for (const panel of panels) {
      expect(panel.data[0]).toEqual(panels[0]!.data[0]);
      expect(panel.options.axes[1]!.label).toBe("demand [MW]");
    }
    expect(JSON.parse(JSON.stringify(panels))).toEqual(panels);
  });

  it("draws parts that add up to what was observed", () => {
    const [observed, ...parts] = decompositionPlot(load, { seasonLengths: [24] }).panels.map(({ data }) => data[1]!);
    observed!.forEach((value, t) => expect(parts.reduce((sum, part) => sum + part[t]!, 0)).toBeCloseTo(value!, 9));
  });

  it("marks what is missing in the observed panel alone", () => {
    const values = load.target.values.map((value, t) => (t > 50 && t < 54 ? NaN : value));
    const { panels } = decompositionPlot({ ...load, target: { ...load.target, values } }, { seasonLengths: [24] });
    expect(panels.map(({ legend }) => legend.filter(({ kind }) => kind === "gap").length)).toEqual([1, 0, 0, 0]);
    expect(panels[0]!.legend[1]!.label).toBe("missing (3 rows)");
    const [from, to] = panels[0]!.legend[1]!.spans![0]!;
    expect([(from - load.timestamps[0]! / 1000) / 3600, (to - load.timestamps[0]! / 1000) / 3600]).toEqual([
      50.5, 53.5,
    ]);
  });

  it("refuses a series without a season, without values, and an unknown channel", () => {
    const line = hourly(
      "line",
      Array.from({ length: 200 }, (_, t) => ((t * 7919) % 101) + ((t * t) % 13)),
    );
    expect(() => decompositionPlot(line)).toThrow(OptionError);
    expect(() => decompositionPlot(hourly("none", [NaN, NaN]))).toThrow(DataError);
    expect(() => decompositionPlot(load, { channel: "x" })).toThrow('one of the channels "demand", found "x"');
  });
});
