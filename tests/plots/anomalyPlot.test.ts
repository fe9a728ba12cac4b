import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { anomalies, type AnomalyResult } from "../../src/evaluation/index.ts";
import { mean } from "../../src/models/index.ts";
import { anomalyPlot } from "../../src/plots/index.ts";
import type { TimeSeries } from "../../src/series/index.ts";
import { hourly } from "./examples.ts";

const load = hourly(
  "load",
  Array.from({ length: 60 }, (_, t) => (t === 50 ? 40 : 10 + (t % 3))),
);
const judge = (series: readonly TimeSeries[]): Promise<AnomalyResult> =>
  anomalies(series, mean({ horizon: 1 }), { trainShare: 0.5, level: 90 });

describe("anomalyPlot", () => {
  it("draws the expected values, their interval, and a mark on each anomaly", async () => {
    const result = await judge([load]);
    const { title, panels } = anomalyPlot(load, result);
    const [panel] = panels;
    expect(title).toBe("Anomalies of load by mean");
    expect(panel!.legend.map(({ label, kind }) => `${kind} ${label}`)).toEqual([
      "history history",
      "actual actual",
      "forecast mean",
      "band 90 %",
      "point anomaly",
    ]);
    const columnOf = (label: string): (number | null)[] =>
      panel!.data[panel!.options.series.findIndex((one) => one.label === label)]!;
    const marks = result.rows.map(({ value, anomalous }) => (anomalous ? value : null));
    expect(columnOf("anomaly").slice(30)).toEqual(marks);
    expect(columnOf("anomaly")[50]).toBe(40);
    expect(columnOf("mean").slice(30)).toEqual(result.rows.map(({ expected }) => expected));
    expect(columnOf("mean 90 % lo").slice(30)).toEqual(result.rows.map(({ lower }) => lower));
    expect(columnOf("mean 90 % hi").slice(30)).toEqual(result.rows.map(({ upper }) => upper));
    expect(panel!.options.series.at(-1)).toMatchObject({ label: "anomaly", width: 0 });
    expect(panel!.legend.at(-1)!.columns).toEqual([panel!.data.length - 1]);
  });

  it("gives each series a panel, and leaves out those that are not given", async () => {
    const other = { ...load, id: "other" };
    const result = await judge([load, other]);
    expect(anomalyPlot([load, other], result).title).toBe("Anomalies of 2 series by mean");
    expect(anomalyPlot([load, other], result).panels).toHaveLength(2);
    expect(anomalyPlot(other, result).panels.map(({ options }) => options.title)).toEqual(["other"]);
  });

  it("shows the channel that is asked for, with its own marks", async () => {
    const reversed = load.target.values.toReversed();
    const values = Float64Array.from({ length: 120 }, (_, i) => (i % 2 === 0 ? reversed : load.target.values)[i >> 1]!);
    const pair = { ...load, target: { names: ["wind", "demand"], values } };
    const result = await judge([pair]);
    const marksOf = (channel?: string): (number | null)[] =>
      anomalyPlot(pair, result, { channel })
        .panels[0]!.data.at(-1)!
        .filter((value) => value !== null);
    expect(marksOf("demand")).toContain(40);
    expect(marksOf()).toEqual(marksOf("wind"));
    expect(marksOf("wind")).not.toContain(40);
  });

  it("refuses a series without any verdict, and an unknown channel", async () => {
    const result = await judge([load]);
    expect(() => anomalyPlot({ ...load, id: "other" }, result)).toThrow(OptionError);
    expect(() => anomalyPlot(load, result, { channel: "wind" })).toThrow(
      'anomalyPlot channel: expected one of "demand"',
    );
  });
});
