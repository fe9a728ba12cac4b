/** Sequence classifier: which class a sequence belongs to, of tokens or of numbers. Shapes: see `classifierNetwork.ts`. */
import { crossEntropyLoss, numericsClass, tensor, type Tensor } from "../../autograd/index.ts";
import type { ForwardContext } from "../../nn/index.ts";
import { resolveOptions, type OptionSpecs } from "../../options.ts";
import { createRandom } from "../../random.ts";
import { train, trainingOptions, type FitOptions } from "../../training/index.ts";
import { ClassifierNetwork, classifierNetworkOptions, type ClassifierNetworkOptions } from "./classifierNetwork.ts";
import { FittedSequenceClassifier, type FittedClassifier } from "./fittedClassifier.ts";
import { hashOf, readSamples, type Sample } from "./classifierSamples.ts";
import { balancedWeights, type LabelledSequence } from "./labels.ts";
import type { ReadingOptions } from "./sequence.ts";
import { padSequences } from "./sequenceBatch.ts";
import { sequenceTraining, type SequenceTraining } from "./training.ts";

/** Options of `sequenceClassifier`. */
export interface ClassifierOptions extends ReadingOptions, ClassifierNetworkOptions, SequenceTraining {
  /** Whether rare classes count as much as frequent ones. */
  readonly classWeights: "none" | "balanced";
  /** Sequences in one optimizer step. */
  readonly batchSize: number;
}

/** What may be given besides the examples. */
export interface ClassifierFitOptions extends FitOptions {
  /** Examples for early stopping; a share of the others unless given. */
  readonly validation?: readonly LabelledSequence[] | undefined;
}

/** A sequence classifier before it has seen examples. */
export interface SequenceClassifier {
  readonly name: string;
  /** All options, defaults filled in. */
  readonly options: ClassifierOptions;
  /**
   * Learns from labelled sequences and nothing else.
   * @throws DataError naming the example that cannot be learned from; NumericalError when training diverges;
   *   CancelledError when the signal is aborted
   */
  fit(examples: readonly LabelledSequence[], options?: ClassifierFitOptions): Promise<FittedClassifier>;
}

/** The table of all options. */
export const classifierOptions: OptionSpecs<ClassifierOptions> = {
  input: {
    optional: true,
    description:
      "what sequences consist of; chosen from the first example unless given: texts and lists of texts are tokens, all else is numbers",
    choices: ["tokens", "numbers"],
  },
  split: { default: "words", description: "what texts are split into", choices: ["words", "characters"] },
  minCount: {
    default: 1,
    description: "how often a token must occur in training to be known",
    integer: true,
    min: 1,
  },
  vocabularySize: {
    default: 20_000,
    description: "tokens known at most, the most frequent ones",
    integer: true,
    min: 1,
    max: 1_000_000,
  },
  ...classifierNetworkOptions,
  classWeights: {
    default: "none",
    description: "whether rare classes count as much as frequent ones",
    choices: ["none", "balanced"],
  },
  batchSize: { ...trainingOptions.batchSize, description: "sequences in one optimizer step" },
  ...sequenceTraining(
    { epochs: 20, learningRate: 5e-3, patience: 6, averaging: 0.99 },
    "share of each class's examples held back for early stopping where no validation is given",
  ),
};

/**
 * Tells which class a sequence belongs to: texts, lists of tokens, or series of numbers.
 * @throws OptionError when an option is unknown or outside its range
 * @example const fitted = await sequenceClassifier({ seed: 7 }).fit([{ sequence: "so good", label: "pro" }, …])
 * @see Schuster & Paliwal 1997, "Bidirectional recurrent neural networks", IEEE Transactions on Signal Processing 45
 */
export function sequenceClassifier(
  options: { readonly [K in keyof ClassifierOptions]?: ClassifierOptions[K] | undefined } = {},
): SequenceClassifier {
  const name = "sequence-classifier";
  const resolved = resolveOptions<ClassifierOptions>(name, classifierOptions, options as Partial<ClassifierOptions>);
  return { name, options: resolved, fit: (examples, fitOptions) => fit(resolved, examples, fitOptions) };
}

async function fit(
  options: ClassifierOptions,
  examples: readonly LabelledSequence[],
  { validation, ...fitOptions }: ClassifierFitOptions = {},
): Promise<FittedClassifier> {
  const random = createRandom(options.seed);
  const samples = readSamples(examples, validation, options, random.fork(2));
  const { classes, reader, training } = samples;
  const weights =
    options.classWeights === "balanced" ? balancedWeights(targetsOf(training), classes.length) : undefined;
  const network = new ClassifierNetwork(reader, classes.length, options, { random: random.fork(0) });
  try {
    const history = await train(
      {
        model: "sequence-classifier",
        module: network,
        training,
        validation: samples.validation,
        loss: lossOf(network, weights),
        options: { ...options, stepsPerEpoch: training.length, accumulate: 1 },
        random: random.fork(1),
        identity: { examples: hashOf(samples) },
      },
      fitOptions,
    );
    const state = network.stateDict();
    return new FittedSequenceClassifier({ options, classes, reader, state, history, numerics: numericsClass() });
  } finally {
    network.release();
  }
}

const targetsOf = (samples: readonly Sample[]): number[] => samples.map(({ target }) => target);

function lossOf(
  network: ClassifierNetwork,
  classWeights: readonly number[] | undefined,
): (samples: readonly Sample[], context: ForwardContext) => Tensor {
  return (samples, context) => {
    const logits = network.forward(padSequences(samples, network.width), context);
    return crossEntropyLoss(logits, tensor(targetsOf(samples)), { classWeights });
  };
}
