/**
 * The network of the sequence generator: an embedding, recurrent layers whose states go on from chunk to chunk, an affine head.
 * B streams, T steps, E embedding, D hidden, K classes of tokens, "unknown" among them.
 */
import { tensor, type Tensor } from "../../autograd/index.ts";
import {
  Dropout,
  Embedding,
  GRU,
  Linear,
  LSTM,
  Module,
  type ForwardContext,
  type ModuleContext,
  type RecurrentState,
} from "../../nn/index.ts";
import type { OptionSpecs } from "../../options.ts";

/** Options of the network. */
export interface GeneratorNetworkOptions {
  readonly cell: "lstm" | "gru";
  /** Numbers that stand for a token (E). */
  readonly embeddingSize: number;
  /** Hidden units a layer (D). */
  readonly hiddenSize: number;
  readonly numLayers: number;
  /** Dropout of embeddings, between layers and before the head, a probability. */
  readonly dropout: number;
}

/** The table of the network's options. */
export const generatorNetworkOptions: OptionSpecs<GeneratorNetworkOptions> = {
  cell: { default: "gru", description: "the recurrent cell", choices: ["lstm", "gru"] },
  embeddingSize: { default: 64, description: "numbers that stand for a token", integer: true, min: 1, max: 4096 },
  hiddenSize: { default: 256, description: "hidden units a layer", integer: true, min: 1, max: 4096 },
  numLayers: { default: 1, description: "stacked layers", integer: true, min: 1, max: 32 },
  dropout: {
    default: 0,
    description: "dropout of embeddings, between layers and before the head, a probability",
    min: 0,
    below: 1,
  },
};

/** States (B,D) of the layers between two chunks, in plain memory, since a step's tensors end with it. */
export interface CarriedState {
  readonly h: readonly Float32Array[];
  /** LSTM only. */
  readonly c: readonly Float32Array[] | undefined;
}

/** What a pass over a chunk gives. */
export interface GeneratorResult {
  /** (B,T,K): the logits of the token that follows each step */
  readonly logits: Tensor;
  /** The states behind the last step. */
  readonly state: CarriedState;
}

/** Embedding, recurrent layers and head. */
export class GeneratorNetwork extends Module {
  readonly #embedding: Embedding;
  readonly #layers: LSTM | GRU;
  readonly #dropout: Dropout;
  readonly #head: Linear;

  constructor(classes: number, options: GeneratorNetworkOptions, context: ModuleContext) {
    super(context);
    const { cell, embeddingSize, hiddenSize, numLayers, dropout } = options;
    const table = { numEmbeddings: classes, embeddingDim: embeddingSize };
    this.#embedding = this.child("embedding", new Embedding(table, context));
    const layers = { inputSize: embeddingSize, hiddenSize, numLayers, dropout };
    this.#layers = this.child("layers", cell === "lstm" ? new LSTM(layers, context) : new GRU(layers, context));
    this.#dropout = new Dropout(dropout);
    this.#head = this.child("head", new Linear({ inFeatures: hiddenSize, outFeatures: classes }, context));
  }

  /** Reads a chunk of classes (B,T), row-major, from where the states stood; from zero unless given. */
  forward(
    tokens: Float32Array,
    batch: number,
    from: CarriedState | undefined,
    context: ForwardContext,
  ): GeneratorResult {
    const x = this.#embedding.forward(tensor(tokens, [batch, tokens.length / batch])); // (B,T,E)
    const initial = from && this.#restored(from, batch);
    const { output, state } = this.#layers.forward(this.#dropout.forward(x, context), context, { initial });
    const logits = this.#head.forward(this.#dropout.forward(output, context)); // (B,T,K)
    return { logits, state: { h: state.h.map(copied), c: state.c?.map(copied) } };
  }

  #restored({ h, c }: CarriedState, batch: number): RecurrentState {
    const placed = (values: Float32Array): Tensor => tensor(values, [batch, this.#layers.hiddenSize]);
    return c ? { h: h.map(placed), c: c.map(placed) } : { h: h.map(placed) };
  }
}

const copied = ({ data }: Tensor): Float32Array => Float32Array.from(data);
