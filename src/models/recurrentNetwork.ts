/**
 * The network of the direct recurrent forecasters: a recurrent encoder reads the context, an affine head turns its last
 * state, the known future and the static covariates into all steps at once. B batch, L context, H horizon, C channels,
 * P past, F future, S static covariates, D hidden, Q numbers of the output.
 */
import { concat, reshape, slice, type Tensor } from "../autograd/index.ts";
import {
  Dropout,
  Linear,
  type ForwardContext,
  type GRU,
  type LSTM,
  type ModuleContext,
  type RecurrentOptions,
  type RNN,
} from "../nn/index.ts";
import type { OptionSpecs } from "../options.ts";
import type { Batch } from "../windows/index.ts";
import { Network, type NetworkResult } from "./network.ts";
import { inputSize, outputOf, type ForecastTask } from "./task.ts";

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

/** A recurrent layer's class. */
export type RecurrentClass = new (options: RecurrentOptions, context: ModuleContext) => RNN | LSTM | GRU;

/** Encoder and head. */
export class RecurrentNetwork extends Network {
  readonly #encoder: RNN | LSTM | GRU;
  readonly #dropout: Dropout;
  readonly #head: Linear;
  readonly #task: ForecastTask;

  constructor(Encoder: RecurrentClass, task: ForecastTask, options: EncoderOptions, context: ModuleContext) {
    super(context);
    const { horizon, channels, futureCovariates, staticCovariates } = task;
    const { size, start } = outputOf(task);
    this.#task = task;
    this.#encoder = this.child("encoder", new Encoder(encoderLayers(task, options), context));
    this.#dropout = new Dropout(options.dropout);
    const inFeatures = this.#encoder.outputSize + horizon * futureCovariates + staticCovariates;
    this.#head = this.child("head", new Linear({ inFeatures, outFeatures: horizon * channels * size }, context));
    startAtAnchor(this.#head, start);
  }

  override forward(batch: Batch, context: ForwardContext): NetworkResult {
    const { contextLength, horizon, channels, futureCovariates } = this.#task;
    const { size, staticCovariates } = batch;
    const known = batch.futureCovariates; // (B,L+H,F)
    const ahead =
      known && reshape(slice(known, 1, contextLength, contextLength + horizon), [size, horizon * futureCovariates]);
    const { state } = this.#encoder.forward(encoderInputs(batch, this.#task), context, { mask: batch.pastMask });
    const last = this.#dropout.forward(lastState(state.h, this.#encoder), context); // (B,D), both directions (B,2D)
    const features = [last, ahead, staticCovariates].filter((part) => part !== undefined);
    const numbers = this.#head.forward(concat(features));
    return { numbers: reshape(numbers, [size, horizon, channels, outputOf(this.#task).size]) }; // (B,H,C,Q)
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

/** Makes an untrained network give the output's first numbers: its forecast is the anchor. */
export function startAtAnchor({ weight, bias }: Pick<Linear, "weight" | "bias">, start: readonly number[]): void {
  weight.data.fill(0);
  bias!.data.forEach((_, i, values) => (values[i] = start[i % start.length]!));
}
