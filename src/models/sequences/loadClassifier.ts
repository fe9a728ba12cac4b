/** Reading saved sequence classifiers. */
import { listOf, savedOptions, type Check } from "../savedFields.ts";
import { FittedSequenceClassifier, type ClassifierParts, type FittedClassifier } from "./fittedClassifier.ts";
import { isLabel } from "./labels.ts";
import { readSequenceModel, restored } from "./savedSequences.ts";
import { isReader, restoreReader, type SavedReader } from "./sequence.ts";
import { classifierOptions, type ClassifierOptions } from "./sequenceClassifier.ts";

const isClasses: Check = (value) => listOf(isLabel)(value) && new Set(value as unknown[]).size > 1;

/**
 * Reads a sequence classifier from a path, a Blob or bytes; its probabilities are those of the saved one to the last bit.
 * @throws ModelFileError when the file is no classifier or damaged; DataError when it cannot be read
 * @example const fitted = await loadClassifier("sentiment.safetensors")
 */
export async function loadClassifier(source: string | Blob | Uint8Array): Promise<FittedClassifier> {
  const { where, config, state } = await readSequenceModel(source, "sequence-classifier", {
    classes: isClasses,
    reader: isReader,
  });
  const options = savedOptions<ClassifierOptions>(where, classifierOptions, config["options"]);
  const reader = restoreReader(config["reader"] as SavedReader, options);
  const { classes, history, numerics } = config as unknown as ClassifierParts;
  return restored(where, () => new FittedSequenceClassifier({ options, classes, reader, state, history, numerics }));
}
