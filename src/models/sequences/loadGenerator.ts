/** Reading saved sequence generators. */
import { isText, listOf, savedOptions } from "../savedFields.ts";
import { FittedSequenceGenerator, type FittedGenerator, type GeneratorParts } from "./fittedGenerator.ts";
import { readSequenceModel, restored } from "./savedSequences.ts";
import { generatorOptions, type GeneratorOptions } from "./sequenceGenerator.ts";
import { Vocabulary } from "./vocabulary.ts";

/**
 * Reads a sequence generator from a path, a Blob or bytes; it writes what the saved one writes.
 * @throws ModelFileError when the file is no generator or damaged; DataError when it cannot be read
 * @example const fitted = await loadGenerator("shakespeare.safetensors")
 */
export async function loadGenerator(source: string | Blob | Uint8Array): Promise<FittedGenerator> {
  const { where, config, state } = await readSequenceModel(source, "sequence-generator", { tokens: listOf(isText) });
  const options = savedOptions<GeneratorOptions>(where, generatorOptions, config["options"]);
  const vocabulary = new Vocabulary(config["tokens"] as readonly string[]);
  const { history, numerics } = config as unknown as GeneratorParts;
  return restored(where, () => new FittedSequenceGenerator({ options, vocabulary, state, history, numerics }));
}
