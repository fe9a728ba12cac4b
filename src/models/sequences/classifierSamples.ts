/** What a classifier is trained on and judged by: sequences encoded by what the training ones taught, with their classes. */
import type { Random } from "../../random.ts";
import { Sha256 } from "../../sha256.ts";
import { classesOf, classIndices, type Label, type LabelledSequence } from "./labels.ts";
import { fitReader, type EncodedSequence, type ReadingOptions, type SequenceReader } from "./sequence.ts";

/** An encoded sequence and its class index. */
export interface Sample extends EncodedSequence {
  readonly target: number;
}

/** The examples of a fit, read. */
export interface ClassifierSamples {
  readonly classes: readonly Label[];
  readonly reader: SequenceReader;
  readonly training: readonly Sample[];
  /** For early stopping. */
  readonly validation: readonly Sample[];
}

const WHERE = "sequence-classifier.fit";

/**
 * Reads examples; a share of each class is held back unless examples for validation are given.
 * @throws DataError naming the example that cannot be read, or when there are not two classes
 */
export function readSamples(
  examples: readonly LabelledSequence[],
  given: readonly LabelledSequence[] | undefined,
  options: ReadingOptions & { readonly validationFraction: number },
  random: Random,
): ClassifierSamples {
  const classes = classesOf(WHERE, examples);
  const targets = classIndices(WHERE, examples, classes);
  const held = given ? new Set<number>() : heldBack(targets, classes.length, options.validationFraction, random);
  const places = targets.map((_, i) => i);
  const taught = places.filter((i) => !held.has(i));
  const where = (i: number): string => `${WHERE} example ${i}`;
  const reader = fitReader(
    taught.map((i) => examples[i]!.sequence),
    options,
    (i) => where(taught[i]!),
  );
  const sample = (i: number): Sample => ({ ...reader.encode(where(i), examples[i]!.sequence), target: targets[i]! });
  const validation = given ? judgedBy(given, reader, classes) : places.filter((i) => held.has(i)).map(sample);
  return { classes, reader, training: taught.map(sample), validation };
}

function judgedBy(examples: readonly LabelledSequence[], reader: SequenceReader, classes: readonly Label[]): Sample[] {
  const where = `${WHERE} validation`;
  const targets = classIndices(where, examples, classes);
  return examples.map(({ sequence }, i) => {
    const { length, values } = reader.encode(`${where} example ${i}`, sequence);
    return { length, values, target: targets[i]! };
  });
}

/** The same share of each class, drawn by chance; every class keeps an example to learn from. */
function heldBack(targets: readonly number[], classes: number, fraction: number, random: Random): Set<number> {
  const held = Array.from({ length: classes }, (_, k) => {
    const own = Uint32Array.from(targets.keys()).filter((i) => targets[i] === k);
    return Array.from(random.shuffle(own).subarray(0, Math.floor(fraction * own.length)));
  });
  return new Set(held.flat());
}

/** What a checkpoint must have been made of: SHA-256 of how sequences are read, of all of them and of their classes. */
export function hashOf({ reader, classes, training, validation }: ClassifierSamples): string {
  const hash = new Sha256().update(new TextEncoder().encode(JSON.stringify([reader.state(), classes])));
  for (const { length, target, values } of [...training, ...validation]) {
    for (const numbers of [Float64Array.of(length, target), values]) hash.update(bytesOf(numbers));
  }
  return hash.hex();
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
