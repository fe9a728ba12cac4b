import { createHash } from "node:crypto";
import { array, assert, property, string, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { uplotScript } from "../src/plots/uplotAssets.generated.ts";
import { contentHash, Sha256 } from "../src/sha256.ts";

const nodeHash = (text: string): string => createHash("sha256").update(text, "utf8").digest("base64");

describe("Sha256", () => {
  it("gives the digests that FIPS 180-4 prints for nothing and abc", () => {
    expect(new Sha256().hex()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(new Sha256().update(new TextEncoder().encode("abc")).hex()).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  it("agrees with node:crypto however the bytes are cut into pieces, and wherever these lie", () => {
    assert(
      property(array(uint8Array({ maxLength: 200 }), { maxLength: 6 }), (pieces) => {
        const own = new Sha256();
        const theirs = createHash("sha256");
        for (const piece of pieces) {
          const inside = new Uint8Array(piece.length + 3);
          inside.set(piece, 3);
          own.update(inside.subarray(3));
          theirs.update(piece);
        }
        expect(own.hex()).toBe(theirs.digest("hex"));
      }),
    );
  });
});

describe("contentHash", () => {
  it("gives the digest that FIPS 180-4 prints for abc", () => {
    expect(contentHash("abc")).toBe("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  });

  it("agrees with node:crypto at every length around the block size", () => {
    for (let length = 0; length < 140; length++)
      expect(contentHash("x".repeat(length))).toBe(nodeHash("x".repeat(length)));
  });

  it("agrees with node:crypto on any text, and on uPlot's script", () => {
    expect(contentHash(uplotScript)).toBe(nodeHash(uplotScript));
    assert(property(string({ unit: "binary", maxLength: 300 }), (text) => contentHash(text) === nodeHash(text)));
  });
});
