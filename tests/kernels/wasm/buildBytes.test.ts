import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { relaxedSimdChanges } from "../../../src/kernels/relaxedSimd.generated.ts";
import { simdText } from "../../../src/kernels/simd.generated.ts";
import { applyChanges, bytesOfHex, bytesOfText } from "../../../src/kernels/wasm/buildBytes.ts";
import { changesBetween } from "../../../scripts/byteChanges.mjs";
import { textOfBytes } from "../../../scripts/byteText.mjs";

const bytes = fc.uint8Array({ maxLength: 300, max: 3 });

describe("bytesOfHex", () => {
  it("reads what Buffer writes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (values) => {
        expect(bytesOfHex(Buffer.from(values).toString("hex"))).toEqual(values);
      }),
    );
  });
});

describe("bytesOfText", () => {
  it("undoes textOfBytes, whose text is plain ASCII without quotes, backslashes and tags", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (values) => {
        const text = textOfBytes(values);
        expect(bytesOfText(text)).toEqual(values);
        expect(text).toMatch(/^[ !#-;=-[\]-~]*$/);
      }),
    );
  });
});

describe("applyChanges", () => {
  it("undoes changesBetween for any two runs of bytes", () => {
    fc.assert(
      fc.property(bytes, bytes, bytes, bytes, (start, middle, other, end) => {
        const base = Uint8Array.of(...start, ...middle, ...end);
        const target = Uint8Array.of(...end, ...start, ...other, ...end);
        expect(applyChanges(base, changesBetween(base, target))).toEqual(target);
      }),
    );
  });

  it("makes nothing of no changes", () => {
    expect(applyChanges(bytesOfHex("0102"), "")).toEqual(new Uint8Array());
  });

  it("makes a module of the kernels' changes that begins and is as long as the first build", () => {
    const simd = bytesOfText(simdText);
    const relaxed = applyChanges(simd, relaxedSimdChanges);
    expect([...relaxed.subarray(0, 8)]).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    expect(Math.abs(relaxed.length / simd.length - 1)).toBeLessThan(0.05);
  });
});
