/** Runs tests once for each choice of kernels. */
import { afterAll, beforeAll, describe } from "vitest";
import { useKernels } from "../../src/kernels/index.ts";

/** Declares the tests of `body` for each kind of kernels; both are held to the same tolerance. */
export function onEachKernels(body: () => void): void {
  describe.each(["reference", "wasm"] as const)("on the %s kernels", (name) => {
    let before: typeof name;
    beforeAll(() => {
      before = useKernels(name);
    });
    afterAll(() => {
      useKernels(before);
    });
    body();
  });
}
