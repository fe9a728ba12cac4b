/** A recurrent decoder that attends to the states of an encoder. */
import { affine, attentionDecoder, reshape, type Tensor } from "../autograd/index.ts";
import type { AttentionScore, DecoderCell } from "../kernels/index.ts";
import { assertSizes, Module, type ModuleContext } from "./module.ts";

/** Options of `AttentionDecoder`. */
export interface AttentionDecoderOptions {
  /** "lstm" unless given. */
  readonly cell?: DecoderCell;
  /** "additive" (Bahdanau) unless given, or "multiplicative" (Luong, general). */
  readonly score?: AttentionScore;
  /** Covariates known of each step (F); 0 unless given. */
  readonly knownSize?: number;
  readonly hiddenSize: number;
  /** Width of the memory (E). */
  readonly memorySize: number;
  /** Width of keys and queries (A), additive only; `hiddenSize` unless given. */
  readonly attentionSize?: number;
  /** Outputs a step (O). */
  readonly outputSize: number;
  /** How many outputs a step is fed with (C); all unless given. */
  readonly feedSize?: number;
  /** Which outputs are fed back: `feedSize` columns from `first`, `stride` apart; the first ones unless given. */
  readonly feedback?: { readonly first: number; readonly stride: number };
}

/** What a decoder reads. */
export interface AttentionDecoderInputs {
  /** (B,T,E): such as the outputs of an encoder */
  readonly memory: Tensor;
  /** (B,T): 1 where the memory counts; everywhere unless given */
  readonly mask?: Tensor | undefined;
  /** (B,D) each: where the decoder starts, such as the encoder's last state; zeros unless given */
  readonly state?: { readonly h: Tensor; readonly c?: Tensor | undefined } | undefined;
  /** (B,H,C): what each step is fed with: the values of the step before it, the first from the data */
  readonly feed: Tensor;
  /** (B,H): 0 where a step is fed with the decoder's own outputs instead, but the first; nowhere unless given */
  readonly forced?: Tensor | undefined;
  /** (B,H,F) */
  readonly known?: Tensor | undefined;
}

/** What a decoder gives. */
export interface AttentionDecoderOutput {
  /** (B,H,O) */
  readonly output: Tensor;
  /** (B,H,T): what each step attended to; no gradient flows through it */
  readonly attention: Tensor;
  /** (B,D) each: the state after the last step */
  readonly state: { readonly h: Tensor; readonly c?: Tensor };
}

/**
 * A decoder with attention and a linear head. Each step asks the memory with the state before it, reads what it is fed, what is
 * known and the context, and answers from its new state and the context. Shapes: see `AttentionDecoderInputs`. Parameters start
 * as those of PyTorch's `LSTMCell`, `GRUCell` and `Linear` do.
 * @throws OptionError when a size is not a whole number of at least 1, or of at least 0 for `knownSize` and `feedSize`
 * @example new AttentionDecoder({ hiddenSize: 8, memorySize: 8, outputSize: 1 }, { random: createRandom(1) }).parameterCount() //=> 777
 * @see Bahdanau, Cho & Bengio 2015, "Neural machine translation by jointly learning to align and translate", ICLR
 * @see Luong, Pham & Manning 2015, "Effective approaches to attention-based neural machine translation", EMNLP
 */
export class AttentionDecoder extends Module {
  readonly #cell: DecoderCell;
  readonly #score: AttentionScore;
  readonly #feedback: AttentionDecoderOptions["feedback"];
  readonly #unit: { weightIH: Tensor; weightHH: Tensor; biasIH: Tensor; biasHH: Tensor };
  readonly #head: { weightOut: Tensor; biasOut: Tensor };
  readonly #query: Tensor;
  readonly #additive: { readonly key: Tensor; readonly keyBias: Tensor; readonly weight: Tensor } | undefined;

  constructor(options: AttentionDecoderOptions, context: ModuleContext) {
    super(context);
    const { cell = "lstm", score = "additive", knownSize = 0, hiddenSize, memorySize, outputSize } = options;
    const { attentionSize = hiddenSize, feedSize = outputSize, feedback } = options;
    assertSizes("AttentionDecoder", { hiddenSize, memorySize, outputSize, attentionSize });
    assertSizes("AttentionDecoder", { knownSize, feedSize }, 0);
    this.#cell = cell;
    this.#score = score;
    this.#feedback = feedback;
    const width = (cell === "lstm" ? 4 : 3) * hiddenSize;
    const bound = 1 / Math.sqrt(hiddenSize);
    const inputs = feedSize + knownSize + memorySize;
    this.#unit = {
      weightIH: this.parameter("weight_ih", [inputs, width], bound, true),
      weightHH: this.parameter("weight_hh", [hiddenSize, width], bound, true),
      biasIH: this.parameter("bias_ih", [width], bound),
      biasHH: this.parameter("bias_hh", [width], bound),
    };
    const additive = score === "additive";
    this.#query = this.parameter("query.weight", [hiddenSize, additive ? attentionSize : memorySize], bound, true);
    this.#additive = additive ? this.#additiveParts(memorySize, attentionSize) : undefined;
    const seen = hiddenSize + memorySize;
    this.#head = {
      weightOut: this.parameter("out.weight", [seen, outputSize], 1 / Math.sqrt(seen), true),
      biasOut: this.parameter("out.bias", [outputSize], 1 / Math.sqrt(seen)),
    };
  }

  #additiveParts(memorySize: number, size: number): { key: Tensor; keyBias: Tensor; weight: Tensor } {
    const bound = 1 / Math.sqrt(memorySize);
    return {
      key: this.parameter("key.weight", [memorySize, size], bound, true),
      keyBias: this.parameter("key.bias", [size], bound),
      weight: this.parameter("score.weight", [size, 1], 1 / Math.sqrt(size), true),
    };
  }

  /** @throws ShapeError when the inputs do not fit */
  forward({ memory, mask, state, feed, forced, known }: AttentionDecoderInputs): AttentionDecoderOutput {
    const parts = this.#additive;
    const { output, attention, hn, cn } = attentionDecoder({
      cell: this.#cell,
      score: this.#score,
      memory,
      keys: parts ? affine(memory, parts.key, parts.keyBias) : memory, // (B,T,A)
      mask,
      feed,
      forced,
      feedback: this.#feedback,
      x: known,
      h0: state?.h,
      c0: state?.c,
      weightQuery: this.#query,
      weightScore: parts && reshape(parts.weight, [parts.weight.size]),
      ...this.#unit,
      ...this.#head,
    });
    return { output, attention, state: cn ? { h: hn, c: cn } : { h: hn } };
  }
}
