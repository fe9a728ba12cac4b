/** What holds for both builds of the wasm kernels as a whole, and for the tests of them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Arena } from "../../src/kernels/arena.ts";
import { referenceKernels } from "../../src/kernels/reference/reference.ts";
import { relaxedSimdChanges } from "../../src/kernels/relaxedSimd.generated.ts";
import { simdText } from "../../src/kernels/simd.generated.ts";
import { applyChanges, bytesOfText } from "../../src/kernels/wasm/buildBytes.ts";
import { compiledSimd } from "../../src/kernels/wasm/simdModule.ts";
import { fusing } from "./relaxedSimd.ts";

describe("a build of the kernels", () => {
  it.each([
    ["SIMD128", bytesOfText(simdText)],
    ["relaxed SIMD", applyChanges(bytesOfText(simdText), relaxedSimdChanges)],
  ])("for %s has at most 40,000 bytes", (_, bytes) => {
    expect(bytes.length).toBeGreaterThan(10_000);
    expect(bytes.length).toBeLessThanOrEqual(40_000);
  });

  it.skipIf(!fusing)("exports what the other one does, over unshared and shared memory", () => {
    const exports = [false, true].flatMap((shared) =>
      (["mul-add", "fma"] as const).map((numerics) =>
        WebAssembly.Module.exports(compiledSimd(shared, numerics)!).map(({ name }) => name),
      ),
    );
    expect(exports[0]!.length).toBeGreaterThan(30);
    for (const names of exports) expect(names).toEqual(exports[0]);
  });
});

describe("every kernel", () => {
  const tests = readdirSync(import.meta.dirname)
    .filter((name) => /^(wasm\w+\.test|recurrenceCases)\.ts$/.test(name))
    .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"))
    .join("\n");
  const kernels = Object.entries(referenceKernels(new Arena("float32"))).filter(([, f]) => typeof f === "function");

  it.each(kernels.map(([name]) => name))("%s is compared with the oracle", (name) => {
    expect(tests).toContain(`kernels.${name}(`);
  });
});
