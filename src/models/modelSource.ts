/** Where saved models come from, and which function reads which. */
import { readBytes } from "#platform";
import { ModelFileError } from "../errors.ts";
import type { SavedForecaster } from "./forecaster.ts";
import { decodeModel } from "./modelFile.ts";

/** The readers of models that are no forecasters, by the model's name in the file. */
const readers: Readonly<Record<string, string>> = {
  "sequence-classifier": "loadClassifier",
  "sequence-generator": "loadGenerator",
};

/**
 * Reads a model from a path, a Blob or bytes.
 * @throws ModelFileError when the file is no model or damaged; DataError when it cannot be read
 */
export async function readModel(
  source: string | Blob | Uint8Array,
): Promise<{ readonly where: string; readonly saved: SavedForecaster }> {
  const where = typeof source === "string" ? source : "model file";
  const bytes =
    typeof source === "string"
      ? await readBytes(source)
      : source instanceof Blob
        ? new Uint8Array(await source.arrayBuffer())
        : source;
  return { where, saved: decodeModel(bytes, where) };
}

/** The refusal of a file that holds another model than the one wanted; `otherwise` says who may read one of no known reader. */
export function otherModel(where: string, name: unknown, expected: string, otherwise: string): ModelFileError {
  const reader = typeof name === "string" && Object.hasOwn(readers, name) ? readers[name]! : otherwise;
  return new ModelFileError({
    where,
    expected,
    found: JSON.stringify(name) ?? "no name",
    remedy: `read it with ${reader}`,
  });
}
