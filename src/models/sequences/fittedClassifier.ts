/** A trained sequence classifier, in plain memory; arena memory is taken for the length of a call. */
import { softmax, step, type NumericsClass } from "../../autograd/index.ts";
import { DataError } from "../../errors.ts";
import type { StateDict } from "../../nn/index.ts";
import { createRandom } from "../../random.ts";
import type { TrainingHistory } from "../../training/index.ts";
import { classificationScores, type ClassificationScores } from "./classificationScores.ts";
import { ClassifierNetwork } from "./classifierNetwork.ts";
import { classIndices, type Label, type LabelledSequence } from "./labels.ts";
import { encodeNetwork } from "./savedSequences.ts";
import type { EncodedSequence, Sequence, SequenceReader } from "./sequence.ts";
import { bucketsOf, padSequences } from "./sequenceBatch.ts";
import type { ClassifierOptions } from "./sequenceClassifier.ts";

/** What a classifier says of a sequence. */
export interface Classification {
  /** The most probable class. */
  readonly label: Label;
  /** (K): the probability of each class, in the order of `classes` */
  readonly probabilities: Float64Array;
}

/** A sequence classifier that has learned. */
export interface FittedClassifier {
  readonly name: string;
  readonly options: ClassifierOptions;
  /** Its classes (K): numbers before texts, each in their order. */
  readonly classes: readonly Label[];
  /** How training went. */
  readonly history: TrainingHistory;
  /**
   * The class of each sequence; the same whatever sequences it is asked about with.
   * @throws DataError naming the sequence that is empty, of another kind than in training, or holds a number that is not finite
   */
  predict(sequences: readonly Sequence[]): Classification[];
  /**
   * How well it tells the classes of examples.
   * @throws DataError as `predict`, and when a label is none of its classes, or there is no example
   */
  evaluate(examples: readonly LabelledSequence[]): ClassificationScores;
  /** Everything that `loadClassifier` needs, as the bytes of a safetensors file. */
  save(): Uint8Array;
}

/** What a trained classifier consists of. */
export interface ClassifierParts {
  readonly options: ClassifierOptions;
  readonly classes: readonly Label[];
  readonly reader: SequenceReader;
  readonly state: StateDict;
  readonly history: TrainingHistory;
  readonly numerics: NumericsClass;
}

/** The classifier that `fit` and `loadClassifier` give. */
export class FittedSequenceClassifier implements FittedClassifier {
  readonly name = "sequence-classifier";
  readonly #parts: ClassifierParts;

  /** @throws ModelFileError when the weights do not fit the options */
  constructor(parts: ClassifierParts) {
    this.#parts = parts;
    this.#network().release(); // builds the network once, so that weights that do not fit are refused now
  }

  get options(): ClassifierOptions {
    return this.#parts.options;
  }

  get classes(): readonly Label[] {
    return this.#parts.classes;
  }

  get history(): TrainingHistory {
    return this.#parts.history;
  }

  predict(sequences: readonly Sequence[]): Classification[] {
    return this.#classify(this.#encode("predict", "sequence", sequences)).map(({ index, probabilities }) => {
      return { label: this.classes[index]!, probabilities };
    });
  }

  evaluate(examples: readonly LabelledSequence[]): ClassificationScores {
    const where = `${this.name}.evaluate`;
    if (examples.length === 0) throw new DataError({ where, expected: "at least one example", found: "none" });
    const truth = classIndices(where, examples, this.classes);
    const sequences = examples.map(({ sequence }) => sequence);
    const predicted = this.#classify(this.#encode("evaluate", "example", sequences)).map(({ index }) => index);
    return classificationScores(truth, predicted, this.classes.length);
  }

  save(): Uint8Array {
    const { options, classes, reader, state, history, numerics } = this.#parts;
    return encodeNetwork({ model: this.name, options, classes, reader: reader.state(), history, numerics }, state);
  }

  #encode(call: string, what: string, sequences: readonly Sequence[]): EncodedSequence[] {
    return sequences.map((one, i) => this.#parts.reader.encode(`${this.name}.${call} ${what} ${i}`, one));
  }

  #network(): ClassifierNetwork {
    const { reader, classes, options, state } = this.#parts;
    const network = new ClassifierNetwork(reader, classes.length, options, { random: createRandom(0) });
    try {
      network.loadStateDict(state);
    } catch (cause) {
      network.release();
      throw cause;
    }
    return network;
  }

  #classify(sequences: readonly EncodedSequence[]): { index: number; probabilities: Float64Array }[] {
    const results: { index: number; probabilities: Float64Array }[] = [];
    const context = { training: false, random: createRandom(0) };
    const network = this.#network();
    try {
      for (const places of bucketsOf(sequences)) {
        const batch = padSequences(
          places.map((i) => sequences[i]!),
          network.width,
        );
        const rows = step(() => Float64Array.from(softmax(network.forward(batch, context)).data), { record: false });
        const width = rows.length / places.length;
        places.forEach((place, b) => {
          const probabilities = rows.slice(b * width, (b + 1) * width);
          results[place] = { index: probabilities.indexOf(Math.max(...probabilities)), probabilities };
        });
      }
    } finally {
      network.release();
    }
    return results;
  }
}
