import { describe, expect, it } from "vitest";
import { mean, mseLoss, scale, subtract, tensor, type Tensor } from "../../src/autograd/index.ts";
import { CancelledError, NumericalError } from "../../src/errors.ts";
import { defaultBackend } from "../../src/kernels/index.ts";
import { Linear } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { resolveOptions } from "../../src/options.ts";
import {
  train,
  trainingOptions,
  type TrainingJob,
  type TrainingOptions,
  type TrainingProgress,
} from "../../src/training/index.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

const line: Point[] = Array.from({ length: 64 }, (_, i) => {
  const x = ((i * 37) % 64) / 32 - 1;
  return { x, y: 3 * x - 0.5 };
});
const isTraining: boolean[] = [];

/** A job that fits y = w x + b; `patch` changes what it is given. */
function jobOf(
  options: Partial<TrainingOptions> = {},
  patch: Partial<TrainingJob<Point>> = {},
): TrainingJob<Point> & { module: Linear } {
  const module = new Linear({ inFeatures: 1, outFeatures: 1 }, { random: createRandom(3) });
  return {
    model: "line",
    training: line.slice(0, 48),
    validation: line.slice(48),
    loss: (points, { training }) => {
      isTraining.push(training);
      return mseLoss(module.forward(column(points.map(({ x }) => x))), column(points.map(({ y }) => y)));
    },
    options: resolveOptions("line", trainingOptions, { epochs: 60, batchSize: 16, learningRate: 0.05, ...options }),
    random: createRandom(1),
    ...patch,
    module,
  };
}
const column = (values: number[]): Tensor => tensor(values, [values.length, 1]);
const weights = ({ module }: { module: Linear }): number[] =>
  module.parameters().flatMap(({ data }) => Array.from(data));

/** How far the weights move with so much averaging. */
const spread = async (averaging: number): Promise<number> => {
  const job = jobOf({ epochs: 3, averaging }, { validation: [] });
  const before = weights(job);
  await train(job);
  return weights(job).reduce((sum, weight, i) => sum + Math.abs(weight - before[i]!), 0);
};

describe("train", () => {
  it("fits a line", async () => {
    const job = jobOf({ epochs: 120, patience: 120 });
    const history = await train(job);
    const [w, b] = weights(job);
    expect(w).toBeCloseTo(3, 1);
    expect(b).toBeCloseTo(-0.5, 1);
    expect(history.stoppedBecause).toBe("all epochs done");
    expect(history.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
    expect(history.epochs.at(-1)!.trainingLoss).toBeLessThan(0.01 * history.epochs[0]!.trainingLoss);
  });

  it("is the same to the last bit for the same seeds", async () => {
    const [a, b] = [jobOf({ epochs: 5 }), jobOf({ epochs: 5 })];
    expect(await train(a)).toEqual(await train(b));
    expect(weights(a)).toEqual(weights(b));
  });

  it("draws its windows anew each pass: another stream, another order", async () => {
    const orders: string[][] = [[], []];
    for (const [i, seed] of [1, 2].entries()) {
      const job = jobOf({ epochs: 2, batchSize: 4, stepsPerEpoch: 12 }, { random: createRandom(seed) });
      const loss: TrainingJob<Point>["loss"] = (points, context) => {
        if (context.training) orders[i]!.push(...points.map(({ x }) => `${x}`));
        return job.loss(points, context);
      };
      await train({ ...job, loss });
    }
    const [a] = orders;
    expect(a).toHaveLength(96);
    expect(new Set(a!.slice(0, 48)).size).toBe(48); // each window once a pass
    expect(a!.slice(0, 48)).not.toEqual(a!.slice(48));
    expect(orders[0]).not.toEqual(orders[1]);
  });

  it("keeps windows that follow one another in order, in training and, batch by batch, in validation", async () => {
    const seen: (readonly [boolean, number[]])[] = [];
    const job = jobOf(
      { epochs: 2, batchSize: 3 },
      { training: line.slice(0, 7), validation: line.slice(7, 11), ordered: true },
    );
    const place = (point: Point): number => line.indexOf(point);
    const loss: TrainingJob<Point>["loss"] = (points, context) => {
      seen.push([context.training, points.map(place)]);
      return job.loss(points, context);
    };
    await train({ ...job, loss });
    const pass = [
      [true, [0, 1, 2]],
      [true, [3, 4, 5]],
      [true, [6]],
      [false, [7, 8, 9]],
      [false, [10]],
    ];
    expect(seen).toEqual([...pass, ...pass]);
  });

  it("takes no more steps a pass than it is told, and a last small batch", async () => {
    const sizes: number[] = [];
    const job = jobOf({ epochs: 1, batchSize: 20 }, { validation: [] });
    await train({ ...job, loss: (points, context) => (sizes.push(points.length), job.loss(points, context)) });
    expect(sizes).toEqual([20, 20, 8]);
    sizes.length = 0;
    const brief = jobOf({ epochs: 2, batchSize: 20, stepsPerEpoch: 2 }, { validation: [] });
    await train({ ...brief, loss: (points, context) => (sizes.push(points.length), brief.loss(points, context)) });
    expect(sizes).toEqual([20, 20, 20, 20]);
  });

  it("stops when validation gets no better, and keeps the best weights", async () => {
    // Validation wants the line's opposite: every pass makes it worse than the first.
    const wrong = line.slice(48).map(({ x, y }) => ({ x, y: -y }));
    const job = jobOf({ patience: 3, averaging: 0 }, { validation: wrong });
    const after: number[][] = [];
    const history = await train(job, { onProgress: () => after.push(weights(job)) });
    expect(history).toMatchObject({ bestEpoch: 1, stoppedBecause: "no better validation loss" });
    expect(history.epochs).toHaveLength(4);
    expect(weights(job)).toEqual(after[0]);
    expect(weights(job)).not.toEqual(after[3]);
  });

  it("keeps the last weights, and goes on to the end, without validation", async () => {
    const job = jobOf({ epochs: 5, patience: 1, averaging: 0 }, { validation: [] });
    const after: number[][] = [];
    const history = await train(job, { onProgress: () => after.push(weights(job)) });
    expect(history).toMatchObject({ bestEpoch: 5, stoppedBecause: "all epochs done" });
    expect(history.epochs.every((record) => !("validationLoss" in record))).toBe(true);
    expect(weights(job)).toEqual(after[4]);
  });

  it("keeps the averaged weights, which move less than the optimizer's", async () => {
    const [averaged, last] = [await spread(0.99), await spread(0)];
    expect(averaged).toBeGreaterThan(0);
    expect(averaged).toBeLessThan(last);
  });

  it("validates without training: dropout is off, weights stay", async () => {
    isTraining.length = 0;
    await train(jobOf({ epochs: 2 }));
    expect(isTraining).toEqual([true, true, true, false, true, true, true, false]);
  });

  it("reports each pass", async () => {
    const events: TrainingProgress[] = [];
    const { epochs } = await train(jobOf({ epochs: 3 }), { onProgress: (event) => events.push(event) });
    expect(events.map(({ stage, model, of }) => [stage, model, of])).toEqual(
      Array.from({ length: 3 }, () => ["train", "line", 3]),
    );
    expect(events.map(({ epoch, trainingLoss, validationLoss }) => ({ epoch, trainingLoss, validationLoss }))).toEqual(
      epochs,
    );
    expect(events.every(({ bestEpoch, epoch }) => bestEpoch >= 1 && bestEpoch <= epoch)).toBe(true);
  });

  it("says which step and which losses came before a loss that is not finite", async () => {
    const points = line.map(({ x, y }, i) => ({ x, y: i === 40 ? NaN : y }));
    const job = jobOf({ batchSize: 48 }, { training: points.slice(0, 48) });
    await expect(train(job)).rejects.toThrow(NumericalError);
    await expect(train(jobOf({ batchSize: 48 }, { training: points.slice(0, 48) }))).rejects.toThrow(
      "training line, step 1: expected a finite loss, found NaN; last losses NaN; lower learningRate (now 0.05) or clipNorm (now 1), and look for extreme values in the data",
    );
  });

  it("refuses gradients that explode, before they reach the weights", async () => {
    const job = jobOf({ epochs: 1 });
    const before = weights(job);
    // The value less itself is 0, a fine loss; its slope is 1e60.
    const exploding: TrainingJob<Point>["loss"] = (points) => {
      const y = job.module.forward(column(points.map(({ x }) => x)));
      const nothing = subtract(y, tensor(Array.from(y.data), y.shape));
      return mean(scale(scale(nothing, 1e30), 1e30));
    };
    await expect(train({ ...job, loss: exploding })).rejects.toThrow(
      /training line, step 1: expected a finite norm of the gradients, found (NaN|Infinity); last losses 0.000;/,
    );
    expect(weights(job)).toEqual(before);
  });

  it("refuses a validation loss that is not finite", async () => {
    const job = jobOf({ epochs: 2 }, { validation: [{ x: 1, y: NaN }] });
    await expect(train(job)).rejects.toThrow("expected a finite validation loss, found NaN");
  });

  it("stops at the next step when cancelled, and frees its memory", async () => {
    const controller = new AbortController();
    const job = jobOf({ epochs: 1000 }, { validation: [] });
    const run = train(job, { signal: controller.signal, onProgress: ({ epoch }) => epoch === 3 && controller.abort() });
    await expect(run).rejects.toThrow(CancelledError);
    await expect(run).rejects.toThrow("training line: expected 1000 epochs, found a cancel after 3");
    expect(defaultBackend().arena.stepping).toBe(false);
  });

  it("hands over to the event loop, so that a timer can cancel a long training", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 60);
    await expect(train(jobOf({ epochs: 1e6 }, { validation: [] }), { signal: controller.signal })).rejects.toThrow(
      CancelledError,
    );
  });
});

describe("trainingOptions", () => {
  it("has a default for every option, inside its own range", () => {
    const defaults = resolveOptions("training", trainingOptions, {});
    expect(Object.keys(defaults)).toEqual(Object.keys(trainingOptions));
    expect(resolveOptions("training", trainingOptions, defaults)).toEqual(defaults);
  });
});
