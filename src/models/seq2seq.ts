/**
 * Seq2Seq forecaster: a recurrent encoder reads the context, a decoder with attention writes the forecast step by step, each fed
 * with the one before it. B batch, L context, H horizon, C channels, F future, S static covariates, D hidden, Q numbers of the
 * output.
 */
import { add, concat, reshape, sizeOf, slice, tensor, type Tensor } from "../autograd/index.ts";
import { AttentionDecoder, Dropout, GRU, LSTM, normal, type ForwardContext, type ModuleContext } from "../nn/index.ts";
import type { OptionSpecs } from "../options.ts";
import type { Batch } from "../windows/index.ts";
import { startAtAnchor } from "./directHead.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { Network, type NetworkResult } from "./network.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { encoderInputs, encoderLayers, encoderOptions, lastState, type EncoderOptions } from "./recurrentNetwork.ts";
import { outputOf, type ForecastTask } from "./task.ts";
import { drawForced, forcingOptions, type ForcingOptions } from "./teacherForcing.ts";

/** Its own options. */
interface Seq2seqOwn extends EncoderOptions, ForcingOptions {
  /** The unit of encoder and decoder. */
  readonly cell: "lstm" | "gru";
  /** How the decoder attends to the encoder's states. */
  readonly attention: "none" | "additive" | "multiplicative";
}

/** Options of `seq2seq`. */
export interface Seq2seqOptions extends NeuralOptions, Seq2seqOwn {}

const options: OptionSpecs<Seq2seqOwn> = {
  cell: { default: "gru", description: "the unit of encoder and decoder", choices: ["lstm", "gru"] },
  attention: {
    default: "additive",
    description: "how the decoder attends to the encoder's states; none: it sees the last one",
    choices: ["none", "additive", "multiplicative"],
  },
  ...encoderOptions,
  ...forcingOptions,
};

const PLACE_SIZE = 8;

class Seq2seqNetwork extends Network {
  readonly #task: ForecastTask;
  readonly #options: Seq2seqOwn;
  readonly #encoder: LSTM | GRU;
  readonly #dropout: Dropout;
  readonly #decoder: AttentionDecoder;
  /** (H,8): what tells a step how far ahead it lies */
  readonly #places: Tensor;

  constructor(task: ForecastTask, own: Seq2seqOwn, context: ModuleContext) {
    super(context);
    this.#task = task;
    this.#options = own;
    const { cell, attention, dropout } = own;
    const { channels, futureCovariates, staticCovariates } = task;
    const { size, start, centre } = outputOf(task);
    const Encoder = cell === "lstm" ? LSTM : GRU;
    this.#encoder = this.child("encoder", new Encoder(encoderLayers(task, own), context));
    this.#dropout = new Dropout(dropout);
    const hiddenSize = this.#encoder.outputSize;
    const memorySize = attention === "none" ? hiddenSize : 2 * hiddenSize;
    const sizes = { hiddenSize, memorySize, outputSize: channels * size, feedSize: channels };
    const known = futureCovariates + staticCovariates + PLACE_SIZE;
    this.#places = this.parameter("places", [task.horizon, PLACE_SIZE], (shape, random) => normal(shape, random));
    const feedback = { first: centre, stride: size };
    this.#decoder = this.child(
      "decoder",
      new AttentionDecoder({ cell, score: attention, knownSize: known, feedback, ...sizes }, context),
    );
    startAtAnchor(this.#decoder.head, start);
  }

  override forward(batch: Batch, context: ForwardContext): NetworkResult {
    const { horizon, channels } = this.#task;
    const { output, state } = this.#encoder.forward(encoderInputs(batch, this.#task), context, {
      mask: batch.pastMask,
    }); // (B,L,D)
    const last = lastState(state.h, this.#encoder);
    const decoded = this.#decoder.forward({
      memory: this.#dropout.forward(this.#memory(output, last), context),
      mask: batch.pastMask,
      state: { h: last, c: state.c && lastState(state.c, this.#encoder) },
      feed: this.#feed(batch),
      forced: drawForced(this.#options, context, [batch.size, horizon]),
      known: this.#known(batch),
    });
    const numbers = reshape(decoded.output, [batch.size, horizon, channels, outputOf(this.#task).size]); // (B,H,C,Q)
    return { numbers, attention: decoded.attention };
  }

  /** The encoder's states (B,L,D), and beside each the last one, which every context then holds whole (B,L,2D). */
  #memory(states: Tensor, last: Tensor): Tensor {
    if (this.#options.attention === "none") return states;
    const [size, , hidden] = states.shape as [number, number, number];
    const everywhere = add(tensor(new Float32Array(states.size), states.shape), reshape(last, [size, 1, hidden]));
    return concat([states, everywhere]);
  }

  /** What steps are fed with (B,H,C): the last of the context, then in training the truth of the step before. */
  #feed({ size, pastTarget, futureTarget }: Batch): Tensor {
    const { contextLength, horizon, channels } = this.#task;
    const last = slice(pastTarget, 1, contextLength - 1, contextLength); // (B,1,C)
    if (horizon === 1) return last;
    const rest = futureTarget
      ? slice(futureTarget, 1, 0, horizon - 1)
      : tensor(new Float32Array(size * (horizon - 1) * channels), [size, horizon - 1, channels]);
    return concat([last, rest], 1);
  }

  /** What is known of each step (B,H,F+S+8): covariates, and its place. */
  #known({ size, futureCovariates, staticCovariates }: Batch): Tensor {
    const { contextLength, horizon } = this.#task;
    const repeated = (x: Tensor): Tensor => {
      const shape = [size, horizon, x.shape.at(-1)!];
      return add(tensor(new Float32Array(sizeOf(shape)), shape), x);
    };
    const parts = [repeated(this.#places)];
    if (futureCovariates) parts.unshift(slice(futureCovariates, 1, contextLength, contextLength + horizon));
    if (staticCovariates) parts.push(repeated(reshape(staticCovariates, [size, 1, staticCovariates.shape[1]!])));
    return concat(parts);
  }
}

/** The registry's entry. */
export const seq2seqDefinition: ForecasterDefinition<Seq2seqOptions> = neuralForecaster<Seq2seqOwn>({
  name: "seq2seq",
  summary: "recurrent encoder and decoder with attention, forecasting step by step",
  reference: "Bahdanau, Cho & Bengio 2015, Neural machine translation by jointly learning to align and translate, ICLR",
  options,
  training: { learningRate: 0.01 },
  network: (task, own, context) => new Seq2seqNetwork(task, own, context),
});

/**
 * A Seq2Seq forecaster with attention; its forecasts say which rows of the context each step attended to.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await seq2seq({ horizon: 48, attention: "multiplicative", seed: 7 }).fit([train])
 * @see Bahdanau, Cho & Bengio 2015, Neural machine translation by jointly learning to align and translate, ICLR
 * @see Luong, Pham & Manning 2015, Effective approaches to attention-based neural machine translation, EMNLP
 */
export function seq2seq(given: GivenOptions<Seq2seqOptions>): Forecaster {
  return seq2seqDefinition.create(given);
}
