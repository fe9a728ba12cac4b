/**
 * Model files: one safetensors file, whose metadata hold the configuration as JSON. The format is an 8-byte length, a JSON
 * header and raw little-endian data, readable from many languages.
 * @see https://huggingface.co/docs/safetensors
 */
import { ModelFileError } from "../errors.ts";
import { version } from "../version.generated.ts";
import type { SavedForecaster } from "./forecaster.ts";

const FORMAT = 1;

interface TensorHeader {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** Encodes a configuration and tensors; the same input gives the same bytes. */
export function encodeModel({ config, tensors }: SavedForecaster): Uint8Array {
  const seqcast = JSON.stringify({ format: FORMAT, version, ...config });
  const header: Record<string, unknown> = { __metadata__: { seqcast } };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, (offset += 4 * data.length)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(text.length / 8) * 8; // data begin at a multiple of 8: the header is padded with blanks
  const bytes = new Uint8Array(start + offset).fill(0x20, 8, start);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let at = start;
  for (const { data } of Object.values(tensors)) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Decodes what `encodeModel` made.
 * @throws ModelFileError when the bytes are something else
 */
export function decodeModel(bytes: Uint8Array, where = "model file"): SavedForecaster {
  const refuse = (found: string): ModelFileError =>
    new ModelFileError({
      where,
      expected: "a model saved by seqcast",
      found,
      remedy: "save it again with save() or --save",
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 8 ? Number(view.getBigUint64(0, true)) : -1;
  if (length < 2 || 8 + length > bytes.length)
    throw refuse(`${bytes.length} bytes of something else, or a file cut short`);
  const { __metadata__, ...entries } = parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) ?? {};
  const text = (__metadata__ as { seqcast?: unknown } | undefined)?.seqcast;
  const config = typeof text === "string" ? parse(text) : undefined;
  if (!config) throw refuse("no seqcast metadata");
  if (config["format"] !== FORMAT) {
    throw refuse(`format ${JSON.stringify(config["format"])}, while this version (${version}) reads format ${FORMAT}`);
  }
  const start = 8 + length;
  let end = 0; // tensors lie one behind the other, without holes, up to the end of the file
  const tensors = Object.entries(entries).map(([name, entry]) => {
    if (!isTensor(entry, end)) throw refuse(`a damaged entry "${name}"`);
    const { shape, data_offsets } = entry;
    end = data_offsets[1];
    if (start + end > bytes.length) throw refuse(`a file cut short in "${name}"`);
    const count = (end - data_offsets[0]) / 4;
    const data = Float32Array.from({ length: count }, (_, i) => view.getFloat32(start + data_offsets[0] + 4 * i, true));
    return [name, { shape, data }] as const;
  });
  if (start + end !== bytes.length) throw refuse(`${bytes.length - start - end} bytes behind the last tensor`);
  return { config, tensors: Object.fromEntries(tensors) };
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);

/** Whether a header's entry describes float32 values that begin at `from`. */
function isTensor(entry: unknown, from: number): entry is TensorHeader {
  if (typeof entry !== "object" || entry === null) return false;
  const { dtype, shape, data_offsets: offsets } = entry as Partial<Record<keyof TensorHeader, unknown>>;
  if (dtype !== "F32" || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) return false;
  return offsets[0] === from && offsets[1] === from + 4 * shape.reduce((size, length) => size * length, 1);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
