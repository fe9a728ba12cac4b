import { describe, expect, it } from "vitest";
import { mseLoss, tensor, type Tensor } from "../../src/autograd/index.ts";
import { CancelledError, OptionError } from "../../src/errors.ts";
import { defaultBackend } from "../../src/kernels/index.ts";
import { Linear } from "../../src/nn/index.ts";
import { resolveOptions } from "../../src/options.ts";
import { createRandom } from "../../src/random.ts";
import { searchLearningRate, train, trainingOptions, type TrainingJob } from "../../src/training/index.ts";

const points = Array.from({ length: 64 }, (_, i) => ({
  x: ((i * 37) % 64) / 32 - 1,
  y: 3 * (((i * 37) % 64) / 32 - 1),
}));
type Point = (typeof points)[number];
const column = (values: number[]): Tensor => tensor(values, [values.length, 1]);

function jobOf(): TrainingJob<Point> {
  const module = new Linear({ inFeatures: 1, outFeatures: 1 }, { random: createRandom(3) });
  return {
    model: "line",
    module,
    training: points,
    validation: [],
    loss: (some) => mseLoss(module.forward(column(some.map(({ x }) => x))), column(some.map(({ y }) => y))),
    options: resolveOptions("line", trainingOptions, { batchSize: 16 }),
    random: createRandom(1),
  };
}
const weights = ({ module }: TrainingJob<Point>): number[] =>
  module.parameters().flatMap(({ data }) => Array.from(data));

describe("searchLearningRate", () => {
  it("tries rates that grow by one factor, and sees the loss fall and run away", async () => {
    const { rates, losses, suggestion } = await searchLearningRate(jobOf(), { lowest: 1e-4, highest: 1e3, steps: 120 });
    expect(rates[0]).toBeCloseTo(1e-4, 10);
    for (let i = 1; i < rates.length; i++) expect(rates[i]! / rates[i - 1]!).toBeCloseTo(10 ** (7 / 119), 8);
    expect(losses).toHaveLength(rates.length);
    expect(rates.length).toBeLessThan(120);
    const best = losses.indexOf(Math.min(...losses));
    expect(losses[best]!).toBeLessThan(0.5 * losses[0]!);
    expect(losses.at(-1)!).toBeGreaterThan(losses[best]!);
    expect(suggestion).toBeCloseTo(rates[best]! / 10, 10);
  });

  it("suggests a rate that trains better than ones far from it", async () => {
    const { suggestion } = await searchLearningRate(jobOf());
    const [low, found, high] = await Promise.all(
      [suggestion / 100, suggestion, suggestion * 1e4].map(async (learningRate) => {
        const job = jobOf();
        const options = { ...job.options, learningRate, epochs: 12, averaging: 0 };
        return (await train({ ...job, options })).epochs.at(-1)!.trainingLoss;
      }),
    );
    expect(found).toBeLessThan(0.5 * low!);
    expect(found).toBeLessThan(0.5 * high!);
  });

  it("puts the weights back, holds no memory, and is the same to the last bit each time", async () => {
    const job = jobOf();
    const before = weights(job);
    const first = await searchLearningRate(job);
    expect(weights(job)).toEqual(before);
    const { bytes } = defaultBackend().arena;
    expect(await searchLearningRate({ ...job, random: createRandom(1) })).toEqual(first);
    expect(defaultBackend().arena.bytes).toBe(bytes);
  });

  it("ends where the loss is no longer finite", async () => {
    const job = jobOf();
    let calls = 0;
    const loss: TrainingJob<Point>["loss"] = (some, context) =>
      job.loss(++calls < 5 ? some : some.map(({ x }) => ({ x, y: NaN })), context);
    const { rates, losses } = await searchLearningRate({ ...job, loss });
    expect(rates).toHaveLength(4);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it.each([
    [{ lowest: 0 }, "findLearningRate: expected 0 < lowest < highest, found 0 and 1"],
    [{ lowest: 2 }, "findLearningRate: expected 0 < lowest < highest, found 2 and 1"],
    [{ highest: Infinity }, "expected 0 < lowest < highest"],
    [{ steps: 1 }, "findLearningRate steps: expected a whole number of at least 2, found 1"],
  ])("refuses %j", async (range, message) => {
    await expect(searchLearningRate(jobOf(), range)).rejects.toThrow(OptionError);
    await expect(searchLearningRate(jobOf(), range)).rejects.toThrow(message);
  });

  it("stops when cancelled", async () => {
    await expect(searchLearningRate(jobOf(), { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
  });
});
