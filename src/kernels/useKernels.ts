/** The choice between WebAssembly and plain TypeScript. */
import { OptionError } from "../errors.ts";
import { setKernels } from "./backend.ts";
import type { KernelsName } from "./kernels.ts";
import { referenceKernels } from "./reference/reference.ts";
import { simdSupported } from "./wasm/simdModule.ts";

/**
 * Chooses the kernels of all float32 backends made from now on, the shared one included: "wasm" (WebAssembly with SIMD, the
 * default) or "reference" (plain TypeScript, for engines without). What was made before keeps its own.
 * @returns the kernels that were chosen before
 * @throws OptionError when the name is unknown, or the engine cannot run the kernels
 * @example useKernels("reference")
 */
export function useKernels(name: KernelsName): KernelsName {
  if (name === "reference") return setKernels(name, referenceKernels);
  const unknown = name !== "wasm";
  if (unknown || !simdSupported()) {
    throw new OptionError({
      where: "useKernels",
      expected: unknown ? '"reference" or "wasm"' : "an engine that runs WebAssembly with SIMD128",
      found: unknown ? JSON.stringify(name) : "one that does not",
      remedy: 'choose "reference", which runs everywhere',
    });
  }
  return setKernels(name);
}
