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
  for (const { data } of Object.values(tensors))
    for (const value of data) (view.setFloat32(at, value, true), (at += 4));
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
  const header = parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const { __metadata__, ...entries } = header ?? {};
  const config = parse((__metadata__ as { seqcast?: string } | undefined)?.seqcast ?? "");
  if (!config) throw refuse("no seqcast metadata");
  if (config["format"] !== FORMAT)
    throw refuse(`format ${String(config["format"])}, while this version (${version}) reads format ${FORMAT}`);
  const tensors = Object.entries(entries as Record<string, TensorHeader>).map(
    ([
      name,
      {
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      if (8 + length + to > bytes.length) throw refuse(`a file cut short in "${name}"`);
      const data = Float32Array.from({ length: (to - from) / 4 }, (_, i) =>
        view.getFloat32(8 + length + from + 4 * i, true),
      );
      return [name, { shape, data }] as const;
    },
  );
  return { config, tensors: Object.fromEntries(tensors) };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
