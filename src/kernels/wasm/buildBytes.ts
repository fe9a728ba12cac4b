/**
 * The bytes of the kernels' builds, out of the text that a bundle holds: text that gzip packs as well as the bytes, a quarter
 * less than base64. The second build differs from the first in few instructions, so only its changes are kept.
 */

/**
 * Bytes of their text in hex.
 * @example bytesOfHex("00ff") //=> Uint8Array [0, 255]
 */
export function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (digit(hex, 2 * i) << 4) | digit(hex, 2 * i + 1);
  return bytes;
}

/** What a digit in 0-9 or a-f stands for. */
function digit(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 97 ? code - 48 : code - 87;
}

const SIZE = 90; // characters for the common bytes: printable ASCII without ", < and backslash, and without the two marks
const BYTES = 256;

/**
 * Bytes of their text as scripts/byteText.mjs writes it: all bytes by their frequency in hex; then a character each for the
 * first 90, and for the others "}" or "~" and a character.
 */
export function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  const order = bytesOfHex(text.slice(0, 2 * BYTES));
  const bytes: number[] = [];
  let before = 0;
  for (let i = 2 * BYTES; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 124) {
      before = (code - 124) * SIZE;
      continue;
    }
    bytes.push(order[before + code - 32 - Number(code > 34) - Number(code > 60) - Number(code > 92)]!);
    before = 0;
  }
  return Uint8Array.from(bytes);
}

/**
 * The bytes that changes make of others, as scripts/byteChanges.mjs writes them: "new bytes in hex,step from the end of the
 * last copy,count to copy" each, with semicolons between.
 * @example applyChanges(bytesOfHex("0102"), "ff,1,1") //=> Uint8Array [255, 2]
 */
export function applyChanges(base: Uint8Array, changes: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let at = 0;
  for (const change of changes === "" ? [] : changes.split(";")) {
    const [fresh = "", step, count] = change.split(",");
    bytes.push(...bytesOfHex(fresh));
    at += Number(step);
    for (const end = at + Number(count); at < end; at++) bytes.push(base[at]!);
  }
  return Uint8Array.from(bytes);
}
