/**
 * Temporal convolutional network: residual blocks of causal convolutions, each with twice the dilation of the one before, read the
 * context; an affine head answers from what they say of its last row. That row sees every other row of a block alone, so the rest
 * is left out: the next block then has dilation 1 again, and half the work. B batch, T rows of a block, D hidden.
 */
import { add, concat, relu, reshape, slice, type Tensor } from "../autograd/index.ts";
import { CausalConv1d, Dropout, Linear, Module, type ForwardContext, type ModuleContext } from "../nn/index.ts";
import type { OptionSpecs } from "../options.ts";
import type { Batch } from "../windows/index.ts";
import { zeros } from "./channelRows.ts";
import { DirectHead } from "./directHead.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { Network, type NetworkResult } from "./network.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { encoderInputs } from "./recurrentNetwork.ts";
import { inputSize, type ForecastTask } from "./task.ts";

/** Its own options. */
interface TcnOwn {
  /** Channels of the convolutions (D). */
  readonly hiddenSize: number;
  /** Taps of a convolution. */
  readonly kernelSize: number;
  /** Residual blocks. */
  readonly numBlocks?: number | undefined;
  /** Dropout behind each convolution, a probability. */
  readonly dropout: number;
}

/** Options of `tcn`. */
export interface TcnOptions extends NeuralOptions, TcnOwn {}

const options: OptionSpecs<TcnOwn> = {
  hiddenSize: { default: 32, description: "channels of the convolutions", integer: true, min: 1, max: 4096 },
  kernelSize: { default: 3, description: "taps of a convolution", integer: true, min: 2, max: 64 },
  numBlocks: {
    optional: true,
    description: "residual blocks; as many as it takes to see the whole context unless given",
    integer: true,
    min: 1,
    max: 16,
  },
  dropout: { default: 0, description: "dropout behind each convolution, a probability", min: 0, below: 1 },
};

/** Blocks whose last row sees all L rows: two convolutions in each, dilations 1, 2, 4, … */
function blocksToSee(contextLength: number, kernelSize: number): number {
  let blocks = 1;
  while (1 + 2 * (kernelSize - 1) * (2 ** blocks - 1) < contextLength) blocks++;
  return blocks;
}

/** relu(x + two convolutions of x, each with relu and dropout) */
class ResidualBlock extends Module {
  readonly #convolutions: readonly CausalConv1d[];
  readonly #shortcut: Linear | undefined;
  readonly #dropout: Dropout;

  constructor(inChannels: number, own: TcnOwn, context: ModuleContext) {
    super(context);
    const { hiddenSize: outChannels, kernelSize, dropout } = own;
    this.#convolutions = [inChannels, outChannels].map((channels, i) => {
      const sizes = { inChannels: channels, outChannels, kernelSize };
      return this.child(`conv${i + 1}`, new CausalConv1d(sizes, context));
    });
    const map = { inFeatures: inChannels, outFeatures: outChannels };
    this.#shortcut = inChannels === outChannels ? undefined : this.child("shortcut", new Linear(map, context));
    this.#dropout = new Dropout(dropout);
  }

  /** Shapes: x (B,T,in), result (B,T,D). */
  forward(x: Tensor, context: ForwardContext): Tensor {
    let y = x;
    for (const convolution of this.#convolutions) y = this.#dropout.forward(relu(convolution.forward(y)), context);
    return relu(add(y, this.#shortcut?.forward(x) ?? x));
  }
}

class TcnNetwork extends Network {
  readonly #task: ForecastTask;
  readonly #blocks: readonly ResidualBlock[];
  readonly #head: DirectHead;

  constructor(task: ForecastTask, own: TcnOwn, context: ModuleContext) {
    super(context);
    const { hiddenSize, kernelSize, numBlocks = blocksToSee(task.contextLength, kernelSize) } = own;
    this.#task = task;
    this.#blocks = Array.from({ length: numBlocks }, (_, i) => {
      const block = new ResidualBlock(i === 0 ? inputSize(task) : hiddenSize, own, context);
      return this.child(`blocks.${i}`, block);
    });
    this.#head = this.child("head", new DirectHead(task, hiddenSize, context));
  }

  override forward(batch: Batch, context: ForwardContext): NetworkResult {
    let x = encoderInputs(batch, this.#task); // (B,L,…)
    this.#blocks.forEach((block, i) => (x = block.forward(i === 0 ? x : everyOther(x), context)));
    const [, time, width] = x.shape as [number, number, number];
    const last = reshape(slice(x, 1, time - 1, time), [batch.size, width]); // (B,D)
    return { numbers: this.#head.answer(last, batch) };
  }
}

/** The last row of x (B,T,D), the last but two, and so on: (B,⌈T/2⌉,D). */
function everyOther(x: Tensor): Tensor {
  const [size, time, width] = x.shape as [number, number, number];
  const even = time % 2 === 0 ? x : concat([zeros([size, 1, width]), x], 1);
  const pairs = reshape(even, [size, Math.ceil(time / 2), 2 * width]);
  return slice(pairs, 2, width, 2 * width);
}

/** The registry's entry. */
export const tcnDefinition: ForecasterDefinition<TcnOptions> = neuralForecaster<TcnOwn>({
  name: "tcn",
  summary: "residual blocks of dilated causal convolutions over the context, all steps at once",
  reference:
    "Bai, Kolter & Koltun 2018, An empirical evaluation of generic convolutional and recurrent networks for sequence modeling, arXiv:1803.01271",
  options,
  network: (task, own, context) => new TcnNetwork(task, own, context),
});

/**
 * A direct multi-step forecaster of dilated causal convolutions.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await tcn({ horizon: 48, contextLength: 192, seed: 7 }).fit([train])
 * @see Bai, Kolter & Koltun 2018, An empirical evaluation of generic convolutional and recurrent networks for sequence modeling, arXiv:1803.01271
 */
export function tcn(given: GivenOptions<TcnOptions>): Forecaster {
  return tcnDefinition.create(given);
}
