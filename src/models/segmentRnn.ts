/**
 * SegRNN: a recurrent cell reads the context segment by segment; from its last state one step of the same cell gives each segment
 * of the horizon, all at once. Channels are read one by one. B batch, L context, H horizon, C channels, R = B C rows, W steps and
 * n segments of the context, m of the horizon, F future, S static covariates, D hidden, Q numbers of the output.
 */
import { add, affine, concat, multiply, reshape, slice, type Tensor } from "../autograd/index.ts";
import { Dropout, GRU, Linear, LSTM, normal, type ForwardContext, type ModuleContext } from "../nn/index.ts";
import type { OptionSpecs } from "../options.ts";
import type { Batch } from "../windows/index.ts";
import { fromRows, repeated, rowSteps, rowStepSize } from "./channelRows.ts";
import { startAtAnchor } from "./directHead.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { Network, type NetworkResult } from "./network.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { padded, usualSegment } from "./segments.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** Its own options. */
interface SegmentRnnOwn {
  /** Rows in a segment (W). */
  readonly segmentLength?: number | undefined;
  readonly cell: "lstm" | "gru";
  /** Hidden units (D). */
  readonly hiddenSize: number;
  /** Dropout before the head, a probability. */
  readonly dropout: number;
}

/** Options of `segment-rnn`. */
export interface SegmentRnnOptions extends NeuralOptions, SegmentRnnOwn {}

const options: OptionSpecs<SegmentRnnOwn> = {
  segmentLength: {
    optional: true,
    description:
      "rows in a segment; an eighth of the context unless given, or what divides context and horizon near it",
    integer: true,
    min: 1,
  },
  cell: { default: "gru", description: "the unit", choices: ["lstm", "gru"] },
  hiddenSize: { default: 64, description: "hidden units", integer: true, min: 1, max: 4096 },
  dropout: { default: 0.2, description: "dropout before the head, a probability", min: 0, below: 1 },
};

const START_DEVIATION = 0.5; // of the vectors of places and channels, and of the gates about 1

class SegmentRnnNetwork extends Network {
  readonly #task: ForecastTask;
  readonly #length: number;
  /** n and m */
  readonly #segments: { readonly past: number; readonly ahead: number };
  readonly #embedding: Linear;
  readonly #cell: LSTM | GRU;
  /** (m,D), (C,1,D): what tells a step its place and its channel */
  readonly #places: Tensor;
  readonly #channels: Tensor;
  /** (m,D): without them, small networks take hundreds of steps to tell places apart */
  readonly #gates: Tensor;
  readonly #known: Linear | undefined;
  readonly #dropout: Dropout;
  readonly #head: Linear;

  constructor(task: ForecastTask, own: SegmentRnnOwn, context: ModuleContext) {
    super(context);
    this.#task = task;
    const { segmentLength = usualSegment(task), cell, hiddenSize, dropout } = own;
    const { horizon, contextLength, channels, futureCovariates, staticCovariates } = task;
    const { size, start } = outputOf(task);
    const Cell = cell === "lstm" ? LSTM : GRU;
    const drawn = (name: string, shape: number[], mean: number): Tensor =>
      this.parameter(name, shape, (sizes, random) => normal(sizes, random, START_DEVIATION).map((x) => mean + x));
    this.#length = segmentLength;
    this.#segments = { past: Math.ceil(contextLength / segmentLength), ahead: Math.ceil(horizon / segmentLength) };
    const linear = (name: string, inFeatures: number, outFeatures: number): Linear =>
      this.child(name, new Linear({ inFeatures, outFeatures }, context));
    this.#embedding = linear("embedding", segmentLength * rowStepSize(task), hiddenSize);
    this.#cell = this.child("cell", new Cell({ inputSize: hiddenSize, hiddenSize }, context));
    this.#places = drawn("places", [this.#segments.ahead, hiddenSize], 0);
    this.#channels = drawn("channels", [channels, 1, hiddenSize], 0);
    this.#gates = drawn("gates", [this.#segments.ahead, hiddenSize], 1);
    const known = segmentLength * futureCovariates + staticCovariates;
    this.#known = known > 0 ? linear("known", known, hiddenSize) : undefined;
    this.#dropout = new Dropout(dropout);
    this.#head = linear("head", hiddenSize, segmentLength * size);
    startAtAnchor(this.#head, start);
  }

  override forward(batch: Batch, context: ForwardContext): NetworkResult {
    const { channels, horizon } = this.#task;
    const { past, ahead } = this.#segments;
    const [rows, hidden] = [batch.size * channels, this.#cell.hiddenSize];
    const steps = padded(rowSteps(batch, this.#task), past * this.#length, "before"); // (R,nW,…)
    const segments = reshape(steps, [rows, past, steps.size / (rows * past)]);
    const read = affine(segments, this.#embedding.weight, this.#embedding.bias!, "relu"); // (R,n,D)
    const { state } = this.#cell.forward(read, context);
    const spread = (states: readonly Tensor[]): Tensor[] =>
      states
        .map((one) => repeated(reshape(one, [rows, 1, hidden]), [rows, ahead, hidden]))
        .map((one) => reshape(one, [rows * ahead, hidden]));
    const initial = { h: spread(state.h), ...(state.c && { c: spread(state.c) }) };
    const questions = reshape(this.#questions(batch), [rows * ahead, 1, hidden]);
    const { output } = this.#cell.forward(questions, context, { initial }); // (Rm,1,D)
    const answers = multiply(reshape(output, [rows, ahead, hidden]), this.#gates);
    const numbers = this.#head.forward(this.#dropout.forward(answers, context)); // (R,m,WQ)
    const whole = reshape(numbers, [rows, ahead * this.#length, outputOf(this.#task).size]);
    return { numbers: fromRows(slice(whole, 1, 0, horizon), this.#task) };
  }

  /** What the cell is asked for each segment ahead (B,C,m,D): its place, its channel, what is known of it. */
  #questions({ size, futureCovariates, staticCovariates }: Batch): Tensor {
    const { channels, contextLength, horizon } = this.#task;
    const { ahead } = this.#segments;
    const hidden = this.#cell.hiddenSize;
    const question = add(repeated(this.#places, [size, channels, ahead, hidden]), this.#channels);
    if (!this.#known) return question;
    const parts: Tensor[] = [];
    if (futureCovariates) {
      const future = slice(futureCovariates, 1, contextLength, contextLength + horizon);
      const whole = padded(future, ahead * this.#length, "behind");
      parts.push(reshape(whole, [size, ahead, whole.size / (size * ahead)]));
    }
    if (staticCovariates) {
      const count = staticCovariates.shape[1]!;
      parts.push(repeated(reshape(staticCovariates, [size, 1, count]), [size, ahead, count]));
    }
    return add(question, reshape(this.#known.forward(concat(parts)), [size, 1, ahead, hidden]));
  }
}

/** The registry's entry. */
export const segmentRnnDefinition: ForecasterDefinition<SegmentRnnOptions> = neuralForecaster<SegmentRnnOwn>({
  name: "segment-rnn",
  summary: "recurrent cell over segments of the context, all segments of the horizon at once",
  reference:
    "Lin et al. 2023, SegRNN: segment recurrent neural network for long-term time series forecasting, arXiv:2308.11200",
  options,
  network: (task, own, context) => new SegmentRnnNetwork(task, own, context),
});

/**
 * A segment-wise recurrent forecaster with parallel multi-step decoding.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await segmentRnn({ horizon: 48, contextLength: 336, segmentLength: 24, seed: 7 }).fit([train])
 * @see Lin et al. 2023, SegRNN: segment recurrent neural network for long-term time series forecasting, arXiv:2308.11200
 */
export function segmentRnn(given: GivenOptions<SegmentRnnOptions>): Forecaster {
  return segmentRnnDefinition.create(given);
}
