/**
 * The network of DeepAR: recurrent layers walk over rows of time, are told at each the values at its lags and what is known of it, and
 * answer with the distribution of its value. Channels are rows of their own. B batch, C channels, R = B C rows, L context, H horizon,
 * M the longest lag, T = L - M + H steps, I inputs, n lags, S static covariates, K paths, Q numbers of the output.
 */
import { add, concat, reshape, slice, step, tensor, type Tensor } from "../autograd/index.ts";
import { OptionError } from "../errors.ts";
import {
  GRU,
  Linear,
  LSTM,
  normal,
  type ForwardContext,
  type ModuleContext,
  type RecurrentInputs,
} from "../nn/index.ts";
import { createRandom } from "../random.ts";
import type { TargetUnits } from "../transforms/index.ts";
import type { Batch } from "../windows/index.ts";
import { forEachChannel, repeated, zeros } from "./channelRows.ts";
import { knownCovariates, StepInputs } from "./deepArInputs.ts";
import { PathWalk, type ReadContexts } from "./deepArPaths.ts";
import { deepArRows, type RowUnits } from "./deepArWindows.ts";
import { startAtAnchor } from "./directHead.ts";
import { startWeights } from "./lags.ts";
import { PathNetwork, type PathRequest } from "./network.ts";
import type { Output } from "./outputs/output.ts";
import { inverseSoftplus } from "./outputs/positive.ts";
import type { PathOptions } from "./pathOptions.ts";
import { SteppedLayers, type SteppedResult } from "./steppedLayers.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** Options of the network. */
export interface DeepArNetworkOptions extends PathOptions {
  readonly cell: "lstm" | "gru";
  /** Hidden units a layer (D). */
  readonly hiddenSize: number;
  readonly numLayers: number;
  /** Dropout between layers and before the head, a probability. */
  readonly dropout: number;
  /** Rows before a step whose values it is told (n); the last one alone unless given. */
  readonly lags?: readonly number[] | undefined;
  /** Rows in the usual seasons, by which a new network starts; none unless given. */
  readonly seasons?: readonly number[] | undefined;
}

const WALKERS = 4096; // that step at once: more would leave the caches
const START_DEVIATION = 0.3; // of the next value, in units of the window
const CHANNEL_SIZE = 4;

/** Layers, head, and the autoregression beside them. */
export class DeepArNetwork extends PathNetwork {
  readonly #task: ForecastTask;
  readonly #options: DeepArNetworkOptions;
  readonly #output: Output;
  readonly #inputs: StepInputs;
  readonly #steps: SteppedLayers;
  /** The part of the mean that is linear in the lags. */
  readonly #linear: Linear;
  /** (C,4): what tells channels apart, where there are several */
  readonly #channels: Tensor | undefined;

  /** @throws OptionError when a lag is longer than the context */
  constructor(task: ForecastTask, options: DeepArNetworkOptions, context: ModuleContext) {
    super(context);
    const { lags = [1], seasons = [], cell, hiddenSize, numLayers, dropout } = options;
    const { channels, contextLength, staticCovariates } = task;
    this.#task = task;
    this.#options = options;
    this.#output = outputOf(task);
    this.#inputs = new StepInputs(task, lags);
    const longest = this.#inputs.longest;
    if (longest > contextLength) {
      const expected = `lags of at most contextLength ${contextLength}`;
      throw new OptionError({ where: "deep-ar lags", expected, found: `${longest}` });
    }
    const inputSize = this.#inputs.size + staticCovariates + (channels > 1 ? CHANNEL_SIZE : 0);
    const layers = { inputSize, hiddenSize, numLayers, dropout };
    const { size } = this.#output;
    this.#steps = this.child("steps", new SteppedLayers(cell === "lstm" ? LSTM : GRU, layers, size, context));
    startAtAnchor(this.#steps.head, startOf(this.#output));
    this.#linear = this.child("linear", new Linear({ inFeatures: lags.length, outFeatures: 1, bias: false }, context));
    this.#linear.weight.data.set(startWeights(lags, seasons));
    const vectors = (): Tensor =>
      this.parameter("channels", [channels, CHANNEL_SIZE], (shape, random) => normal(shape, random));
    this.#channels = channels > 1 ? vectors() : undefined;
  }

  override loss(batch: Batch, units: readonly TargetUnits[], context: ForwardContext): Tensor {
    const rows = deepArRows(batch, units, this.#task);
    const [from, { length }] = [this.#inputs.longest, rows];
    const count = rows.units.length;
    const cut = (values: Float64Array): Tensor => slice(tensor(values, [count, length]), 1, from, length);
    const steps = length - from;
    const x = this.#whole(
      batch,
      tensor(this.#inputs.all(rows, knownCovariates(batch)), [count, steps, this.#inputs.size]),
    );
    const { answers } = this.#answers(x, context, { mask: this.#mask(batch, steps) });
    const numbers = this.#output.counts ? add(answers, this.#countShift(rows.units)) : answers;
    return this.#output.loss(numbers, cut(rows.targets), cut(rows.observed));
  }

  override paths(batchOf: () => Batch, { units, randoms }: PathRequest): Float64Array {
    const { channels, horizon } = this.#task;
    const { samples } = this.#options;
    const read = step(() => this.#read(this.embed(batchOf()), units), { record: false });
    const out = new Float64Array(units.length * samples * horizon * channels);
    const atOnce = Math.max(1, Math.floor(WALKERS / (samples * channels))); // windows
    for (let start = 0; start < units.length; start += atOnce) {
      const streams = randoms.slice(start, start + atOnce);
      const walk = new PathWalk(read, this.#inputs, this.#task, this.#options, { start, streams });
      for (let h = 0; h < horizon; h++) walk.draw(h, this.#advance(walk, walk.inputs(h)));
      out.set(walk.paths, start * samples * horizon * channels);
    }
    return out;
  }

  /** Inputs (R,T,I): what data give (R,T,…), static covariates, and vectors of the channels. */
  #whole({ size, staticCovariates }: Batch, given: Tensor): Tensor {
    const { channels } = this.#task;
    const [count, steps] = given.shape as [number, number];
    const parts: Tensor[] = [];
    if (staticCovariates) parts.push(forEachChannel(staticCovariates, channels)); // (R,S)
    if (this.#channels)
      parts.push(reshape(repeated(this.#channels, [size, channels, CHANNEL_SIZE]), [count, CHANNEL_SIZE]));
    const everywhere = (part: Tensor): Tensor =>
      repeated(reshape(part, [count, 1, part.shape[1]!]), [count, steps, part.shape[1]!]);
    return concat([given, ...parts.map(everywhere)]);
  }

  /** (R,T): 1 where the row of time before a step stands. */
  #mask({ pastMask, size }: Batch, steps: number): Tensor | undefined {
    if (!pastMask) return undefined;
    const { channels, contextLength } = this.#task;
    const { longest } = this.#inputs;
    const stands = pastMask.data;
    const values = new Float32Array(size * channels * steps).fill(1);
    for (let i = 0; i < values.length; i++) {
      const before = longest + (i % steps) - 1;
      const b = Math.floor(i / (steps * channels));
      if (before < contextLength) values[i] = stands[b * contextLength + before]!;
    }
    return tensor(values, [size * channels, steps]);
  }

  /** The numbers (R,T,Q) of inputs (R,T,I): the head's, and the linear part of the mean beside its first. */
  #answers(x: Tensor, context: ForwardContext, inputs: RecurrentInputs): SteppedResult {
    const { answers, state } = this.#steps.forward(x, context, inputs);
    const [count, steps, size] = answers.shape as [number, number, number];
    const linear = this.#linear.forward(slice(x, 2, 0, this.#inputs.lags.length)); // (R,T,1)
    const rest = size === 1 ? [] : [zeros([count, steps, size - 1])];
    return { answers: add(answers, concat([linear, ...rest])), state };
  }

  /** (R,1,Q): what is added to numbers that speak of counts. */
  #countShift(units: readonly RowUnits[]): Tensor {
    const { size } = this.#output;
    const values = new Float64Array(units.length * size);
    units.forEach(({ centre }, r) => (values[r * size] = centre));
    return tensor(values, [units.length, 1, size]);
  }

  /** Walks over contexts, and keeps what drawing goes on from. */
  #read(batch: Batch, units: readonly TargetUnits[]): ReadContexts {
    const rows = deepArRows(batch, units, this.#task);
    const known = knownCovariates(batch);
    const { size, longest } = this.#inputs;
    const count = rows.units.length;
    const steps = this.#task.contextLength - longest;
    const constants = this.#whole(batch, zeros([count, 1, size]));
    const whole = constants.shape[2]!;
    const kept = whole > size ? copied(slice(constants, 2, size, whole)) : new Float32Array(0);
    if (steps === 0) return { rows, known, constants: kept, h: undefined, c: undefined };
    const x = this.#whole(batch, tensor(this.#inputs.all(rows, known), [count, steps, size]));
    const { state } = this.#answers(x, untrained(), { mask: this.#mask(batch, steps) });
    return { rows, known, constants: kept, h: state.h.map(copied), c: state.c?.map(copied) };
  }

  /** The numbers (N,Q) of a step's inputs (N,I); the walkers' states move on. */
  #advance(walk: PathWalk, inputs: Float32Array): Float64Array {
    const { hiddenSize } = this.#options;
    const placed = (states: Float32Array): Tensor => tensor(states, [walk.count, hiddenSize]);
    return step(
      () => {
        const x = tensor(inputs, [walk.count, 1, inputs.length / walk.count]);
        const h = walk.h?.map(placed);
        const c = walk.c?.map(placed);
        const { answers, state } = this.#answers(x, untrained(), { initial: h && (c ? { h, c } : { h }) });
        walk.h = state.h.map(copied);
        walk.c = state.c?.map(copied);
        return Float64Array.from(answers.data);
      },
      { record: false },
    );
  }
}

const copied = ({ data }: Tensor): Float32Array => Float32Array.from(data);
const untrained = (): ForwardContext => ({ training: false, random: createRandom(0) });

/** What the numbers are before training: a next value is better known than one far ahead. */
function startOf({ counts, start }: Output): readonly number[] {
  return counts ? start : start.with(1, inverseSoftplus(START_DEVIATION));
}
