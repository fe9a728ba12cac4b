import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { leaderboardPlot } from "../../src/plots/index.ts";
import { comparison } from "./examples.ts";

describe("leaderboardPlot", () => {
  it("is plain data: mean scores best first, and differences from the baseline with their intervals", () => {
    const { title, panels } = leaderboardPlot(comparison, { width: 800 });
    expect(JSON.parse(JSON.stringify(panels))).toEqual(panels);
    expect({ title, panels }).toMatchSnapshot();
  });

  it("has no difference for the baseline, and no panel of them where there is none", () => {
    const [, differences] = leaderboardPlot(comparison).panels;
    const place = differences!.ticks!.indexOf("seasonal-naive");
    expect(differences!.data.slice(1).map((column) => column[place])).toEqual([null, null, null]);
    const alone = { ...comparison, rows: comparison.rows.filter(({ model }) => model === "seasonal-naive") };
    expect(leaderboardPlot(alone).panels).toHaveLength(1);
  });

  it("refuses a comparison without models, and options that are wrong", () => {
    expect(() => leaderboardPlot({ ...comparison, rows: [] })).toThrow(DataError);
    expect(() => leaderboardPlot(comparison, { widths: 3 } as object)).toThrow(OptionError);
  });
});
