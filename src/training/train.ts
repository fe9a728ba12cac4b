/**
 * The training loop: shuffled batches, Adam with a schedule and clipping, a validation tail with early stopping, the best
 * weights kept. It knows nothing of forecasting: the caller gives a module and a loss.
 */
import { backward, scale, step, type Tensor } from "../autograd/index.ts";
import { CancelledError, NumericalError, OptionError } from "../errors.ts";
import type { ForwardContext, Module } from "../nn/index.ts";
import { Adam, clipGradientNorm, cosineSchedule } from "../optim/index.ts";
import { createRandom, type Random } from "../random.ts";
import { WeightAverage } from "./averaging.ts";
import { checkJob, decodeCheckpoint, encodeCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { GradientSum } from "./gradientSum.ts";
import type { TrainingOptions } from "./options.ts";
import { drawer, type Indexed } from "./randomOrder.ts";

/** One pass over the training windows. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean loss of the pass's steps, on the scaled data. */
  readonly trainingLoss: number;
  /** Loss on the validation tail after the pass; absent without a tail. */
  readonly validationLoss?: number;
}

/** What happened in training. */
export interface TrainingHistory {
  readonly epochs: readonly EpochRecord[];
  /** The pass whose weights were kept. */
  readonly bestEpoch: number;
  readonly stoppedBecause: "all epochs done" | "no better validation loss" | "cancelled";
}

/** Sent after each pass. */
export interface TrainingProgress extends EpochRecord {
  readonly stage: "train";
  readonly model: string;
  /** Passes at most. */
  readonly of: number;
  readonly bestEpoch: number;
}

/** What a fit may be given besides its data. */
export interface FitOptions {
  /** Cancels at the next step. */
  readonly signal?: AbortSignal | undefined;
  /** What becomes of a cancelled fit: a `CancelledError` unless given; "keep" gives what the best pass so far has learned, if one is done. */
  readonly whenCancelled?: "throw" | "keep" | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Called after each pass of a network's training, or of a part of `highway-rnn`, with all that is needed to go on from there; it is waited for. */
  readonly onCheckpoint?: ((checkpoint: Uint8Array) => void | Promise<void>) | undefined;
  /** A checkpoint of the same model, options and data, to go on from; the end has the same bytes as if uninterrupted. */
  readonly resumeFrom?: Uint8Array | undefined;
}

/** What is trained, and on what. */
export interface TrainingJob<W> {
  /** Names the model in progress and errors. */
  readonly model: string;
  readonly module: Module;
  readonly training: Indexed<W>;
  readonly validation: readonly W[];
  /** The mean loss of some windows, a scalar of the running step. */
  readonly loss: (windows: readonly W[], context: ForwardContext) => Tensor;
  /** How much the mean loss of some windows counts beside that of others: over how many elements it is a mean; their number unless given. */
  readonly weight?: (windows: readonly W[]) => number;
  readonly options: TrainingOptions;
  readonly random: Random;
  /** How the names of parameters begin that are not trained. */
  readonly frozen?: readonly string[];
  /** Windows follow one another: they are not shuffled, and judged a batch at a time; false unless given. */
  readonly ordered?: boolean;
  /** Called before each pass, counted from 1, and waited for: it may change what `training` holds. */
  readonly beforePass?: (pass: number) => void | Promise<void>;
  /** What besides model, options and sizes must be the same to go on from a checkpoint, as plain JSON. */
  readonly identity?: Readonly<Record<string, unknown>>;
}

const WARMUP_STEPS = 20;
const VALIDATION_BATCH = 256;
const YIELD_AFTER = 40; // ms of work between turns of the event loop

/**
 * Trains the module in place; its weights are those of the best pass at the end.
 * @throws NumericalError when a loss or a gradient is not finite
 * @throws CancelledError when the signal is aborted, unless what is done is to be kept
 * @throws ModelFileError when a checkpoint is damaged; OptionError when it is one of another training
 */
export async function train<W>(job: TrainingJob<W>, options: FitOptions = {}): Promise<TrainingHistory> {
  const { signal, whenCancelled, onProgress, onCheckpoint, resumeFrom } = options;
  const checkpoint = resumeFrom && decodeCheckpoint(resumeFrom);
  const key = keyOf(job);
  if (checkpoint) checkJob(checkpoint.job, key);
  const run = new TrainingRun(job);
  const { epochs: of, patience } = job.options;
  const epochs: EpochRecord[] = [...(checkpoint?.epochs ?? [])];
  const ended = (stoppedBecause: TrainingHistory["stoppedBecause"]): TrainingHistory => ({
    epochs,
    bestEpoch: run.bestEpoch,
    stoppedBecause,
  });
  try {
    if (checkpoint) run.restore(checkpoint);
    while (epochs.length < of) {
      if (epochs.length - run.bestEpoch >= patience) return ended("no better validation loss");
      const epoch = epochs.length + 1;
      await job.beforePass?.(epoch);
      const trainingLoss = await run.epoch(signal);
      const validationLoss = run.judge(epoch);
      epochs.push(validationLoss === undefined ? { epoch, trainingLoss } : { epoch, trainingLoss, validationLoss });
      onProgress?.({ stage: "train", model: job.model, of, bestEpoch: run.bestEpoch, ...epochs.at(-1)! });
      await onCheckpoint?.(encodeCheckpoint({ job: key, epochs, ...run.state() }));
    }
    return ended(of - run.bestEpoch >= patience ? "no better validation loss" : "all epochs done");
  } catch (cause) {
    if (cause instanceof CancelledError && whenCancelled === "keep" && epochs.length > 0) return ended("cancelled");
    throw cause;
  } finally {
    run.finish();
  }
}

/** What a checkpoint must share with the job that goes on from it. */
function keyOf<W>(job: TrainingJob<W>): Checkpoint["job"] {
  const { model, options, training, validation, identity = {} } = job;
  const parameters = trainedParameters(job).map(({ size }) => size);
  return { model, options, parameters, training: training.length, validation: validation.length, ...identity };
}

/**
 * The parameters that are not frozen.
 * @throws OptionError when none is left, or a beginning is that of none
 */
export function trainedParameters<W>({
  model,
  module,
  frozen = [],
}: Pick<TrainingJob<W>, "model" | "module" | "frozen">): Tensor[] {
  const named = module.namedParameters();
  const names = named.map(([name]) => name).join(", ");
  const unknown = frozen.find((prefix) => !named.some(([name]) => name.startsWith(prefix)));
  const where = `training ${model}: frozen`;
  if (unknown !== undefined)
    throw new OptionError({ where, expected: `beginnings of ${names}`, found: `"${unknown}"` });
  const trained = named.filter(([name]) => !frozen.some((prefix) => name.startsWith(prefix)));
  if (trained.length > 0) return trained.map(([, tensor]) => tensor);
  throw new OptionError({ where, expected: `fewer than all of ${names}`, found: JSON.stringify(frozen) });
}

/** The moving parts of one training: optimizer, step count, recent losses, best weights. */
class TrainingRun<W> {
  bestEpoch = 0;
  readonly #job: TrainingJob<W>;
  readonly #parameters: Tensor[];
  readonly #frozen: readonly Tensor[];
  readonly #optimizer: Adam;
  readonly #average: WeightAverage;
  readonly #gradients: GradientSum | undefined;
  readonly #schedule = cosineSchedule({ warmup: WARMUP_STEPS, floor: 0.05 });
  readonly #stepsPerEpoch: number;
  readonly #stepSize: number; // windows
  readonly #recent: number[] = [];
  #random: Random;
  #steps = 0;
  #turn = performance.now(); // when the event loop last had its turn
  #bestLoss = Infinity;
  #bestWeights: readonly (Float32Array | Float64Array)[] | undefined;

  constructor(job: TrainingJob<W>) {
    const { module, training, options } = job;
    this.#job = job;
    this.#random = job.random;
    this.#parameters = trainedParameters(job);
    this.#frozen = module.parameters().filter((parameter) => !this.#parameters.includes(parameter));
    for (const parameter of this.#frozen) parameter.requiresGrad = false; // no work for their gradients
    this.#optimizer = new Adam(this.#parameters, { learningRate: options.learningRate });
    this.#stepSize = options.batchSize * options.accumulate;
    if (options.accumulate > 1) this.#gradients = new GradientSum(this.#parameters);
    this.#average = new WeightAverage(this.#parameters, options.averaging);
    this.#stepsPerEpoch = Math.min(options.stepsPerEpoch, Math.ceil(training.length / this.#stepSize));
  }

  /** Runs one pass and returns its mean loss. */
  async epoch(signal: AbortSignal | undefined): Promise<number> {
    const draw = drawer(this.#job.training, this.#job.ordered ? undefined : this.#random);
    let [total, steps] = [0, 0];
    for (let s = 0; s < this.#stepsPerEpoch; s++) {
      const windows = draw(this.#stepSize);
      if (windows.length === 0) break; // where many are left out, a pass may have fewer steps
      total += this.#step(windows);
      steps++;
      if (performance.now() - this.#turn > YIELD_AFTER) {
        await new Promise((resolve) => setTimeout(resolve));
        this.#turn = performance.now();
      }
      if (signal?.aborted) throw this.#cancelled();
    }
    return total / steps;
  }

  /** One optimizer step; gives the mean loss of its windows. */
  #step(windows: readonly W[]): number {
    const { options, weight = ({ length }) => length } = this.#job;
    const total = options.epochs * this.#stepsPerEpoch;
    const progress = this.#steps / total;
    this.#optimizer.learningRate = options.learningRate * this.#schedule(this.#steps++, total);
    const batches = Array.from({ length: Math.ceil(windows.length / options.batchSize) }, (_, i) =>
      windows.slice(i * options.batchSize, (i + 1) * options.batchSize),
    );
    const all = batches.length > 1 ? weight(windows) : 1;
    return batches.reduce((sum, batch, i) => {
      const share = batches.length > 1 ? weight(batch) / all : 1;
      return sum + share * this.#learn(batch, progress, share, i === batches.length - 1);
    }, 0);
  }

  /** The gradients of one batch, whose share is at most 1, and with the last batch of a step the update; gives its mean loss. */
  #learn(batch: readonly W[], progress: number, share: number, last: boolean): number {
    const { options, loss } = this.#job;
    return step(() => {
      const value = loss(batch, { training: true, random: this.#random, progress });
      this.#assertFinite("loss", value.item());
      backward(share === 1 ? value : scale(value, share));
      if (!last) {
        this.#gradients?.take();
        return value.item();
      }
      this.#gradients?.give();
      this.#assertFinite("norm of the gradients", clipGradientNorm(this.#parameters, options.clipNorm));
      this.#optimizer.step();
      this.#average.update();
      return value.item();
    });
  }

  #assertFinite(what: string, value: number): void {
    if (what === "loss") this.#recent.push(value);
    if (this.#recent.length > 6) this.#recent.shift();
    if (Number.isFinite(value)) return;
    const { model, options } = this.#job;
    throw new NumericalError({
      where: `training ${model}, step ${this.#steps}`,
      expected: `a finite ${what}`,
      found: `${value}; last losses ${this.#recent.map((one) => one.toPrecision(4)).join(", ")}`,
      remedy: `lower learningRate (now ${options.learningRate}) or clipNorm (now ${options.clipNorm}), and look for extreme values in the data`,
    });
  }

  /** Judges the averaged weights after a pass and keeps them where they are the best so far; gives the validation loss. */
  judge(epoch: number): number | undefined {
    return this.#average.within(() => {
      const loss = this.#validate();
      this.#keepIfBest(epoch, loss);
      return loss;
    });
  }

  /** The loss over the validation windows, or undefined without any. */
  #validate(): number | undefined {
    const { validation, loss, ordered, options } = this.#job;
    const random = this.#random;
    const size = ordered ? options.batchSize : VALIDATION_BATCH;
    if (validation.length === 0) return undefined;
    let total = 0;
    for (let start = 0; start < validation.length; start += size) {
      const batch = validation.slice(start, start + size);
      total += batch.length * step(() => loss(batch, { training: false, random }).item(), { record: false });
    }
    this.#assertFinite("validation loss", total / validation.length);
    return total / validation.length;
  }

  #keepIfBest(epoch: number, validationLoss: number | undefined): void {
    if (validationLoss !== undefined && !(validationLoss < this.#bestLoss)) return;
    this.bestEpoch = epoch;
    this.#bestLoss = validationLoss ?? Infinity; // without validation the last weights are kept
    this.#bestWeights = this.#parameters.map(({ data }) => data.slice());
  }

  /** Everything but the history, copied. */
  state(): Omit<Checkpoint, "job" | "epochs"> {
    const weights = this.#parameters.map(({ data }) => data.slice());
    return {
      bestEpoch: this.bestEpoch,
      bestLoss: Number.isFinite(this.#bestLoss) ? this.#bestLoss : undefined,
      steps: this.#steps,
      random: this.#random.state(),
      optimizer: this.#optimizer.stateDict(),
      average: this.#average.state(),
      weights,
      bestWeights: this.#bestWeights ?? weights,
    };
  }

  /** Goes on from a checkpoint. */
  restore({ bestEpoch, bestLoss, steps, random, optimizer, average, weights, bestWeights }: Checkpoint): void {
    this.bestEpoch = bestEpoch;
    this.#bestLoss = bestLoss ?? Infinity;
    this.#steps = steps;
    this.#random = createRandom(random);
    this.#optimizer.loadStateDict(optimizer);
    this.#average.restore(average);
    this.#parameters.forEach(({ data }, i) => data.set(weights[i]!));
    this.#bestWeights = bestWeights;
  }

  /** Puts the best weights back and frees the optimizer. */
  finish(): void {
    this.#bestWeights?.forEach((weights, i) => this.#parameters[i]!.data.set(weights));
    for (const parameter of this.#frozen) parameter.requiresGrad = true;
    this.#optimizer.release();
    this.#average.release();
    this.#gradients?.release();
  }

  #cancelled(): CancelledError {
    const { model, options } = this.#job;
    const done = Math.floor(this.#steps / this.#stepsPerEpoch);
    return new CancelledError({
      where: `training ${model}`,
      expected: `${options.epochs} epochs`,
      found: `a cancel after ${done}`,
    });
  }
}
