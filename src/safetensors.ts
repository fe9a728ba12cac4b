/**
 * Safetensors files: an 8-byte length, a JSON header and raw little-endian data, readable from many languages. A sealed file
 * holds in its metadata the SHA-256 of itself, its digits taken as zeros: it covers every other byte.
 * @see https://huggingface.co/docs/safetensors
 */
import type { ModelFileError } from "./errors.ts";
import { Sha256 } from "./sha256.ts";

/** An array by its shape, row-major. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** Where a tensor lies in its file. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Its first byte in the file, and the one behind its last. */
  readonly from: number;
  readonly to: number;
}

/** What a header says. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, unknown>>;
  /** In the order of their data. */
  readonly entries: readonly TensorEntry[];
}

/** Makes the error of a file that is refused, from what was found in it. */
export type Refusal = (found: string) => ModelFileError;

const UNSEALED = "0".repeat(64);
const BEFORE_SEAL = 8 + '{"__metadata__":{"sha256":"'.length;

/** Encodes tensors; those of 64-bit numbers are kept as such. The same input gives the same bytes. */
export function encodeSafetensors(
  tensors: Readonly<Record<string, NamedArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const parts = [`"__metadata__":${JSON.stringify(metadata)}`]; // first, whatever the names of tensors are
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const dtype = data instanceof Float64Array ? "F64" : "F32";
    const data_offsets = [offset, (offset += data.byteLength)];
    parts.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets })}`);
  }
  const text = new TextEncoder().encode(`{${parts.join(",")}}`);
  const start = 8 + Math.ceil(text.length / 8) * 8; // data begin at a multiple of 8: the header is padded with blanks
  const bytes = new Uint8Array(start + offset).fill(0x20, 8, start);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let at = start;
  for (const { data } of Object.values(tensors)) {
    const wide = data instanceof Float64Array;
    for (const value of data) {
      if (wide) view.setFloat64(at, value, true);
      else view.setFloat32(at, value, true);
      at += data.BYTES_PER_ELEMENT;
    }
  }
  return bytes;
}

/** Encodes tensors and metadata, sealed. */
export function encodeSealed(
  tensors: Readonly<Record<string, NamedArray>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const bytes = encodeSafetensors(tensors, { sha256: UNSEALED, ...metadata });
  bytes.set(new TextEncoder().encode(new Sha256().update(bytes).hex()), BEFORE_SEAL);
  return bytes;
}

/** @throws what `refuse` makes unless the file is sealed and no byte of it has changed since */
export function checkSeal(bytes: Uint8Array, { metadata }: SafetensorsHeader, refuse: Refusal): void {
  const seal = metadata["sha256"];
  if (typeof seal !== "string") throw refuse("no sha256 of its content");
  const end = BEFORE_SEAL + UNSEALED.length;
  const hash = new Sha256().update(bytes.subarray(0, BEFORE_SEAL)).update(new TextEncoder().encode(UNSEALED));
  if (hash.update(bytes.subarray(end)).hex() === seal) return;
  throw refuse("content that its sha256 does not fit: the file is damaged or was edited");
}

/** @throws what `refuse` makes when the bytes are no whole safetensors file */
export function readHeader(bytes: Uint8Array, refuse: Refusal): SafetensorsHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 8 ? Number(view.getBigUint64(0, true)) : -1;
  if (length < 2 || 8 + length > bytes.length)
    throw refuse(`${bytes.length} bytes of something else, or a file cut short`);
  const header = parseRecord(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  if (!header) throw refuse("a header that is no JSON object");
  const { __metadata__, ...others } = header;
  const start = 8 + length;
  const entries = Object.entries(others).map(([name, value]) => {
    const entry = entryOf(name, value, start);
    if (!entry) throw refuse(`a damaged entry "${name}"`);
    return entry;
  });
  entries.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = start; // tensors lie one behind the other, without holes, up to the end of the file
  for (const { name, from, to } of entries) {
    if (from !== end) throw refuse(`a damaged entry "${name}"`);
    if (to > bytes.length) throw refuse(`a file cut short in "${name}"`);
    end = to;
  }
  if (end !== bytes.length) throw refuse(`${bytes.length - end} bytes behind the last tensor`);
  return { metadata: isRecord(__metadata__) ? __metadata__ : {}, entries };
}

interface NumberType {
  readonly bytes: number;
  /** Absent where the type is not read. */
  readonly read?: (view: DataView, at: number) => number;
}

const types: Readonly<Record<string, NumberType>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => shortFloat(view.getUint16(at, true), 10) },
  BF16: { bytes: 2, read: (view, at) => shortFloat(view.getUint16(at, true), 7) },
  I64: { bytes: 8 },
  I32: { bytes: 4 },
  I16: { bytes: 2 },
  I8: { bytes: 1 },
  U8: { bytes: 1 },
  BOOL: { bytes: 1 },
};

/** A floating-point number of 16 bits: a sign, an exponent, and 10 (IEEE 754 binary16) or 7 (bfloat16) bits of fraction. */
function shortFloat(bits: number, fractionBits: number): number {
  const highest = 2 ** (15 - fractionBits) - 1; // of the exponent
  const bias = (highest - 1) / 2;
  const exponent = (bits >>> fractionBits) & highest;
  const fraction = (bits % 2 ** fractionBits) / 2 ** fractionBits;
  const sign = bits >>> 15 ? -1 : 1;
  if (exponent === highest) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
}

/**
 * The numbers of a tensor: 64-bit ones as they are, others as 32-bit ones, which hold them exactly.
 * @throws what `refuse` makes when they are no floating-point numbers
 */
export function readTensor(
  bytes: Uint8Array,
  { name, dtype, shape, from, to }: TensorEntry,
  refuse: Refusal,
): NamedArray {
  const type = Object.hasOwn(types, dtype) ? types[dtype] : undefined;
  const read = type?.read;
  if (!read) throw refuse(`numbers of type ${dtype} in "${name}"`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = (to - from) / type.bytes;
  const data = dtype === "F64" ? new Float64Array(count) : new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = read(view, from + i * type.bytes);
  return { shape, data };
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);

/** An entry of a header, if it describes numbers; data begin at byte `start` of the file. */
function entryOf(name: string, value: unknown, start: number): TensorEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) return undefined;
  const [from, to] = [offsets[0]!, offsets[1]!];
  const width = Object.hasOwn(types, dtype) ? types[dtype]!.bytes : undefined;
  const size = shape.reduce((all, length) => all * length, 1);
  if (to < from || (width !== undefined && to - from !== width * size)) return undefined;
  return { name, dtype, shape, from: start + from, to: start + to };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON object, or undefined where the text is something else. */
export function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
