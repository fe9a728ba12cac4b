/** The learning-rate finder: what the loss does as the rate grows from step to step. */
import { backward, step } from "../autograd/index.ts";
import { exp, log } from "../elementary.ts";
import { CancelledError, OptionError } from "../errors.ts";
import { Adam, clipGradientNorm } from "../optim/index.ts";
import { drawer } from "./randomOrder.ts";
import type { TrainingJob } from "./train.ts";

/** Which rates to try. */
export interface LearningRateOptions {
  /** The first rate; 1e-5 unless given. */
  readonly lowest?: number | undefined;
  /** The last rate, if the loss does not run away before; 1 unless given. */
  readonly highest?: number | undefined;
  /** Optimizer steps, each at a rate that is higher by the same factor; 100 unless given. */
  readonly steps?: number | undefined;
  /** Cancels at the next step. */
  readonly signal?: AbortSignal | undefined;
}

/** Loss against rate. */
export interface LearningRateCurve {
  /** Ascending. */
  readonly rates: readonly number[];
  /** The loss at each rate, smoothed over about ten steps. */
  readonly losses: readonly number[];
  /** A tenth of the rate with the lowest loss, where the loss still falls steadily. */
  readonly suggestion: number;
}

const SMOOTHING = 0.9;
const RUN_AWAY = 4; // times the lowest loss
const MARGIN = 10;
const YIELD_AFTER = 40; // ms of work between turns of the event loop

/**
 * Trains for some steps with a growing rate, and puts the weights back. Ends early when the loss is no longer finite or four
 * times the lowest one.
 * @throws OptionError when the rates do not ascend from above 0, or there are fewer than 2 steps
 * @throws CancelledError when the signal is aborted
 * @see Smith 2017, "Cyclical learning rates for training neural networks", WACV, section 3.3
 */
export async function searchLearningRate<W>(
  job: TrainingJob<W>,
  { lowest = 1e-5, highest = 1, steps = 100, signal }: LearningRateOptions = {},
): Promise<LearningRateCurve> {
  checkRange({ lowest, highest, steps });
  const parameters = job.module.parameters();
  const before = parameters.map(({ data }) => data.slice());
  const optimizer = new Adam(parameters, { learningRate: lowest });
  const [rates, losses]: [number[], number[]] = [[], []];
  const [from, to] = [log(lowest), log(highest)];
  let [smoothed, forgotten, turn] = [0, 1, performance.now()];
  const draw = batches(job);
  try {
    for (let i = 0; i < steps; i++) {
      if (signal?.aborted) throw cancelled(job.model, steps, i);
      optimizer.learningRate = exp(from + ((to - from) * i) / (steps - 1));
      const loss = descend(job, draw(), optimizer);
      smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * loss;
      forgotten *= SMOOTHING;
      const mean = smoothed / (1 - forgotten);
      if (!(mean <= RUN_AWAY * Math.min(mean, ...losses))) break; // NaN too
      rates.push(optimizer.learningRate);
      losses.push(mean);
      if (performance.now() - turn > YIELD_AFTER) {
        await new Promise((resolve) => setTimeout(resolve));
        turn = performance.now();
      }
    }
  } finally {
    optimizer.release();
    parameters.forEach(({ data }, i) => data.set(before[i]!));
  }
  const best = rates[losses.indexOf(Math.min(...losses))] ?? lowest;
  return { rates, losses, suggestion: Math.max(best / MARGIN, lowest) };
}

/** One step of the optimizer; gives the loss before it. Where the gradients are not finite, the weights stay. */
function descend<W>({ loss, random, options, module }: TrainingJob<W>, batch: readonly W[], optimizer: Adam): number {
  return step(() => {
    const value = loss(batch, { training: true, random, progress: 0 });
    if (!Number.isFinite(value.item())) return NaN;
    backward(value);
    if (!Number.isFinite(clipGradientNorm(module.parameters(), options.clipNorm))) return NaN;
    optimizer.step();
    return value.item();
  });
}

/** Gives batch after batch, each window once a pass. */
function batches<W>({ training, random, options: { batchSize } }: TrainingJob<W>): () => W[] {
  let draw = drawer(training, random);
  return () => {
    const batch = draw(batchSize);
    if (batch.length > 0) return batch;
    draw = drawer(training, random);
    return draw(batchSize);
  };
}

function checkRange({ lowest, highest, steps }: { lowest: number; highest: number; steps: number }): void {
  const where = "findLearningRate";
  if (!(lowest > 0 && highest > lowest && highest < Infinity)) {
    throw new OptionError({ where, expected: "0 < lowest < highest", found: `${lowest} and ${highest}` });
  }
  if (!(Number.isInteger(steps) && steps >= 2)) {
    throw new OptionError({ where: `${where} steps`, expected: "a whole number of at least 2", found: `${steps}` });
  }
}

function cancelled(model: string, steps: number, done: number): CancelledError {
  return new CancelledError({
    where: `findLearningRate ${model}`,
    expected: `${steps} steps`,
    found: `a cancel after ${done}`,
  });
}
