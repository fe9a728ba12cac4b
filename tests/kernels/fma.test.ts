/** The relaxed build keeps every promise of the other one: the tests of the wasm kernels run once more, on it. */
import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { compareBuild, onBoth } from "./pair.ts";
import { fusing } from "./relaxedSimd.ts";

const files = readdirSync(import.meta.dirname).filter((name) => /^wasm\w+\.test\.ts$/.test(name));

describe.skipIf(!fusing)("on the relaxed build", async () => {
  beforeAll(() => {
    compareBuild("fma");
  });

  it("multiply-adds are rounded once", () => {
    expect(files.length).toBeGreaterThan(6);
    const [, [y]] = onBoth(({ kernels, put, read }) => {
      const out = put([-(1 + 2 ** -11)]);
      kernels.addScaled(put([1 + 2 ** -12]), out, 1, 1 + 2 ** -12);
      return read(out, 1);
    });
    expect(y).toBe(2 ** -24);
  });

  for (const file of files) await import(/* @vite-ignore */ `./${file}`);
});
