/**
 * Bytes of any encoding to bytes in UTF-8. Without a stated encoding a file is UTF-8; where its first bytes beyond ASCII are no
 * UTF-8 it is read as Latin-1 (windows-1252, as the web does), and a warning says so.
 */
import { DataError, OptionError } from "../../errors.ts";

/** What `utf8Of` takes beside the bytes. */
export interface EncodingOptions {
  readonly name: string;
  readonly encoding: string | undefined;
  readonly warn: (warning: string) => void;
}

/** What windows-1252 has in place of Latin-1's control characters from 0x80 on. */
const windows = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/**
 * Gives bytes in UTF-8, without a byte order mark.
 * @throws DataError for bytes that are not of the encoding.
 */
export async function* utf8Of(chunks: AsyncIterable<Uint8Array>, options: EncodingOptions): AsyncGenerator<Uint8Array> {
  let convert: Converter | undefined;
  for await (const chunk of withWholeStart(chunks)) {
    const start = convert ? 0 : markLength(chunk);
    convert ??= converterOf(chunk, options);
    const bytes = convert.bytes(start > 0 ? chunk.subarray(start) : chunk);
    if (bytes.length > 0) yield bytes;
  }
  const rest = convert?.end();
  if (rest && rest.length > 0) yield rest;
}

/** Chunks of which the first is as long as a byte order mark, if there are so many bytes. */
async function* withWholeStart(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Uint8Array = new Uint8Array(0);
  let begun = false;
  for await (const chunk of chunks) {
    if (begun) yield chunk;
    else {
      start = start.length === 0 ? chunk : joined(start, chunk);
      if (!(begun = start.length >= 3)) continue;
      yield start;
    }
  }
  if (!begun && start.length > 0) yield start;
}

/** Two pieces as one. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function markLength(bytes: Uint8Array): number {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3;
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) ? 2 : 0;
}

/** Turns pieces of a file into UTF-8. */
interface Converter {
  bytes(chunk: Uint8Array): Uint8Array;
  /** What was held back. */
  end(): Uint8Array;
}

function converterOf(start: Uint8Array, options: EncodingOptions): Converter {
  const label = options.encoding?.toLowerCase();
  if (label === undefined && start[0] === 0xff && start[1] === 0xfe) return decoding("utf-16le", options);
  if (label === undefined && start[0] === 0xfe && start[1] === 0xff) return decoding("utf-16be", options);
  if (label === undefined || label === "utf-8" || label === "utf8") return checking(options);
  if (/^(latin1|latin-1|iso-8859-1|windows-1252|cp1252)$/.test(label)) return latin1();
  return decoding(label, options);
}

function latin1(): Converter {
  return { bytes: fromLatin1, end: () => new Uint8Array(0) };
}

function decoding(label: string, { name, encoding }: EncodingOptions): Converter {
  const encoder = new TextEncoder();
  const decoder = decoderOf(label);
  const decoded = (chunk?: Uint8Array): Uint8Array => {
    try {
      return encoder.encode(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode());
    } catch {
      throw notOf(name, encoding ?? label, "pass the encoding that the file was written in");
    }
  };
  return { bytes: decoded, end: () => decoded() };
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw new OptionError({
      where: "readCsv option encoding",
      expected: `"utf-8", "latin1", "utf-16le" or another label of the Encoding standard`,
      found: JSON.stringify(label),
      remedy: "leave it out to have it found out",
    });
  }
}

function notOf(name: string, encoding: string, remedy: string): DataError {
  const expected = `text in ${encoding}`;
  return new DataError({ where: name, file: name, expected, found: "bytes that are none", remedy });
}

/** Passes UTF-8 on; falls back to Latin-1 at the first bytes that are none, unless others were before them. */
function checking({ name, encoding, warn }: EncodingOptions): Converter {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let held: Uint8Array = new Uint8Array(0);
  let proved = false;
  let other: Converter | undefined;
  const checked = (chunk: Uint8Array): Uint8Array => {
    if (other) return other.bytes(chunk);
    if (isAscii(chunk)) return chunk;
    try {
      decoder.decode(chunk);
      proved = true;
      return chunk;
    } catch {
      if (encoding !== undefined || proved) {
        const remedy = `if the file was written in Latin-1 pass encoding: "latin1", else convert it to UTF-8`;
        throw notOf(name, proved ? "one encoding, UTF-8 as in its first lines" : "utf-8", remedy);
      }
    }
    warn(`${name}: no UTF-8, read as Latin-1 (windows-1252); pass encoding to say what it is`);
    other = latin1();
    return other.bytes(chunk);
  };
  return {
    bytes(chunk) {
      const all = held.length > 0 ? joined(held, chunk) : chunk;
      const whole = wholeLength(all);
      held = all.slice(whole);
      return checked(all.subarray(0, whole));
    },
    end: () => (held.length > 0 ? checked(held) : held),
  };
}

/** The bytes before a character that is cut off at the end. */
function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Whether all bytes are below 0x80; four are looked at a time. */
export function isAscii(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return bytes.every((byte) => byte < 0x80);
  const head = (4 - (bytes.byteOffset & 3)) & 3;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2);
  let bits = 0;
  for (let i = 0; i < words.length; i++) bits |= words[i]!;
  for (let i = 0; i < head; i++) bits |= bytes[i]!;
  for (let i = head + 4 * words.length; i < bytes.length; i++) bits |= bytes[i]!;
  return (bits & 0x80808080) === 0;
}

function fromLatin1(chunk: Uint8Array): Uint8Array {
  if (isAscii(chunk)) return chunk;
  const bytes = new Uint8Array(3 * chunk.length);
  let at = 0;
  for (const byte of chunk) {
    const code = byte >= 0x80 && byte < 0xa0 ? windows.charCodeAt(byte - 0x80) : byte;
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 63);
    } else {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    }
  }
  return bytes.subarray(0, at);
}
