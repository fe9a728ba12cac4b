/**
 * Seq2Seq forecaster: a recurrent encoder reads the context, a decoder with attention writes the forecast step by step, each fed
 * with the one before it. B batch, L context, H horizon, C channels, F future, S static covariates, D hidden, Q numbers of the
 * output.
 */
import { add, concat, reshape, slice, tensor, type Tensor } from "../autograd/index.ts";
import { AttentionDecoder, Dropout, GRU, LSTM, type ForwardContext, type ModuleContext } from "../nn/index.ts";
import type { OptionSpecs } from "../options.ts";
import type { Batch } from "../windows/index.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { Network, type NetworkResult } from "./network.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { encoderInputs, encoderOptions, startAtAnchor, type EncoderOptions } from "./recurrentNetwork.ts";
import { inputSize, outputOf, type ForecastTask } from "./task.ts";
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

class Seq2seqNetwork extends Network {
  readonly #task: ForecastTask;
  readonly #options: Seq2seqOwn;
  readonly #encoder: LSTM | GRU;
  readonly #dropout: Dropout;
  readonly #decoder: AttentionDecoder;

  constructor(task: ForecastTask, own: Seq2seqOwn, context: ModuleContext) {
    super(context);
    this.#task = task;
    this.#options = own;
    const { cell, attention, hiddenSize, numLayers, dropout } = own;
    const { channels, futureCovariates, staticCovariates } = task;
    const { size, start, centre } = outputOf(task);
    const Encoder = cell === "lstm" ? LSTM : GRU;
    const layers = { inputSize: inputSize(task), hiddenSize, numLayers, dropout };
    this.#encoder = this.child("encoder", new Encoder(layers, context));
    this.#dropout = new Dropout(dropout);
    const sizes = { hiddenSize, memorySize: hiddenSize, outputSize: channels * size, feedSize: channels };
    const known = futureCovariates + staticCovariates + 1;
    const feedback = { first: centre, stride: size };
    this.#decoder = this.child(
      "decoder",
      new AttentionDecoder({ cell, score: attention, knownSize: known, feedback, ...sizes }, context),
    );
    startAtAnchor(this.#decoder.head, start);
  }

  override forward(batch: Batch, context: ForwardContext): NetworkResult {
    const { horizon, channels } = this.#task;
    const { output, state } = this.#encoder.forward(encoderInputs(batch, this.#task), context); // (B,L,D)
    const decoded = this.#decoder.forward({
      memory: this.#dropout.forward(output, context),
      state: { h: state.h.at(-1)!, c: state.c?.at(-1) },
      feed: this.#feed(batch),
      forced: drawForced(this.#options, context, [batch.size, horizon]),
      known: this.#known(batch),
    });
    const numbers = reshape(decoded.output, [batch.size, horizon, channels, outputOf(this.#task).size]); // (B,H,C,Q)
    return { numbers, attention: decoded.attention };
  }

  /** What steps are fed with (B,H,C): the last of the context, then in training the truth of the step before. */
  #feed({ size, pastTarget, futureTarget }: Batch): Tensor {
    const { contextLength, horizon, channels } = this.#task;
    const last = slice(pastTarget, 1, contextLength - 1, contextLength); // (B,1,C)
    const rest = futureTarget
      ? slice(futureTarget, 1, 0, horizon - 1)
      : tensor(new Float32Array(size * (horizon - 1) * channels), [size, horizon - 1, channels]);
    return concat([last, rest], 1);
  }

  /** What is known of each step (B,H,F+S+1): covariates, and how far ahead it lies. */
  #known({ size, futureCovariates, staticCovariates }: Batch): Tensor {
    const { contextLength, horizon } = this.#task;
    const far = Float32Array.from({ length: size * horizon }, (_, i) => ((i % horizon) + 0.5) / horizon);
    const parts = [tensor(far, [size, horizon, 1])];
    if (futureCovariates) parts.unshift(slice(futureCovariates, 1, contextLength, contextLength + horizon));
    if (staticCovariates) {
      const width = staticCovariates.shape[1]!;
      const each = tensor(new Float32Array(size * horizon * width), [size, horizon, width]);
      parts.push(add(each, reshape(staticCovariates, [size, 1, width])));
    }
    return concat(parts);
  }
}

/** The registry's entry. */
export const seq2seqDefinition: ForecasterDefinition<Seq2seqOptions> = neuralForecaster<Seq2seqOwn>({
  name: "seq2seq",
  summary: "recurrent encoder and decoder with attention, forecasting step by step",
  reference: "Bahdanau, Cho & Bengio 2015, Neural machine translation by jointly learning to align and translate, ICLR",
  options,
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
