import { describe, expect, it } from "vitest";
import { OptionError } from "../../../src/errors.ts";
import { lstm, seasonalNaive } from "../../../src/models/index.ts";
import { forecastReport } from "../../../src/plots/index.ts";
import { factsOf, plotsOf, rowsOf, textOf, wave } from "./examples.ts";

const series = wave("demand", 200);
const fitted = await seasonalNaive({ horizon: 24, seasonLength: 24 }).fit([series]);
const report = forecastReport([series], fitted.predict([series]), { unit: "MW", models: [fitted], files: ["d.csv"] });

/** As a long file names it: the series by its id, the numbers by nothing. */
function named(id: string) {
  const { target, ...rest } = wave(id, 100);
  return { ...rest, target: { ...target, names: ["value"] } };
}

describe("forecastReport", () => {
  it("says in one sentence what is to be expected", () => {
    expect(report.title).toBe("Forecast of demand");
    expect(report.verdict.sentence).toMatch(
      /^seasonal-naive expects demand to be [\d.]+ MW on average over the day after 9 Jan 2024 07:00, [\d.]+ % (less|more) than over the day before; the lowest, [\d.]+ MW, on \d+ Jan 2024 \d\d:00, and the highest, [\d.]+ MW, on \d+ Jan 2024 \d\d:00\.$/,
    );
    expect(report.figures).toContainEqual({ name: "ahead", value: "1 day" });
  });

  it("holds question, forecast, data and what made it", () => {
    expect(report.sections.map(({ title }) => title)).toEqual(["Question", "Forecast", "Data", "How it was made"]);
    expect(textOf(report, "Question")).toContain(
      "What will demand be, 24 steps (1 day) beyond the end of the data, 9 Jan 2024 07:00?",
    );
    expect(plotsOf(report, "Forecast")).toEqual(["History and forecast"]);
    expect(factsOf(report, "Data")["files"]).toBe("d.csv");
    expect(rowsOf(report, "How it was made")).toEqual([
      ["horizon", "24"],
      ["seasonLength", "24"],
    ]);
  });

  it("shows how the training of a network went, and its seed", async () => {
    const network = await lstm({
      horizon: 6,
      contextLength: 24,
      epochs: 2,
      stepsPerEpoch: 2,
      hiddenSize: 8,
      seed: 7,
    }).fit([series]);
    const trained = forecastReport([series], network.predict([series]), { models: [network] });
    expect(plotsOf(trained, "Training of lstm")).toEqual(["Loss by pass"]);
    expect(textOf(trained, "Training of lstm")).toContain("lstm learned in 2 passes over its windows");
    expect(factsOf(trained, "How it was made")["seeds"]).toBe("lstm 7");
  });

  it("holds several series, and says how many are not drawn", async () => {
    const many = Array.from({ length: 15 }, (_, i) => wave(`shop ${i + 1}`, 100));
    const model = await seasonalNaive({ horizon: 24, seasonLength: 24 }).fit(many);
    const several = forecastReport(many, model.predict(many));
    expect(several.verdict.sentence).toMatch(
      /^seasonal-naive forecasts demand of 15 series for the day after 5 Jan 2024 03:00: \d+ of 15 are expected to be higher than over the day before\.$/,
    );
    expect(several.figures).toContainEqual({ name: "series", value: "15" });
    expect(textOf(several, "Forecast")).toBe("… and 3 more series.");
    expect(rowsOf(several, "Data")).toHaveLength(15);
  });

  it("tells of each of several series what is expected, with the unit in one place", async () => {
    const shops = [wave("north", 100), wave("south", 100)];
    const model = await seasonalNaive({ horizon: 24, seasonLength: 24 }).fit(shops);
    const { sections } = forecastReport(shops, model.predict(shops, { levels: [80] }), { unit: "MW" });
    const [table] = sections[1]!.blocks;
    if (table?.kind !== "table") throw new TypeError("no table");
    expect(table.columns).toEqual([
      "series",
      "mean [MW]",
      "lowest",
      "highest",
      "80 % interval",
      "beside the day before",
    ]);
    expect(table.rows.map(([name]) => name)).toEqual(["north", "south"]);
    expect(table.rows[0]!.slice(4)).toEqual([
      expect.stringMatching(/^± [\d.]+$/),
      expect.stringMatching(/^[\d.]+ % (less|more)$/),
    ]);
  });

  it("does not repeat a name that says nothing", async () => {
    const long = [named("north"), named("south")];
    const model = await seasonalNaive({ horizon: 24, seasonLength: 24 }).fit(long);
    expect(forecastReport(long, model.predict(long)).title).toBe("Forecast of 2 series");
    expect(forecastReport(long.slice(1), model.predict(long.slice(1))).title).toBe("Forecast of south");
  });

  it("refuses no forecast, no series and an unknown option", () => {
    expect(() => forecastReport([series], [])).toThrow("at least one forecast");
    expect(() => forecastReport([], fitted.predict([series]))).toThrow("at least one series");
    expect(() => forecastReport([series], fitted.predict([series]), { folds: 3 } as object)).toThrow(OptionError);
  });
});
