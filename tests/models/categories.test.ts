import { describe, expect, it } from "vitest";
import { fineTune, loadForecaster, registry } from "../../src/models/index.ts";
import { categoriesOf, categoryTasks, staticSize, withClasses } from "../../src/models/categories.ts";
import { decodeModel } from "../../src/models/modelFile.ts";
import { createRandom } from "../../src/random.ts";
import type { StaticCovariates, TimeSeries } from "../../src/series/index.ts";
import { bytesOf, isNetwork, medians, sine, tiny } from "../contract/examples.ts";

const networks = registry.filter(isNetwork).map((definition) => ({ name: definition.name, definition }));
const of = (staticCovariates: StaticCovariates, id = "s"): TimeSeries => sine(90, { id, staticCovariates });

describe("categoriesOf", () => {
  it("finds covariates that are words anywhere, with all their values sorted", () => {
    const series = [
      of({ size: 1, region: "south" }, "a"),
      of({ size: 2, region: 7 }, "b"),
      of({ size: 3, region: "north" }, "c"),
    ];
    const categories = categoriesOf(series);
    expect(categories).toEqual({ region: ["7", "north", "south"] });
    expect(withClasses(series[0]!, categories).staticCovariates).toEqual({ size: 1, region: 3 });
    expect(withClasses(of({ size: 1, region: "west" }), categories).staticCovariates).toEqual({ size: 1, region: 0 });
    expect(categoryTasks(["region", "size"], categories)).toEqual([{ column: 0, classes: 4, size: 2 }]);
    expect(staticSize(["region", "size"], categories)).toBe(3);
  });

  it("is empty of numbers, of words named like members of objects it is not", () => {
    expect(categoriesOf([of({ size: 1 }), sine(9)])).toEqual({});
    expect(categoriesOf([of({ toString: "x" })])).toEqual({ toString: ["x"] });
    expect(withClasses(of({ constructor: 5 }), { other: ["x"] }).staticCovariates).toEqual({ constructor: 5 });
  });
});

/** Series that rise or fall at random times: which, only their word tells. */
function trends(word: string, slope: number, id: string, seed: number): TimeSeries {
  const random = createRandom(seed);
  let level = 0;
  const target = Array.from({ length: 120 }, () => (level += slope + 0.02 * random.normal()));
  return sine(120, { id, target, staticCovariates: { weight: 1, direction: word } });
}

describe.each(networks)("$name", ({ definition }) => {
  const regions = [of({ region: "north", size: 1 }, "a"), of({ region: "south", size: 2 }, "b")];

  it("learns a vector of each word, beside numbers", async () => {
    const fitted = await tiny(definition).fit(regions);
    const { tensors, config } = decodeModel(fitted.save());
    expect(tensors["categories.0.weight"]!.shape).toEqual([3, 2]);
    expect(Array.from(tensors["categories.0.weight"]!.data.subarray(0, 2))).toEqual([0, 0]);
    expect(config["categories"]).toEqual({ region: ["north", "south"] });
    const loaded = await loadForecaster(fitted.save());
    expect(loaded.save()).toEqual(fitted.save());
    expect(bytesOf(loaded.predict(regions))).toEqual(bytesOf(fitted.predict(regions)));
  });

  it("forecasts by the word, and what it never saw as nothing known", async () => {
    const fitted = await tiny(definition, { epochs: 6, stepsPerEpoch: 10 }).fit(regions);
    const [north, south, west, east] = ["north", "south", "west", "east"].map((region) =>
      bytesOf(fitted.predict([of({ region, size: 1 }, "a")])).join(),
    );
    expect(new Set([north, south, west]).size).toBe(3);
    expect(east).toBe(west);
  });

  it("goes on training with words that it did not know", async () => {
    const fitted = await tiny(definition).fit(regions);
    const tuned = await fineTune(fitted, [of({ region: "west", size: 3 }, "c")]);
    expect(tuned.predict([of({ region: "west", size: 3 }, "c")])[0]!.values.every(Number.isFinite)).toBe(true);
  });

  it("tells series apart by nothing but their word", async () => {
    const train = [0, 1, 2].flatMap((i) => [
      trends("up", 0.5, `up ${i}`, i),
      trends("down", -0.5, `down ${i}`, i + 10),
    ]);
    const options = {
      seasonLength: 0,
      normalization: "last",
      contextLength: 1,
      hiddenSize: 4,
      epochs: 15,
      stepsPerEpoch: 10,
    };
    const fitted = await tiny(definition, { ...options, learningRate: 0.02 }).fit(train);
    const [up, down] = ["up", "down"].map((direction) => {
      const history = sine(2, { id: "new", target: [1, 2], staticCovariates: { weight: 1, direction } });
      return medians(fitted.predict([history])[0]!).at(-1)!;
    });
    expect(up!).toBeGreaterThan(down! + 0.05);
  });
});
