import { createHash } from "node:crypto";
import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { contentHash } from "../../src/plots/contentHash.ts";
import { uplotScript } from "../../src/plots/uplotAssets.generated.ts";

const nodeHash = (text: string): string => createHash("sha256").update(text, "utf8").digest("base64");

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
