/** Saved sequence models: what both write besides their own, and how it is checked when it is read. */
import { ModelFileError } from "../../errors.ts";
import type { StateDict } from "../../nn/index.ts";
import { encodeModel } from "../modelFile.ts";
import { otherModel, readModel } from "../modelSource.ts";
import { checkFields, type Check } from "../savedFields.ts";
import { isHistory, isNumerics } from "../savedNetwork.ts";

/** Encodes a configuration and the weights of a network. */
export function encodeNetwork(config: Readonly<Record<string, unknown>>, state: StateDict): Uint8Array {
  const tensors = Object.entries(state).map(
    ([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }] as const,
  );
  return encodeModel({ config, tensors: Object.fromEntries(tensors) });
}

/** A checked file: the configuration, whose fields have the form asked for, and the weights. */
export interface SavedSequenceModel {
  readonly where: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly state: StateDict;
}

/**
 * Reads the file of a model by its name and checks its own fields, the history and the class of numerics.
 * @throws ModelFileError when it is another model, or a field is missing or of another form; DataError when it cannot be read
 */
export async function readSequenceModel(
  source: string | Blob | Uint8Array,
  model: string,
  fields: Readonly<Record<string, Check>>,
): Promise<SavedSequenceModel> {
  const { where, saved } = await readModel(source);
  const { config, tensors } = saved;
  if (config["model"] !== model) throw otherModel(where, config["model"], `a ${model}`, "loadForecaster");
  checkFields(where, config, { ...fields, history: isHistory, numerics: isNumerics });
  return { where, config, state: tensors };
}

/** Makes a fitted model; what fails then lies in the file. */
export function restored<M>(where: string, make: () => M): M {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof ModelFileError) throw cause;
    throw new ModelFileError({ where, expected: "options that build its network", found: String(cause) });
  }
}
