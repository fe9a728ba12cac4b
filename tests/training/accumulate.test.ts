import { describe, expect, it } from "vitest";
import { mseLoss, tensor, type Tensor } from "../../src/autograd/index.ts";
import { defaultBackend } from "../../src/kernels/index.ts";
import { lstm } from "../../src/models/index.ts";
import { decodeModel } from "../../src/models/modelFile.ts";
import { Linear } from "../../src/nn/index.ts";
import { resolveOptions } from "../../src/options.ts";
import { createRandom } from "../../src/random.ts";
import { train, trainingOptions, type TrainingOptions } from "../../src/training/index.ts";
import { noisySine, sine } from "../contract/examples.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const points = Array.from({ length: 44 }, (_, i) => ({ x: ((i * 37) % 44) / 22 - 1, y: ((i * 11) % 44) / 22 }));
const column = (values: number[]): Tensor => tensor(values, [values.length, 1]);

/** Final weights and losses, and the sizes of the batches. */
async function run(
  options: Partial<TrainingOptions>,
): Promise<{ weights: number[]; losses: number[]; sizes: number[] }> {
  const module = new Linear({ inFeatures: 1, outFeatures: 1 }, { random: createRandom(3) });
  const sizes: number[] = [];
  const { epochs } = await train({
    model: "line",
    module,
    training: points,
    validation: [],
    loss: (some) => {
      sizes.push(some.length);
      return mseLoss(module.forward(column(some.map(({ x }) => x))), column(some.map(({ y }) => y)));
    },
    options: resolveOptions("line", trainingOptions, { epochs: 5, learningRate: 0.05, ...options }),
    random: createRandom(1),
  });
  const weights = module.parameters().flatMap(({ data }) => Array.from(data));
  module.release();
  return { weights, losses: epochs.map(({ trainingLoss }) => trainingLoss), sizes };
}

const expectNear = (actual: readonly number[], expected: readonly number[], relative: number): void => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) =>
    expect(Math.abs(actual[i]! - value)).toBeLessThan(relative * (Math.abs(value) + 1e-2)),
  );
};

onEachKernels(() => {
  it("several batches to a step learn as one that is as large, a last small one included", async () => {
    const large = await run({ batchSize: 24 });
    const several = await run({ batchSize: 8, accumulate: 3 });
    expect(large.sizes.slice(0, 2)).toEqual([24, 20]);
    expect(several.sizes.slice(0, 6)).toEqual([8, 8, 8, 8, 8, 4]);
    expectNear(several.weights, large.weights, 1e-5);
    expectNear(several.losses, large.losses, 1e-5);
  });
});

describe("accumulate", () => {
  it("weighs the batches of a network by their observed targets, as a large batch does", async () => {
    const target = noisySine(90).map((value, t) => (t % 5 < 2 || (t > 40 && t < 52) ? NaN : value));
    const fit = async (batchSize: number, accumulate: number): Promise<number[]> => {
      const options = { horizon: 4, contextLength: 8, seasonLength: 0, hiddenSize: 4, epochs: 3, stepsPerEpoch: 3 };
      const fitted = await lstm({ ...options, batchSize, accumulate }).fit([sine(90, { target })]);
      return Object.values(decodeModel(fitted.save()).tensors).flatMap(({ data }) => Array.from(data));
    };
    expectNear(await fit(6, 4), await fit(24, 1), 1e-4);
  });

  it("is the same to the last bit each time, and holds no memory", async () => {
    const options = { batchSize: 4, accumulate: 5 };
    const first = await run(options);
    const { bytes } = defaultBackend().arena;
    for (let i = 0; i < 5; i++) expect(await run(options)).toEqual(first);
    expect(defaultBackend().arena.bytes).toBe(bytes);
  });
});
