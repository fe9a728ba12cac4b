/** A trained sequence generator, in plain memory; arena memory is taken while it reads or writes. */
import type { NumericsClass } from "../../autograd/index.ts";
import { DataError, OptionError } from "../../errors.ts";
import type { StateDict } from "../../nn/index.ts";
import { resolveOptions, type OptionSpecs } from "../../options.ts";
import { createRandom } from "../../random.ts";
import type { TrainingHistory } from "../../training/index.ts";
import { GeneratorNetwork } from "./generatorNetwork.ts";
import { sampleToken, samplingOptions, type SamplingOptions } from "./sampling.ts";
import { encodeNetwork } from "./savedSequences.ts";
import type { GeneratorOptions } from "./sequenceGenerator.ts";
import { Stepper } from "./stepper.ts";
import { tokensOf } from "./tokens.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** How a text is written. */
export interface GenerateOptions extends SamplingOptions {
  /** Tokens to write. */
  readonly length: number;
  /** Seed of the draws. */
  readonly seed: number;
}

/** What `generate` and `stream` may be given. */
export type GivenGenerateOptions = { readonly [K in keyof GenerateOptions]?: GenerateOptions[K] | undefined } & {
  /** What the text goes on from; a new line unless given. Characters and words that training did not see count as unknown. */
  readonly prompt?: string | undefined;
};

/** A sequence generator that has learned. */
export interface FittedGenerator {
  readonly name: string;
  readonly options: GeneratorOptions;
  /** The tokens it knows, the most frequent first. */
  readonly tokens: readonly string[];
  /** How training went; losses are nats a token. */
  readonly history: TrainingHistory;
  /**
   * Writes on from a prompt; what comes back begins behind it. The same seed gives the same text.
   * @throws OptionError when an option is unknown or outside its range, or the prompt is empty
   * @example fitted.generate({ prompt: "ROMEO:", length: 200, temperature: 0.8, seed: 7 })
   */
  generate(options?: GivenGenerateOptions): string;
  /**
   * As `generate`, token by token, each as soon as it is drawn. What it holds in memory is given back at its end, or when a
   * loop over it is left.
   * @example for (const token of fitted.stream({ prompt: "ROMEO:" })) process.stdout.write(token);
   */
  stream(options?: GivenGenerateOptions): Generator<string, void>;
  /**
   * The mean cross-entropy of a text in nats a token: how well each token but the first is foretold from all before it.
   * @throws DataError when the text has fewer than two tokens
   */
  loss(text: string): number;
  /** Everything that `loadGenerator` needs, as the bytes of a safetensors file. */
  save(): Uint8Array;
}

const generateOptions: OptionSpecs<GenerateOptions> = {
  length: { default: 200, description: "tokens to write", integer: true, min: 1 },
  ...samplingOptions,
  seed: { default: 1, description: "seed of the draws", integer: true },
};

/** Tokens read at a time. */
const CHUNK = 256;

/** What a trained generator consists of. */
export interface GeneratorParts {
  readonly options: GeneratorOptions;
  readonly vocabulary: Vocabulary;
  readonly state: StateDict;
  readonly history: TrainingHistory;
  readonly numerics: NumericsClass;
}

/** The generator that `fit` and `loadGenerator` give. */
export class FittedSequenceGenerator implements FittedGenerator {
  readonly name = "sequence-generator";
  readonly #parts: GeneratorParts;

  /** @throws ModelFileError when the weights do not fit the options */
  constructor(parts: GeneratorParts) {
    this.#parts = parts;
    this.#network().release(); // builds the network once, so that weights that do not fit are refused now
  }

  get options(): GeneratorOptions {
    return this.#parts.options;
  }

  get tokens(): readonly string[] {
    return this.#parts.vocabulary.tokens;
  }

  get history(): TrainingHistory {
    return this.#parts.history;
  }

  generate(options?: GivenGenerateOptions): string {
    return [...this.stream(options)].join("");
  }

  stream({ prompt = "\n", ...given }: GivenGenerateOptions = {}): Generator<string, void> {
    const where = `${this.name}.generate`;
    const options = resolveOptions<GenerateOptions>(where, generateOptions, given as Partial<GenerateOptions>);
    const start = this.#encode(prompt);
    if (start.length === 0) throw new OptionError({ where: `${where} prompt`, expected: "a text", found: "none" });
    return this.#write(start, options);
  }

  *#write(start: Float64Array, options: GenerateOptions): Generator<string, void> {
    const random = createRandom(options.seed);
    const network = this.#network();
    try {
      const stepper = new Stepper(network);
      let logits = readAll(stepper, start);
      for (let written = 1; written <= options.length; written++) {
        const token = sampleToken(logits, options, random);
        yield this.tokens[token - 1]!;
        if (written < options.length) logits = stepper.read([token]);
      }
    } finally {
      network.release();
    }
  }

  loss(text: string): number {
    const tokens = this.#encode(text);
    const count = tokens.length - 1;
    if (count < 1) {
      const found = `${tokens.length}`;
      throw new DataError({ where: `${this.name}.loss`, expected: "a text of at least two tokens", found });
    }
    const network = this.#network();
    try {
      const stepper = new Stepper(network);
      let total = 0;
      for (let from = 0; from < count; from += CHUNK) {
        const to = Math.min(from + CHUNK, count);
        total += (to - from) * stepper.judge(tokens.subarray(from, to), tokens.subarray(from + 1, to + 1));
      }
      return total / count;
    } finally {
      network.release();
    }
  }

  save(): Uint8Array {
    const { options, vocabulary, state, history, numerics } = this.#parts;
    return encodeNetwork({ model: this.name, options, tokens: vocabulary.tokens, history, numerics }, state);
  }

  #encode(text: string): Float64Array {
    return this.#parts.vocabulary.encode(tokensOf(text, this.options.split));
  }

  #network(): GeneratorNetwork {
    const { vocabulary, options, state } = this.#parts;
    const network = new GeneratorNetwork(vocabulary.size, options, { random: createRandom(0) });
    try {
      network.loadStateDict(state);
    } catch (cause) {
      network.release();
      throw cause;
    }
    return network;
  }
}

/** Reads a prompt of any length, and gives the logits of what follows it. */
function readAll(stepper: Stepper, tokens: Float64Array): Float64Array {
  let logits: Float64Array = new Float64Array(0);
  for (let from = 0; from < tokens.length; from += CHUNK) logits = stepper.read(tokens.subarray(from, from + CHUNK));
  return logits;
}
