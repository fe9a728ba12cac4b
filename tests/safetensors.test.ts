import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../src/errors.ts";
import { encodeSafetensors, readHeader, readTensor, type NamedArray } from "../src/safetensors.ts";

const refuse = (found: string): ModelFileError => new ModelFileError({ where: "here", expected: "tensors", found });
const read = (bytes: Uint8Array): Record<string, NamedArray> =>
  Object.fromEntries(readHeader(bytes, refuse).entries.map((entry) => [entry.name, readTensor(bytes, entry, refuse)]));

/** A file of one tensor "w" of 16-bit patterns. */
function shorts(dtype: string, patterns: readonly number[]): Uint8Array {
  const head = new TextEncoder().encode(
    JSON.stringify({ w: { dtype, shape: [patterns.length], data_offsets: [0, 2 * patterns.length] } }),
  );
  const bytes = new Uint8Array(8 + head.length + 2 * patterns.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  patterns.forEach((pattern, i) => view.setUint16(8 + head.length + 2 * i, pattern, true));
  return bytes;
}

describe("encodeSafetensors", () => {
  it("keeps names, shapes, 32- and 64-bit numbers and metadata", () => {
    const array = fc.oneof(
      fc.array(fc.float()).map((data) => ({ shape: [data.length], data: Float32Array.from(data) })),
      fc.array(fc.double()).map((data) => ({ shape: [1, data.length], data: Float64Array.from(data) })),
    );
    const name = fc
      .string({ unit: "binary", maxLength: 8 })
      .filter((text) => text !== "__metadata__" && text !== "__proto__");
    fc.assert(
      fc.property(fc.dictionary(name, array), fc.string(), (tensors, note) => {
        const bytes = encodeSafetensors(tensors, { note });
        expect(readHeader(bytes, refuse).metadata).toEqual({ note });
        expect(read(bytes)).toEqual(tensors);
      }),
    );
  });
});

describe("readTensor", () => {
  it.each([
    ["F16", 0x0000, 0],
    ["F16", 0x8000, -0],
    ["F16", 0x0001, 2 ** -24],
    ["F16", 0x83ff, -1023 * 2 ** -24],
    ["F16", 0x0400, 2 ** -14],
    ["F16", 0x3c00, 1],
    ["F16", 0x3555, 0.333251953125],
    ["F16", 0x7bff, 65504],
    ["F16", 0xfc00, -Infinity],
    ["F16", 0x7e00, NaN],
    ["BF16", 0x3f80, 1],
    ["BF16", 0xc049, -3.140625],
    ["BF16", 0x0001, 2 ** -133],
    ["BF16", 0x7f80, Infinity],
    ["BF16", 0x7fc0, NaN],
  ])("reads %s %i as %d", (dtype, pattern, value) => {
    expect(Array.from(read(shorts(dtype, [pattern]))["w"]!.data)).toEqual([value]);
  });

  it("reads every BF16 as the upper half of a 32-bit float", () => {
    const patterns = Array.from({ length: 65536 }, (_, i) => i);
    const wide = new DataView(new ArrayBuffer(4));
    const data = read(shorts("BF16", patterns))["w"]!.data;
    for (const pattern of patterns) {
      wide.setUint32(0, pattern << 16);
      if (!Object.is(data[pattern], wide.getFloat32(0))) expect(data[pattern], `${pattern}`).toBe(wide.getFloat32(0));
    }
  });

  it.each([
    ["I64", 8],
    ["BOOL", 1],
    ["F8_E4M3", 1],
    ["toString", 1],
  ])("refuses numbers of type %s", (dtype, head) => {
    const text = new TextEncoder().encode(JSON.stringify({ w: { dtype, shape: [1], data_offsets: [0, head] } }));
    const bytes = new Uint8Array(8 + text.length + head);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    expect(() => read(bytes)).toThrow(`here: expected tensors, found numbers of type ${dtype} in "w"`);
  });
});
