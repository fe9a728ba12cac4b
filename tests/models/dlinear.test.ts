import { describe, expect, it } from "vitest";
import { step, tensor } from "../../src/autograd/index.ts";
import { decompose } from "../../src/models/dlinear.ts";
import { dlinear, type DlinearOptions } from "../../src/models/index.ts";
import { createRandom } from "../../src/random.ts";
import { SEASON, sine } from "../contract/examples.ts";
import { expectRoundTrip, expectStartAtAnchor, shapesOf } from "./variants.ts";

const QUANTILES = 13;
const split = (x: number[], observed: number[], kernelSize: number): number[] =>
  step(() => Array.from(decompose(tensor(x, [1, x.length]), tensor(observed, [1, x.length]), kernelSize).data));

describe("dlinear", () => {
  it("splits a context into its moving average, with its ends repeated, and the rest", () => {
    expect(split([3, 6, 9, 0], [1, 1, 1, 1], 3)).toEqual([4, 6, 5, 3, -1, 0, 4, -3]);
    expect(split([1, 2], [1, 1], 1)).toEqual([1, 2, 0, 0]);
    expect(split([0, 2], [1, 1], 2)).toEqual([0, 1, 0, 1]);
  });

  it("leaves missing values out of the average, and nothing of them in the rest", () => {
    expect(split([3, 0, 9, 0], [1, 0, 1, 0], 3)).toEqual([3, 6, 9, 9, 0, 0, 0, 0]);
    expect(split([0, 0, 5], [0, 0, 1], 1)).toEqual([0, 0, 5, 0, 0, 0]);
  });

  const variants: Partial<DlinearOptions>[] = [
    { kernelSize: 3 },
    { kernelSize: 1000, seasonLength: SEASON },
    { weights: "individual" },
    { weights: "individual", output: "gaussian", seasonLength: SEASON },
  ];
  it.each(variants)("fits, saves and loads to the same bytes with %j", (options) =>
    expectRoundTrip("dlinear", options),
  );

  it("has one map for all channels, or one for each", async () => {
    expect(await shapesOf("dlinear", {})).toEqual({
      "map.weight": [4 * QUANTILES, 2 * 12], // average and rest
      "map.bias": [4 * QUANTILES],
    });
    expect(await shapesOf("dlinear", { weights: "individual", seasonLength: SEASON })).toEqual({
      "maps.weight": [2, 2 * 2 * 12, 4 * QUANTILES],
      "maps.bias": [2, 1, 4 * QUANTILES],
    });
  });

  it("starts as good as its anchor", () => expectStartAtAnchor("dlinear"));

  it("tells channels apart with weights of their own", async () => {
    const random = createRandom(4);
    const wave = (factor: number): number[] => {
      let value = 0;
      return Array.from({ length: 200 }, () => (value = factor * value + random.normal()));
    };
    const series = sine(200, { target: { x: wave(0.9), y: wave(-0.9) } }); // one map cannot do both
    const own = {
      horizon: 1,
      contextLength: 1,
      kernelSize: 1,
      seasonLength: 0,
      normalization: "none",
      seed: 3,
    } as const;
    const loss = async (weights: "shared" | "individual"): Promise<number> => {
      const { history } = await dlinear({ ...own, weights, learningRate: 0.02 }).fit([series]);
      return history!.epochs[history!.bestEpoch - 1]!.validationLoss!;
    };
    expect(await loss("individual")).toBeLessThan(0.8 * (await loss("shared")));
  });
});
