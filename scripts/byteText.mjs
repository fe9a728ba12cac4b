// Writes bytes as text that gzip packs as well as the bytes themselves: the common bytes are one character each, so that what
// repeats in the bytes repeats in the text, which base64 breaks. Plain ASCII, harmless in strings and in HTML. The reader is
// src/kernels/wasm/buildBytes.ts.

/** Characters that stand for a byte, by their place in the order of frequency; none that strings or HTML give a meaning. */
const alphabet = Array.from({ length: 93 }, (_, i) => String.fromCharCode(32 + i)).filter(
  (mark) => !'"\\<'.includes(mark),
);
/** Marks before the characters of the rarer bytes. */
const second = "}";
const third = "~";

/**
 * The text of bytes: all 256 in their order in hex, then the bytes.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function textOfBytes(bytes) {
  const counts = Array.from({ length: 256 }, (_, byte) => ({ byte, count: 0 }));
  for (const byte of bytes) counts[byte].count++;
  const order = counts.sort((a, b) => b.count - a.count || a.byte - b.byte).map(({ byte }) => byte);
  const size = alphabet.length;
  const marks = order.map((_, i) => ["", second, third][Math.floor(i / size)] + alphabet[i % size]);
  const written = new Map(order.map((byte, i) => [byte, marks[i]]));
  return Buffer.from(order).toString("hex") + Array.from(bytes, (byte) => written.get(byte)).join("");
}
