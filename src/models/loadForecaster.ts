/** Saved forecasters: written whole or not at all, and read back. */
import { writeWhole } from "#platform";
import type { FittedForecaster, SavedForecaster } from "./forecaster.ts";
import { FittedConformal } from "./intervals/fittedConformal.ts";
import { otherModel, readModel } from "./modelSource.ts";
import { registry } from "./registry.ts";
import { KEEPING, KeepingForecaster } from "./updating/keepHistory.ts";

/**
 * Writes a fitted forecaster to a file; a browser offers it as a download.
 * @throws DataError when the path cannot be written
 * @example await saveForecaster("load.safetensors", fitted)
 */
export async function saveForecaster(path: string, fitted: FittedForecaster): Promise<void> {
  await writeWhole(path, fitted.save());
}

/**
 * Reads a fitted forecaster from a path, a Blob or bytes; its forecasts are those of the saved one to the last bit.
 * @throws ModelFileError when the file is no model or damaged; DataError when it cannot be read
 * @example const fitted = await loadForecaster("load.safetensors")
 */
export async function loadForecaster(source: string | Blob | Uint8Array): Promise<FittedForecaster> {
  const { where, saved } = await readModel(source);
  return restore(where, saved);
}

/** By the registry's entry of its name; intervals about another forecaster restore that one first. */
function restore(where: string, saved: SavedForecaster): FittedForecaster {
  const name = saved.config["model"];
  if (name === "conformal") return FittedConformal.restore(saved, (base) => restore(where, base));
  if (name === KEEPING) return KeepingForecaster.restore(saved, (base) => restore(where, base));
  const definition = registry.find((entry) => entry.name === name);
  if (definition) return definition.restore(saved);
  const expected = `one of the models ${registry.map((entry) => entry.name).join(", ")}, conformal`;
  throw otherModel(where, name, expected, "the version of seqcast that saved it");
}
