import { array, assert, double, integer, option, pre, property, record } from "fast-check";
import type uPlot from "uplot";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { forecastPlot, type PlotPanel } from "../../src/plots/index.ts";
import { hour, hourly, hourlyForecast, start } from "./examples.ts";

const load = hourly("load", [1, 2, NaN, 4, 5, 6, 7]);

function panelOf(...call: Parameters<typeof forecastPlot>): PlotPanel {
  const [panel] = forecastPlot(...call).panels;
  if (!panel) throw new Error("no panel");
  return panel;
}
const labels = ({ options }: PlotPanel): string[] => options.series.map(({ label }) => label);

describe("forecastPlot", () => {
  it("lays out history, held-out truth, forecast and band on one time axis", () => {
    const { data, options, legend, ...rest } = panelOf(load, hourlyForecast("load", 4), { unit: "MW", history: 3 });
    expect(data).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7].map((t) => (start + t * hour) / 1000),
      [null, null, null, null, null, 7, 8, 9],
      [null, null, null, null, null, 15, 16, 17],
      [1, 2, null, 4, 5, null, null, null],
      [null, null, null, null, 5, 6, 7, null],
      [null, null, null, null, null, 11, 12, 13],
    ]);
    expect(options).toMatchSnapshot();
    expect(legend).toMatchSnapshot();
    expect(rest).toEqual({ cutoffs: [(start + 4 * hour) / 1000], timezone: "UTC", precision: "minute", history: 3 });
  });

  it("opens on the last rows of history and ends with the forecast", () => {
    const { x } = panelOf(load, hourlyForecast("load", 3), { history: 2 }).options.scales;
    expect(x).toEqual({ time: true, min: (start + 2 * hour) / 1000, max: (start + 6 * hour) / 1000 });
    expect(panelOf(load, hourlyForecast("load", 6)).options.scales.x.min).toBe(start / 1000);
  });

  it("draws no truth where the series ends at the cutoff", () => {
    expect(labels(panelOf(load, hourlyForecast("load", 6)))).toEqual([
      "time (UTC)",
      "naive 80 % lo",
      "naive 80 % hi",
      "history",
      "naive",
    ]);
  });

  it("makes missing values null and leaves no NaN or infinity", () => {
    const forecast = hourlyForecast("load", 6);
    forecast.values[1] = NaN;
    forecast.values[5] = Infinity;
    const panel = panelOf(load, forecast);
    expect(panel.data.flat().every((value) => value === null || Number.isFinite(value))).toBe(true);
    expect(panel.data[4]?.slice(-3)).toEqual([null, 12, 13]);
    expect(panel.data[2]?.slice(-3)).toEqual([15, null, 17]);
  });

  it("paints wide bands first and strongest within, whatever the order of the levels", () => {
    const panel = panelOf(load, hourlyForecast("load", 6, { levels: [50, 95, 80] }));
    expect(panel.legend.filter(({ kind }) => kind === "band").map(({ label }) => label)).toEqual([
      "95 %",
      "80 %",
      "50 %",
    ]);
    expect(panel.options.bands.map(({ series }) => series)).toEqual([
      [2, 1],
      [4, 3],
      [6, 5],
    ]);
    expect(panel.options.bands.map(({ fill }) => fill)).toEqual(["#0072b229", "#0072b23b", "#0072b24d"]);
  });

  it("keeps every value: each column holds the series or a quantile of the forecast, at its time", () => {
    const inputs = {
      values: array(option(double({ noNaN: true, noDefaultInfinity: true }), { nil: NaN }), {
        minLength: 1,
        maxLength: 40,
      }),
      horizon: integer({ min: 1, max: 9 }),
      at: double({ min: 0, max: 0.999, noNaN: true }),
    };
    assert(
      property(record(inputs), ({ values, horizon, at }) => {
        pre(values.some((value) => !Number.isNaN(value)));
        const cutoff = Math.floor(at * values.length);
        const panel = panelOf(hourly("s", values), hourlyForecast("s", cutoff, { horizon }));
        const [times = [], ...columns] = panel.data;
        expect(columns.every((column) => column.length === times.length)).toBe(true);
        expect(times).toEqual(times.map((_, i) => (start + i * hour) / 1000));
        const observed = columns.filter((_, i) => ["history", "actual"].includes(labels(panel)[i + 1] ?? ""));
        const merged = values.map(
          (_, t) => observed.map((column) => column[t] ?? null).find((value) => value !== null) ?? NaN,
        );
        expect(merged.map((value) => value + 0)).toEqual(values.map((value) => value + 0));
        expect(columns.at(-1)?.slice(cutoff + 1, cutoff + 1 + horizon)).toEqual(
          Array.from({ length: horizon }, (_, h) => 11 + h),
        );
      }),
    );
  });

  it("shows the forecast alone where no value was observed", () => {
    const { data, legend, cutoffs } = panelOf(hourly("s", [NaN, NaN]), hourlyForecast("s", 1, { horizon: 3 }));
    expect([data[0]!.length, cutoffs]).toEqual([3, []]);
    expect(legend.map(({ kind }) => kind)).toEqual(["forecast", "band"]);
  });

  it("gives uPlot options that are JSON, of uPlot's own type, and one series a column", () => {
    const { options, data } = panelOf(load, hourlyForecast("load", 4));
    const forUplot: uPlot.Options = options;
    expect(forUplot.series).toHaveLength(data.length);
    expect(JSON.parse(JSON.stringify(options))).toEqual(options);
  });

  it("draws several models together, one colour and dash each, with their names", () => {
    const panel = panelOf(load, [hourlyForecast("load", 4), hourlyForecast("load", 4, { model: "lstm" })]);
    const lines = panel.legend.filter(({ kind }) => kind === "forecast");
    expect(lines.map(({ label, color, dash }) => [label, color, dash])).toEqual([
      ["naive", "#0072b2", []],
      ["lstm", "#d55e00", [8, 4]],
    ]);
    expect(panel.legend.map(({ label }) => label)).toEqual([
      "history",
      "actual",
      "naive",
      "80 %",
      "lstm",
      "80 %",
      "missing (1 row)",
    ]);
  });

  it("gives each series a panel, a model one colour in all of them, and a series without forecast its history", () => {
    const other = hourly("other", [3, 1]);
    const plot = forecastPlot(
      [load, other, hourly("bare", [1])],
      [hourlyForecast("load", 4), hourlyForecast("other", 1, { model: "lstm" })],
    );
    expect(plot.panels.map(({ options }) => [options.title, options.height])).toEqual([
      ["load", 280],
      ["other", 280],
      ["bare", 280],
    ]);
    expect(plot.panels[1]?.legend.find(({ kind }) => kind === "forecast")?.color).toBe("#d55e00");
    expect(plot.panels[2]?.legend.map(({ label }) => label)).toEqual(["history"]);
    expect(plot.panels[2]?.cutoffs).toEqual([]);
  });

  it("names series and models in its title unless it is given one", () => {
    const one = hourlyForecast("load", 4);
    const more = ["b", "c"].map((model) => hourlyForecast("load", 4, { model }));
    expect(forecastPlot(load, one).title).toBe("Forecast of load by naive");
    expect(forecastPlot(load, [one, ...more]).title).toBe("Forecast of load by naive, b and c");
    expect(forecastPlot([load, hourly("b", [1])], one).title).toBe("Forecasts by naive");
    expect(forecastPlot(load, { ...one, model: "" }).title).toBe("Forecast of load");
    expect(forecastPlot(load, one, { title: "Mine" }).title).toBe("Mine");
  });

  it.each([
    ["floating", "time"],
    ["UTC", "time (UTC)"],
    ["Europe/Berlin", "time (Europe/Berlin)"],
  ])("labels the time axis of zone %s as %s", (timezone, label) => {
    expect(panelOf({ ...load, timezone }, hourlyForecast("load", 4)).options.axes[0]?.label).toBe(label);
  });

  it("shows the chosen channel", () => {
    const target = { names: ["a", "b"], values: Float64Array.of(1, 10, 2, 20) };
    const series = { ...hourly("two", [0, 0]), target };
    const forecast = {
      ...hourlyForecast("two", 1, { levels: [], horizon: 1 }),
      channels: ["b", "a"],
      values: Float64Array.of(30, 3),
    };
    expect(panelOf(series, forecast, { channel: "b" }).data.slice(1)).toEqual([
      [10, 20, null],
      [null, null, 30],
    ]);
    expect(panelOf(series, forecast).data.slice(1)).toEqual([
      [1, 2, null],
      [null, null, 3],
    ]);
  });

  it("leaves its inputs as they were", () => {
    const series = hourly("load", [1, 2, 3]);
    const forecast = hourlyForecast("load", 2);
    const before = JSON.stringify([series, forecast]);
    forecastPlot(series, forecast).html();
    expect(JSON.stringify([series, forecast])).toBe(before);
  });
});

describe("forecastPlot refuses", () => {
  const forecast = hourlyForecast("load", 4);
  it.each([
    [
      "no series",
      () => forecastPlot([], forecast),
      OptionError,
      "forecastPlot: expected at least one series, found none; pass the series to show",
    ],
    [
      "no forecast",
      () => forecastPlot(load, []),
      OptionError,
      "forecastPlot: expected at least one forecast, found none; pass what predict returned",
    ],
    [
      "two series of one id",
      () => forecastPlot([load, load], forecast),
      DataError,
      'forecastPlot: expected series of different ids, found "load" twice; rename one',
    ],
    [
      "a stray forecast",
      () => forecastPlot(load, hourlyForecast("sales", 1)),
      DataError,
      'forecastPlot: expected forecasts of the given series "load", found a forecast of "sales" by naive; pass that series too, or leave the forecast out',
    ],
    [
      "an unknown channel",
      () => forecastPlot(load, forecast, { channel: "x" }),
      OptionError,
      'forecastPlot channel: expected one of "demand", which series "load" or its forecast holds, found "x"; pass channel: one of these',
    ],
    [
      "no history",
      () => forecastPlot(load, forecast, { history: 0 }),
      OptionError,
      "forecastPlot history: expected a whole number, 1 or more, found 0; leave history out for its default",
    ],
    [
      "a width of NaN",
      () => forecastPlot(load, forecast, { width: NaN }),
      OptionError,
      "forecastPlot width: expected a whole number, 200 or more, found NaN; leave width out for its default",
    ],
    [
      "a low height",
      () => forecastPlot(load, forecast, { height: 9 }),
      OptionError,
      "forecastPlot height: expected a whole number, 100 or more, found 9; leave height out for its default",
    ],
    [
      "missing quantiles",
      () => forecastPlot(load, { ...forecast, levels: [90] }),
      DataError,
      'forecast of "load" by naive: expected the quantile 0.05, which its levels [90] and median need, found quantiles [0.1, 0.5, 0.9]; let quantiles hold 0.5 and both ends of each level',
    ],
  ])("%s", (_, call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
