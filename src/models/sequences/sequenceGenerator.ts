/** Sequence generator: a language model of characters or words. Shapes: see `generatorNetwork.ts`. */
import { crossEntropyLoss, numericsClass, tensor, type Tensor } from "../../autograd/index.ts";
import { DataError } from "../../errors.ts";
import type { ForwardContext } from "../../nn/index.ts";
import { resolveOptions, type OptionSpecs } from "../../options.ts";
import { createRandom } from "../../random.ts";
import { Sha256 } from "../../sha256.ts";
import { train, type FitOptions } from "../../training/index.ts";
import { FittedSequenceGenerator, type FittedGenerator } from "./fittedGenerator.ts";
import {
  GeneratorNetwork,
  generatorNetworkOptions,
  type CarriedState,
  type GeneratorNetworkOptions,
} from "./generatorNetwork.ts";
import { TextStreams, type StreamSizes } from "./textStreams.ts";
import { tokensOf, type TokenLevel } from "./tokens.ts";
import { sequenceTraining, type SequenceTraining } from "./training.ts";
import { Vocabulary, type VocabularyLimits } from "./vocabulary.ts";

/** Options of `sequenceGenerator`. */
export interface GeneratorOptions extends GeneratorNetworkOptions, VocabularyLimits, StreamSizes, SequenceTraining {
  readonly split: TokenLevel;
}

/** A sequence generator before it has seen a text. */
export interface SequenceGenerator {
  readonly name: string;
  /** All options, defaults filled in. */
  readonly options: GeneratorOptions;
  /**
   * Learns from a text; its end is held back for early stopping.
   * @throws DataError when the text has fewer than two tokens; NumericalError when training diverges; CancelledError when the
   *   signal is aborted
   */
  fit(text: string, options?: FitOptions): Promise<FittedGenerator>;
}

/** The table of all options. */
export const generatorOptions: OptionSpecs<GeneratorOptions> = {
  split: {
    default: "characters",
    description: "the tokens that are learned and generated; blanks between words are tokens too",
    choices: ["words", "characters"],
  },
  minCount: {
    default: 1,
    description: "how often a token must occur in training to be known",
    integer: true,
    min: 1,
  },
  vocabularySize: {
    default: 10_000,
    description: "tokens known at most, the most frequent ones",
    integer: true,
    min: 1,
    max: 1_000_000,
  },
  ...generatorNetworkOptions,
  streams: {
    default: 32,
    description: "parts of the text that are read side by side in one optimizer step",
    integer: true,
    min: 1,
    max: 65_536,
  },
  chunkLength: {
    default: 64,
    description: "steps that gradients flow back through; states go on beyond them",
    integer: true,
    min: 1,
    max: 65_536,
  },
  ...sequenceTraining(
    { epochs: 8, learningRate: 5e-3, patience: 3, averaging: 0.99 },
    "share of the text, its end, held back for early stopping",
  ),
};

/**
 * Learns which token follows the ones before, and writes on from a prompt.
 * @throws OptionError when an option is unknown or outside its range
 * @example (await sequenceGenerator({ hiddenSize: 32 }).fit("la ".repeat(500))).generate({ prompt: "la l", length: 2 }) //=> "a "
 * @see Sutskever, Martens & Hinton 2011, "Generating text with recurrent neural networks", ICML
 */
export function sequenceGenerator(
  options: { readonly [K in keyof GeneratorOptions]?: GeneratorOptions[K] | undefined } = {},
): SequenceGenerator {
  const name = "sequence-generator";
  const resolved = resolveOptions<GeneratorOptions>(name, generatorOptions, options as Partial<GeneratorOptions>);
  return { name, options: resolved, fit: (text, fitOptions) => fit(resolved, text, fitOptions) };
}

/** A chunk of the streams of training or of the tail. */
interface Place {
  readonly streams: TextStreams;
  readonly index: number;
}

const placesOf = (streams: TextStreams): Place[] =>
  Array.from({ length: streams.chunks }, (_, index) => ({ streams, index }));

async function fit(options: GeneratorOptions, text: string, fitOptions?: FitOptions): Promise<FittedGenerator> {
  const tokens = tokensOf(text, options.split);
  const end = tokens.length - Math.floor(options.validationFraction * tokens.length);
  const vocabulary = Vocabulary.of([tokens.slice(0, end)], options);
  const training = new TextStreams(vocabulary.encode(tokens.slice(0, end)), options);
  if (training.chunks === 0) {
    const found = `${end}`;
    throw new DataError({
      where: "sequence-generator.fit",
      expected: "a text of two tokens or more to learn from",
      found,
    });
  }
  const tail = new TextStreams(vocabulary.encode(tokens.slice(end)), options);
  const random = createRandom(options.seed);
  const network = new GeneratorNetwork(vocabulary.size, options, { random: random.fork(0) });
  try {
    const history = await train(
      {
        model: "sequence-generator",
        module: network,
        training: placesOf(training),
        validation: placesOf(tail),
        loss: lossOf(network),
        options: { ...options, batchSize: 1, stepsPerEpoch: training.chunks, accumulate: 1 },
        random: random.fork(1),
        identity: { text: new Sha256().update(new TextEncoder().encode(text)).hex() },
        ordered: true,
      },
      fitOptions,
    );
    const state = network.stateDict();
    return new FittedSequenceGenerator({ options, vocabulary, state, history, numerics: numericsClass() });
  } finally {
    network.release();
  }
}

/** The loss of one chunk after the other: states go on from each to the next, and start at zero with the first. */
function lossOf(network: GeneratorNetwork): (places: readonly Place[], context: ForwardContext) => Tensor {
  let carried: CarriedState | undefined;
  return ([place], context) => {
    const { streams, index } = place!;
    const { inputs, targets } = streams.chunk(index);
    const { logits, state } = network.forward(inputs, streams.batch, index === 0 ? undefined : carried, context);
    carried = state;
    return crossEntropyLoss(logits, tensor(targets, logits.shape.slice(0, 2)));
  };
}
