/**
 * The network of the sequence classifier: an embedding of tokens or the numbers themselves, recurrent layers, the mean of
 * their outputs or their last states, an affine head. B sequences, T steps, F numbers a step, E embedding, D hidden, K classes.
 */
import { bmm, concat, lengthsToMask, reshape, tensor, type Tensor } from "../../autograd/index.ts";
import {
  Dropout,
  Embedding,
  GRU,
  Linear,
  LSTM,
  Module,
  type ForwardContext,
  type ModuleContext,
} from "../../nn/index.ts";
import type { OptionSpecs } from "../../options.ts";
import type { Random } from "../../random.ts";
import type { SequenceReader } from "./sequence.ts";
import type { SequenceBatch } from "./sequenceBatch.ts";
import { UNKNOWN } from "./vocabulary.ts";

/** Options of the network. */
export interface ClassifierNetworkOptions {
  readonly cell: "lstm" | "gru";
  /** Numbers that stand for a token (E); tokens only. */
  readonly embeddingSize: number;
  /** Hidden units a layer and direction (D). */
  readonly hiddenSize: number;
  readonly numLayers: number;
  /** Whether a second set of layers reads the sequence from its end; what both say is put side by side. */
  readonly directions: "forward" | "both";
  /** What the head sees: the mean of the outputs of all steps, or the states after the last one. */
  readonly pooling: "mean" | "last";
  /** Dropout of embeddings, between layers and before the head, a probability. */
  readonly dropout: number;
  /** How probably a token is read as unknown in training. */
  readonly tokenDropout: number;
}

/** The table of the network's options. */
export const classifierNetworkOptions: OptionSpecs<ClassifierNetworkOptions> = {
  cell: { default: "gru", description: "the recurrent cell", choices: ["lstm", "gru"] },
  embeddingSize: { default: 32, description: "numbers that stand for a token", integer: true, min: 1, max: 4096 },
  hiddenSize: { default: 32, description: "hidden units a layer and direction", integer: true, min: 1, max: 4096 },
  numLayers: { default: 1, description: "stacked layers", integer: true, min: 1, max: 32 },
  directions: {
    default: "both",
    description: "in which directions sequences are read; both: two sets of layers, side by side",
    choices: ["forward", "both"],
  },
  pooling: {
    default: "mean",
    description: "what the head sees: the mean of the outputs of all steps, or the states after the last one",
    choices: ["mean", "last"],
  },
  dropout: {
    default: 0.3,
    description: "dropout of embeddings, between layers and before the head, a probability",
    min: 0,
    below: 1,
  },
  tokenDropout: {
    default: 0.1,
    description: "how probably a token is read as unknown in training",
    min: 0,
    below: 1,
  },
};

/** Embedding, recurrent layers and head. */
export class ClassifierNetwork extends Module {
  readonly #width: number;
  readonly #embedding: Embedding | undefined;
  readonly #layers: LSTM | GRU;
  readonly #dropout: Dropout;
  readonly #head: Linear;
  readonly #options: ClassifierNetworkOptions;

  constructor(
    { input, size }: Pick<SequenceReader, "input" | "size">,
    classes: number,
    options: ClassifierNetworkOptions,
    context: ModuleContext,
  ) {
    super(context);
    const { cell, embeddingSize, hiddenSize, numLayers, dropout, directions } = options;
    const tokens = input === "tokens";
    this.#options = options;
    this.#width = tokens ? 1 : size;
    this.#embedding = tokens
      ? this.child("embedding", new Embedding({ numEmbeddings: size, embeddingDim: embeddingSize }, context))
      : undefined;
    const inputSize = tokens ? embeddingSize : size;
    const layers = { inputSize, hiddenSize, numLayers, dropout, bidirectional: directions === "both" };
    this.#layers = this.child("encoder", cell === "lstm" ? new LSTM(layers, context) : new GRU(layers, context));
    this.#dropout = new Dropout(dropout);
    const inFeatures = this.#layers.outputSize;
    this.#head = this.child("head", new Linear({ inFeatures, outFeatures: classes }, context));
  }

  /** Numbers a step in a batch. */
  get width(): number {
    return this.#width;
  }

  /** The logits of each sequence (B,K). */
  forward(batch: SequenceBatch, context: ForwardContext): Tensor {
    const { lengths, time } = batch;
    const x = this.#inputs(batch, context); // (B,T,E) or (B,T,F)
    const mask = lengthsToMask(lengths, time);
    const { output, state } = this.#layers.forward(x, context, { mask });
    const directions = this.#options.directions === "both" ? 2 : 1;
    const pooled = this.#options.pooling === "mean" ? meanOf(output, batch) : concat(state.h.slice(-directions));
    return this.#head.forward(this.#dropout.forward(pooled, context));
  }

  #inputs({ values, lengths, time }: SequenceBatch, context: ForwardContext): Tensor {
    if (!this.#embedding) return tensor(values, [lengths.length, time, this.#width]);
    const { tokenDropout } = this.#options;
    const read = context.training ? forgetSome(values, tokenDropout, context.random) : values;
    const embedded = this.#embedding.forward(tensor(read, [lengths.length, time]));
    return this.#dropout.forward(embedded, context);
  }
}

/** The tokens with some of them made unknown. */
function forgetSome(tokens: Float32Array, probability: number, random: Random): Float32Array {
  if (probability === 0) return tokens;
  return tokens.map((token) => (random.uniform() < probability ? UNKNOWN : token));
}

/** The mean over the steps that count: (B,T,D) → (B,D); outputs are 0 in the padding. */
function meanOf(output: Tensor, { lengths, time }: SequenceBatch): Tensor {
  const weights = new Float32Array(lengths.length * time);
  lengths.forEach((length, b) => weights.fill(1 / length, b * time, b * time + length));
  const mean = bmm(tensor(weights, [lengths.length, 1, time]), output); // (B,1,D)
  return reshape(mean, [lengths.length, output.shape[2]!]);
}
