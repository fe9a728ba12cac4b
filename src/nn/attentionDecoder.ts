/** A recurrent decoder that attends to the states of an encoder. */
import {
  affine,
  assertChoice,
  attentionDecoder,
  maskSteps,
  reshape,
  slice,
  tensor,
  type AttentionDecoderOperands,
  type Tensor,
} from "../autograd/index.ts";
import { OptionError } from "../errors.ts";
import type { AttentionScore, DecoderCell } from "../kernels/index.ts";
import { assertSizes, Module, type ModuleContext } from "./module.ts";

/** Options of `AttentionDecoder`. */
export interface AttentionDecoderOptions {
  /** "lstm" unless given. */
  readonly cell?: DecoderCell;
  /** "additive" (Bahdanau) unless given, "multiplicative" (Luong, general), or "none": the context is the memory's last row. */
  readonly score?: AttentionScore | "none";
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
  /** (B,H,T): what each step attended to, no gradient flows through it; absent without attention */
  readonly attention?: Tensor | undefined;
  /** (B,D) each: the state after the last step */
  readonly state: { readonly h: Tensor; readonly c?: Tensor };
}

/**
 * A decoder with attention and a linear head. Each step asks the memory with the state before it, reads what it is fed, what is
 * known and the context, and answers from its new state and the context. Shapes: see `AttentionDecoderInputs`. Parameters start
 * as those of PyTorch's `LSTMCell`, `GRUCell` and `Linear` do.
 * @throws OptionError when a size is not a whole number of at least 1, or of at least 0 for `knownSize` and `feedSize`, or when
 *   cell or score are unknown
 * @example new AttentionDecoder({ hiddenSize: 8, memorySize: 8, outputSize: 1 }, { random: createRandom(1) }).parameterCount() //=> 769
 * @see Bahdanau, Cho & Bengio 2015, "Neural machine translation by jointly learning to align and translate", ICLR
 * @see Luong, Pham & Manning 2015, "Effective approaches to attention-based neural machine translation", EMNLP
 */
export class AttentionDecoder extends Module {
  readonly #cell: DecoderCell;
  readonly #score: AttentionScore | "none";
  readonly #feedback: AttentionDecoderOptions["feedback"];
  readonly #unit: { weightIH: Tensor; weightHH: Tensor; biasIH: Tensor; biasHH: Tensor };
  /** The head's weight (D+E,O) and bias (O). */
  readonly head: { readonly weight: Tensor; readonly bias: Tensor };
  readonly #query: Tensor | undefined;
  readonly #additive: { readonly key: Tensor; readonly keyBias: Tensor; readonly weight: Tensor } | undefined;

  constructor(options: AttentionDecoderOptions, context: ModuleContext) {
    super(context);
    assertChoice("AttentionDecoder cell", options.cell, ["lstm", "gru"]);
    assertChoice("AttentionDecoder score", options.score, ["additive", "multiplicative", "none"]);
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
    const querySize = additive ? attentionSize : memorySize;
    this.#query = score === "none" ? undefined : this.parameter("query.weight", [hiddenSize, querySize], bound, true);
    this.#additive = additive ? this.#additiveParts(memorySize, attentionSize) : undefined;
    const seen = hiddenSize + memorySize;
    this.head = {
      weight: this.parameter("out.weight", [seen, outputSize], 1 / Math.sqrt(seen), true),
      bias: this.parameter("out.bias", [outputSize], 1 / Math.sqrt(seen)),
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

  /** @throws ShapeError when the inputs do not fit; OptionError when a mask is given, but no attention is there to heed it */
  forward({ memory, mask, state, feed, forced, known }: AttentionDecoderInputs): AttentionDecoderOutput {
    if (mask && this.#score === "none") throw maskWithoutAttention();
    const { output, attention, hn, cn } = attentionDecoder({
      cell: this.#cell,
      ...(this.#score === "none" ? lastRow(memory, state?.h ?? feed, this.#unit.weightHH) : this.#asked(memory, mask)),
      feed,
      forced,
      feedback: this.#feedback,
      x: known,
      h0: state?.h,
      c0: state?.c,
      weightQuery: this.#query,
      weightOut: this.head.weight,
      biasOut: this.head.bias,
      ...this.#unit,
    });
    const next = cn ? { h: hn, c: cn } : { h: hn };
    return this.#score === "none" ? { output, state: next } : { output, attention, state: next };
  }

  /** The memory with its keys (B,T,A). */
  #asked(memory: Tensor, mask: Tensor | undefined): Asked {
    const parts = this.#additive;
    if (!parts) return { score: "multiplicative", memory, keys: memory, mask };
    const seen = mask ? maskSteps(memory, mask) : memory; // what does not count may be NaN, and 0 times NaN is NaN
    const keys = affine(seen, parts.key, parts.keyBias);
    return { score: "additive", memory, keys, mask, weightScore: reshape(parts.weight, [parts.weight.size]) };
  }
}

function maskWithoutAttention(): OptionError {
  return new OptionError({
    where: "AttentionDecoder mask",
    expected: "none, since the context is the memory's last row",
    found: "one",
    remedy: 'choose the score "additive" or "multiplicative", or give memory whose last row counts',
  });
}

type Asked = Pick<AttentionDecoderOperands, "score" | "memory" | "keys" | "mask" | "weightScore">;

/** The last row of the memory, with a key that any query is content with. */
function lastRow(memory: Tensor, { shape: [batch] }: Tensor, { shape: [hidden] }: Tensor): Asked {
  const [, time] = memory.shape as [number, number];
  const keys = tensor(new Float32Array(batch! * hidden!), [batch!, 1, hidden!], memory.backend);
  return { score: "multiplicative", memory: slice(memory, 1, time - 1, time), keys };
}
