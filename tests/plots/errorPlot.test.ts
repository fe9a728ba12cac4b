import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { errorPlot } from "../../src/plots/index.ts";
import { backtested } from "./report/examples.ts";

const result = await backtested();

describe("errorPlot", () => {
  it("shows the mean score of each model at each cutoff, and its error at each step", () => {
    const { title, panels } = errorPlot(result);
    expect(title).toBe("Errors of 2 models");
    expect(panels.map(({ options }) => options.title)).toEqual(["By cutoff", "By step"]);
    const [byCutoff, byStep] = panels;
    expect(byCutoff!.options.scales.x.time).toBe(true);
    expect(byCutoff!.data[0]).toHaveLength(10);
    const own = result.scores.filter(({ model, metric }) => model === "naive" && metric === "mae");
    expect(byCutoff!.data[1]).toEqual(own.map(({ value }) => value));
    expect(byStep!.data[0]).toEqual(Array.from({ length: 12 }, (_, h) => h + 1));
    expect(byStep!.legend.map(({ label }) => label)).toEqual(["naive", "seasonal-naive"]);
    expect(JSON.parse(JSON.stringify(panels))).toEqual(panels);
  });

  it("leaves out the steps where no forecast is at hand, and the cutoffs where there is one", async () => {
    expect(errorPlot({ ...result, forecasts: [] }).panels).toHaveLength(1);
    const single = await backtested({ folds: 1 });
    expect(errorPlot(single).panels.map(({ options }) => options.title)).toEqual(["By step"]);
  });

  it("refuses a metric that was not scored, and what is no option", () => {
    expect(() => errorPlot(result, { metric: "crps" })).toThrow(DataError);
    expect(() => errorPlot(result, { metrics: "mae" } as object)).toThrow(OptionError);
  });
});
