/**
 * N-HiTS: blocks of perceptrons from coarse to fine. Each sees the context's remainder averaged over some steps, answers at knots
 * as far apart, and passes on what it cannot explain. Channels are read one by one. B batch, L context, H horizon, C channels,
 * R = B C rows, n knots, D hidden, Q numbers of the output.
 */
import { add, matmul, multiply, permute, reshape, subtract, type Tensor } from "../autograd/index.ts";
import type { ForwardContext, ModuleContext } from "../nn/index.ts";
import type { OptionSpecs } from "../options.ts";
import type { Batch } from "../windows/index.ts";
import { channelRows, fromRows, rowCovariates } from "./channelRows.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { Network, type NetworkResult } from "./network.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { lines, NhitsBlock } from "./nhitsBlock.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** Its own options. */
interface NhitsOwn {
  /** Stacks, each finer than the one before. */
  readonly numStacks: number;
  /** Blocks in a stack. */
  readonly numBlocks: number;
  /** How many times finer. */
  readonly pooling: number;
  /** Hidden units of a block's two layers (D). */
  readonly hiddenSize: number;
  /** Dropout behind each layer, a probability. */
  readonly dropout: number;
}

/** Options of `nhits`. */
export interface NhitsOptions extends NeuralOptions, NhitsOwn {}

const options: OptionSpecs<NhitsOwn> = {
  numStacks: { default: 3, description: "stacks, each finer than the one before", integer: true, min: 1, max: 16 },
  numBlocks: { default: 1, description: "blocks in a stack", integer: true, min: 1, max: 16 },
  pooling: {
    default: 4,
    description: "how many times finer a stack sees and answers than the one before; the last one does at every step",
    integer: true,
    min: 1,
    max: 64,
  },
  hiddenSize: { default: 64, description: "hidden units of a block's two layers", integer: true, min: 1, max: 4096 },
  dropout: { default: 0.1, description: "dropout behind each layer, a probability", min: 0, below: 1 },
};

class NhitsNetwork extends Network {
  readonly #task: ForecastTask;
  readonly #blocks: readonly NhitsBlock[];

  constructor(task: ForecastTask, own: NhitsOwn, context: ModuleContext) {
    super(context);
    this.#task = task;
    const { numStacks, numBlocks, pooling } = own;
    const longest = Math.max(task.contextLength, task.horizon);
    const count = numStacks * numBlocks;
    this.#blocks = Array.from({ length: count }, (_, i) => {
      const width = Math.min(longest, pooling ** (numStacks - 1 - Math.floor(i / numBlocks)));
      const start = i === 0 ? outputOf(task).start : [0]; // their sum is the anchor
      return this.child(`blocks.${i}`, new NhitsBlock(task, { width, start, last: i === count - 1 }, own, context));
    });
  }

  override forward(batch: Batch, context: ForwardContext): NetworkResult {
    const { pastTarget, pastLevel, pastObserved } = batch;
    const { horizon } = this.#task;
    const { size } = outputOf(this.#task);
    const observed = channelRows(pastObserved);
    const level = pastLevel ? [channelRows(pastLevel)] : [];
    const covariates = rowCovariates(batch, this.#task);
    let rest = channelRows(pastTarget); // (R,L)
    const rows = rest.shape[0]!;
    let total: Tensor | undefined; // (R,Q,H)
    for (const block of this.#blocks) {
      const { answer, explained } = block.forward([rest, ...level], covariates, context);
      const knots = answer.size / (rows * size);
      const byNumber = permute(reshape(answer, [rows, knots, size]), [0, 2, 1]); // (R,Q,n)
      const drawn = knots === horizon ? byNumber : matmul(byNumber, lines(knots, horizon));
      total = total ? add(total, drawn) : drawn;
      if (explained) rest = multiply(subtract(rest, explained), observed);
    }
    return { numbers: fromRows(permute(total!, [0, 2, 1]), this.#task) };
  }
}

/** The registry's entry. */
export const nhitsDefinition: ForecasterDefinition<NhitsOptions> = neuralForecaster<NhitsOwn>({
  name: "nhits",
  summary: "perceptrons from coarse to fine, each explaining what is left of the context",
  reference: "Challu et al. 2023, N-HiTS: neural hierarchical interpolation for time series forecasting, AAAI",
  options,
  network: (task, own, context) => new NhitsNetwork(task, own, context),
});

/**
 * A forecaster of stacked perceptrons with multi-rate sampling and hierarchical interpolation.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await nhits({ horizon: 48, contextLength: 336, seed: 7 }).fit([train])
 * @see Challu et al. 2023, N-HiTS: neural hierarchical interpolation for time series forecasting, AAAI
 */
export function nhits(given: GivenOptions<NhitsOptions>): Forecaster {
  return nhitsDefinition.create(given);
}
