/**
 * Model files: one safetensors file, whose metadata hold the configuration as JSON and the SHA-256 of the whole file, which
 * is checked before anything is built of it. Files of format 1, which had no hash, and of format 2, which called `normalization` otherwise, are still read.
 */
import { ModelFileError } from "../errors.ts";
import { checkSeal, encodeSealed, parseRecord, readHeader, readTensor, type Refusal } from "../safetensors.ts";
import { version } from "../version.generated.ts";
import type { SavedForecaster } from "./forecaster.ts";

const FORMAT = 3;
const UNSEALED_FORMAT = 1;

/** Encodes a configuration and tensors; the same input gives the same bytes. */
export function encodeModel({ config, tensors }: SavedForecaster): Uint8Array {
  return encodeSealed(tensors, { seqcast: JSON.stringify({ format: FORMAT, version, ...config }) });
}

/**
 * Decodes what `encodeModel` made.
 * @throws ModelFileError when the bytes are something else, of a newer format, or not as they were written
 */
export function decodeModel(bytes: Uint8Array, where = "model file"): SavedForecaster {
  const refuse: Refusal = (found) =>
    new ModelFileError({
      where,
      expected: "a model saved by seqcast",
      found,
      remedy: "save it again with save() or --save",
    });
  const header = readHeader(bytes, refuse);
  const text = header.metadata["seqcast"];
  const config = typeof text === "string" ? parseRecord(text) : undefined;
  if (!config) throw refuse("no seqcast metadata");
  checkFormat(where, config, refuse);
  const sealed = config["format"] !== UNSEALED_FORMAT || "sha256" in header.metadata;
  if (sealed) checkSeal(bytes, header, refuse);
  const tensors = header.entries.map((entry) => [entry.name, readTensor(bytes, entry, refuse)] as const);
  return { config, tensors: Object.fromEntries(tensors) };
}

/** @throws ModelFileError unless this version reads the format; of a newer one it says by what it can be read */
function checkFormat(where: string, { format, version: by }: SavedForecaster["config"], refuse: Refusal): void {
  if (typeof format === "number" && Number.isInteger(format) && format >= UNSEALED_FORMAT && format <= FORMAT) return;
  const reads = `this version (${version}) reads formats ${UNSEALED_FORMAT} to ${FORMAT}`;
  if (typeof format !== "number" || !(format > FORMAT)) throw refuse(`format ${JSON.stringify(format)}; ${reads}`);
  throw new ModelFileError({
    where,
    expected: `a model of format ${UNSEALED_FORMAT} to ${FORMAT}`,
    found: `the newer format ${format}`,
    remedy: `read it with seqcast ${typeof by === "string" ? by : "of the version that saved it"} or newer (this is ${version})`,
  });
}
