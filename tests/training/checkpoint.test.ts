import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dropout, mseLoss, tensor, type Tensor } from "../../src/autograd/index.ts";
import { CancelledError, ModelFileError, OptionError } from "../../src/errors.ts";
import { Linear } from "../../src/nn/index.ts";
import { resolveOptions } from "../../src/options.ts";
import { createRandom } from "../../src/random.ts";
import { decodeCheckpoint } from "../../src/training/checkpoint.ts";
import {
  train,
  trainingOptions,
  type FitOptions,
  type TrainingHistory,
  type TrainingJob,
  type TrainingOptions,
} from "../../src/training/index.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const points = Array.from({ length: 40 }, (_, i) => ({ x: ((i * 37) % 40) / 20 - 1, y: ((i * 11) % 40) / 20 }));
type Point = (typeof points)[number];
const column = (values: number[]): Tensor => tensor(values, [values.length, 1]);

/** A job with dropout, so that the stream of chance is drawn on between shuffles. */
function jobOf(options: Partial<TrainingOptions> = {}, patch: Partial<TrainingJob<Point>> = {}): TrainingJob<Point> {
  const random = createRandom(3);
  const module = new Linear({ inFeatures: 1, outFeatures: 1 }, { random });
  return {
    model: "line",
    module,
    training: points.slice(0, 30),
    validation: points.slice(30),
    loss: (some, context) => {
      const x = column(some.map(({ x: one }) => one));
      const y = module.forward(context.training ? dropout(x, 0.3, context.random) : x);
      return mseLoss(y, column(some.map(({ y: one }) => one)));
    },
    options: resolveOptions("line", trainingOptions, { epochs: 6, batchSize: 8, learningRate: 0.05, ...options }),
    random: createRandom(1),
    ...patch,
  };
}

/** The history and the final weights of a training. */
async function run(
  options: Partial<TrainingOptions>,
  fit: FitOptions = {},
  patch: Partial<TrainingJob<Point>> = {},
): Promise<{ history: TrainingHistory; weights: number[] }> {
  const job = jobOf(options, patch);
  const history = await train(job, fit);
  return { history, weights: job.module.parameters().flatMap(({ data }) => Array.from(data)) };
}

/** The checkpoints of a whole training. */
async function checkpointsOf(
  options: Partial<TrainingOptions>,
  patch: Partial<TrainingJob<Point>> = {},
): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  await run(options, { onCheckpoint: (bytes) => void all.push(bytes) }, patch);
  return all;
}

onEachKernels(() => {
  it.each([
    ["averaged weights", {}, {}],
    ["none", { averaging: 0 }, {}],
    ["early stopping", { patience: 2, epochs: 30, learningRate: 0.5 }, {}],
    ["no validation", { averaging: 0.9 }, { validation: [] }],
  ] as const)(
    "a training with %s ends with the same bytes from whichever pass it goes on",
    async (_, options, patch) => {
      const whole = await run(options, {}, patch);
      const checkpoints = await checkpointsOf(options, patch);
      expect(checkpoints).toHaveLength(whole.history.epochs.length);
      for (const resumeFrom of checkpoints) expect(await run(options, { resumeFrom }, patch)).toEqual(whole);
    },
  );
});

describe("a checkpoint", () => {
  it("gives the same checkpoints behind it as without an interruption", async () => {
    const all = await checkpointsOf({});
    const rest: Uint8Array[] = [];
    await run({}, { resumeFrom: all[2]!, onCheckpoint: (bytes) => void rest.push(bytes) });
    expect(rest).toEqual(all.slice(3));
  });

  it("is waited for", async () => {
    const order: string[] = [];
    const onCheckpoint = async (): Promise<void> => {
      order.push("begin");
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push("end");
    };
    await run({ epochs: 2 }, { onCheckpoint, onProgress: ({ epoch }) => order.push(`pass ${epoch}`) });
    expect(order).toEqual(["pass 1", "begin", "end", "pass 2", "begin", "end"]);
  });

  it("is what an aborted training goes on from", async () => {
    const controller = new AbortController();
    let last: Uint8Array | undefined;
    const aborted = run(
      {},
      {
        signal: controller.signal,
        onProgress: ({ epoch }) => epoch === 4 && controller.abort(),
        onCheckpoint: (bytes) => void (last = bytes),
      },
    );
    await expect(aborted).rejects.toThrow(CancelledError);
    expect(await run({}, { resumeFrom: last })).toEqual(await run({}));
  });

  it("of another training is refused with what differs", async () => {
    const [checkpoint] = await checkpointsOf({});
    const resume = (options: Partial<TrainingOptions>, patch: Partial<TrainingJob<Point>> = {}): Promise<unknown> =>
      run(options, { resumeFrom: checkpoint }, patch);
    await expect(resume({ epochs: 7 })).rejects.toThrow(OptionError);
    await expect(resume({ epochs: 7 })).rejects.toThrow("resumeFrom options.epochs: expected 7, found 6; resume with");
    await expect(resume({ seed: 9 })).rejects.toThrow("resumeFrom options.seed: expected 9, found 1");
    await expect(resume({}, { model: "curve" })).rejects.toThrow('resumeFrom model: expected "curve", found "line"');
    await expect(resume({}, { validation: [] })).rejects.toThrow("resumeFrom validation: expected 0, found 10");
    await expect(resume({}, { identity: { data: "x" } })).rejects.toThrow(
      'resumeFrom data: expected "x", found nothing',
    );
  });

  it("that is damaged, cut short or something else is refused", async () => {
    const [bytes] = await checkpointsOf({ epochs: 1 });
    expect(decodeCheckpoint(bytes!).steps).toBe(4);
    fc.assert(
      fc.property(fc.nat(bytes!.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = bytes!.slice();
        changed[at] = changed[at]! ^ by;
        expect(() => decodeCheckpoint(changed)).toThrow(ModelFileError);
        expect(() => decodeCheckpoint(bytes!.subarray(0, at))).toThrow(ModelFileError);
      }),
    );
    await expect(run({}, { resumeFrom: new Uint8Array(9) })).rejects.toThrow(
      "resumeFrom: expected a checkpoint as onCheckpoint gave it",
    );
  });
});

const cancelAfter = (pass: number, whenCancelled?: "throw" | "keep"): FitOptions => {
  const controller = new AbortController();
  const onProgress = ({ epoch }: { epoch: number }): unknown => epoch === pass && controller.abort();
  return { signal: controller.signal, onProgress, whenCancelled };
};

describe("a cancelled training", () => {
  it("keeps the best weights so far where it is told to", async () => {
    const kept = await run({ averaging: 0 }, cancelAfter(3, "keep"));
    expect(kept.history).toMatchObject({ stoppedBecause: "cancelled" });
    expect(kept.history.epochs).toHaveLength(3);
    const checkpoints = await checkpointsOf({ averaging: 0 });
    const best = decodeCheckpoint(checkpoints[kept.history.bestEpoch - 1]!).weights;
    expect(kept.weights).toEqual(best.flatMap((values) => Array.from(values)));
  });

  it("is an error before its first pass ends, and unless told otherwise", async () => {
    await expect(run({}, { signal: AbortSignal.abort(), whenCancelled: "keep" })).rejects.toThrow(CancelledError);
    await expect(run({}, cancelAfter(2))).rejects.toThrow(CancelledError);
    await expect(run({}, cancelAfter(2, "throw"))).rejects.toThrow(CancelledError);
  });
});
