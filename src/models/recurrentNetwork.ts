/**
 * The network of the direct recurrent forecasters: a recurrent encoder reads the context, an affine head answers from its last
 * state. B batch, L context, F future covariates, D hidden.
 */
import { concat, slice, type Tensor } from "../autograd/index.ts";
import {
  Dropout,
  type ForwardContext,
  type GRU,
  type LSTM,
  type ModuleContext,
  type RecurrentOptions,
  type RNN,
} from "../nn/index.ts";
import type { OptionSpecs } from "../options.ts";
import type { Batch } from "../windows/index.ts";
import { DirectHead } from "./directHead.ts";
import { Network, type NetworkResult } from "./network.ts";
import type { RecurrentClass } from "./steppedLayers.ts";
import { inputSize, type ForecastTask } from "./task.ts";

/** Options of the recurrent encoder. */
export interface EncoderOptions {
  /** Hidden units a layer (D). */
  readonly hiddenSize: number;
  /** Stacked layers. */
  readonly numLayers: number;
  /** Dropout between layers and before the head, a probability. */
  readonly dropout: number;
  /** Whether a second set of layers reads the context from its end; what both say is put side by side. */
  readonly directions: "forward" | "both";
}

/** The table of the encoder's options. */
export const encoderOptions: OptionSpecs<EncoderOptions> = {
  hiddenSize: { default: 32, description: "hidden units a layer", integer: true, min: 1, max: 4096 },
  numLayers: { default: 1, description: "stacked layers", integer: true, min: 1, max: 32 },
  directions: {
    default: "forward",
    description: "in which directions the context is read; both: two sets of layers, side by side",
    choices: ["forward", "both"],
  },
  dropout: { default: 0, description: "dropout between layers and before the head, a probability", min: 0, below: 1 },
};

/** Encoder and head. */
export class RecurrentNetwork extends Network {
  readonly #encoder: RNN | LSTM | GRU;
  readonly #dropout: Dropout;
  readonly #head: DirectHead;
  readonly #task: ForecastTask;

  constructor(Encoder: RecurrentClass, task: ForecastTask, options: EncoderOptions, context: ModuleContext) {
    super(context);
    this.#task = task;
    this.#encoder = this.child("encoder", new Encoder(encoderLayers(task, options), context));
    this.#dropout = new Dropout(options.dropout);
    this.#head = this.child("head", new DirectHead(task, this.#encoder.outputSize, context));
  }

  override forward(batch: Batch, context: ForwardContext): NetworkResult {
    const mask = batch.pastMask;
    const { state } = this.#encoder.forward(encoderInputs(batch, this.#task), context, { mask });
    const last = this.#dropout.forward(lastState(state.h, this.#encoder), context); // (B,D), both directions (B,2D)
    return { numbers: this.#head.answer(last, batch) };
  }
}

/** The options of an encoder's layers. */
export function encoderLayers(
  task: ForecastTask,
  { hiddenSize, numLayers, dropout, directions }: EncoderOptions,
): RecurrentOptions {
  return { inputSize: inputSize(task), hiddenSize, numLayers, dropout, bidirectional: directions === "both" };
}

/** The last layer's final state (B,D), or those of both directions side by side (B,2D). */
export function lastState(states: readonly Tensor[], { outputSize, hiddenSize }: RNN | LSTM | GRU): Tensor {
  return outputSize === hiddenSize ? states.at(-1)! : concat(states.slice(-2));
}

/** What an encoder reads of each row of the context (B,L,…): target, mask, level with a season, covariates. */
export function encoderInputs(batch: Batch, { contextLength }: ForecastTask): Tensor {
  const { pastTarget, pastObserved, pastLevel, pastCovariates, futureCovariates } = batch;
  const seen = futureCovariates && slice(futureCovariates, 1, 0, contextLength); // (B,L,F)
  return concat([pastTarget, pastObserved, pastLevel, pastCovariates, seen].filter((part) => part !== undefined));
}
