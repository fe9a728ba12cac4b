import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { trainingPlot } from "../../src/plots/index.ts";
import { curves } from "./examples.ts";

describe("trainingPlot", () => {
  it("is plain data: both losses by epoch, the best epoch marked", () => {
    const { title, panels } = trainingPlot(curves, { width: 800 });
    expect(JSON.parse(JSON.stringify(panels))).toEqual(panels);
    expect({ title, panels }).toMatchSnapshot();
  });

  it("leaves validation out where no rows were held back, and has a mark at the only epoch", () => {
    const { panels } = trainingPlot({ epochs: [{ epoch: 1, trainingLoss: 0.5 }], bestEpoch: 1 });
    expect(panels[0]!.legend.map(({ label }) => label)).toEqual(["training loss"]);
    expect([panels[0]!.cutoffs, panels[0]!.mark]).toEqual([[1], "best: epoch 1"]);
  });

  it("shows a loss that is not finite as missing", () => {
    const { panels } = trainingPlot({ epochs: [{ epoch: 1, trainingLoss: NaN }], bestEpoch: 1 });
    expect(panels[0]!.data[1]).toEqual([null]);
  });

  it("refuses a history without epochs, and options that are wrong", () => {
    expect(() => trainingPlot({ epochs: [], bestEpoch: 0 })).toThrow(DataError);
    expect(() => trainingPlot(curves, { width: 3 })).toThrow(
      "trainingPlot width: expected a whole number, 200 or more",
    );
    expect(() => trainingPlot(curves, { heights: 3 } as object)).toThrow(OptionError);
  });
});
