import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { isAscii, utf8Of } from "../../../src/series/csv/encoding.ts";

/** The text of bytes that arrive in pieces, and the warnings. */
async function decoded(bytes: Uint8Array, piece: number, encoding?: string): Promise<[string, string[]]> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  const warnings: string[] = [];
  const parts: Uint8Array[] = [];
  const options = { name: "f", encoding, warn: (text: string): void => void warnings.push(text) };
  for await (const part of utf8Of(chunks(), options)) parts.push(part.slice());
  return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts)), warnings];
}

const text = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !text.startsWith("\ufeff"));
const piece = fc.integer({ min: 1, max: 9 });

describe("utf8Of", () => {
  it("passes UTF-8 on, cut anywhere, without its mark", async () => {
    await fc.assert(
      fc.asyncProperty(text, piece, fc.boolean(), async (text, piece, mark) => {
        const bytes = new TextEncoder().encode(mark ? `\ufeff${text}` : text);
        expect(await decoded(bytes, piece)).toEqual([text, []]);
      }),
      { numRuns: 500 },
    );
  });

  it("reads UTF-16 by its mark, cut anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(text, piece, async (text, piece) => {
        const little = Buffer.from(`\ufeff${text}`, "utf16le");
        expect((await decoded(little, piece))[0]).toBe(text);
        expect((await decoded(Buffer.from(little).swap16(), piece))[0]).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it("reads as Latin-1 what is none, cut anywhere, and says so once", async () => {
    const bytes = Uint8Array.of(0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x80, 0x20, 0xe9);
    for (let piece = 1; piece <= bytes.length; piece++) {
      const [text, warnings] = await decoded(bytes, piece);
      expect(text).toBe("Größe € é");
      expect(warnings).toEqual(["f: no UTF-8, read as Latin-1 (windows-1252); pass encoding to say what it is"]);
      expect(await decoded(bytes, piece, "latin1")).toEqual(["Größe € é", []]);
    }
  });

  it("reads every byte of windows-1252 as the Encoding standard lists them", async () => {
    // Node.js 20 decodes the bytes from 0x80 to 0x9f as control characters.
    const listed =
      "20ac 81 201a 192 201e 2026 2020 2021 2c6 2030 160 2039 152 8d 17d 8f 90 2018 2019 201c 201d 2022 2013 2014 2dc 2122 161 203a 153 9d 17e 178";
    const codes = listed.split(" ").map((code) => Number.parseInt(code, 16));
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const expected = Array.from(bytes, (byte) => String.fromCharCode(codes[byte - 0x80] ?? byte)).join("");
    expect((await decoded(bytes, 256, "windows-1252"))[0]).toBe(expected);
  });

  it("refuses what is not in the encoding that was said or shown, and labels that nobody knows", async () => {
    await expect(decoded(Uint8Array.of(0x61, 0xff), 9, "utf-8")).rejects.toThrow(DataError);
    const mixed = Buffer.concat([Buffer.from("é\n"), Uint8Array.of(0xe9, 0x0a, 0x61)]);
    await expect(decoded(mixed, 3)).rejects.toThrow("one encoding, UTF-8 as in its first lines");
    await expect(decoded(Uint8Array.of(0x61), 9, "utf-7")).rejects.toThrow(OptionError);
    await expect(decoded(Uint8Array.of(0x61, 0x62, 0x80), 9, "shift_jis")).rejects.toThrow(DataError);
  });
});

describe("isAscii", () => {
  it("finds a byte above 127 at any place and alignment", () => {
    for (let length = 0; length < 20; length++) {
      for (let start = 0; start < 4; start++) {
        const bytes = new Uint8Array(start + length).subarray(start);
        expect(isAscii(bytes)).toBe(true);
        for (let i = 0; i < length; i++) {
          bytes[i] = 0x80;
          expect(isAscii(bytes)).toBe(false);
          bytes[i] = 0x7f;
        }
      }
    }
  });
});
