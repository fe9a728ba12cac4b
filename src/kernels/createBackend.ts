/** Backends beside the shared one. */
import { Arena, type Precision } from "./arena.ts";
import { chosenBackend, type Backend } from "./backend.ts";
import { referenceKernels } from "./reference/reference.ts";

/**
 * Makes a backend of its own memory: float32 for work, float64 for gradient checks, which always takes the reference kernels.
 * @throws OptionError where the engine lacks WebAssembly with SIMD128 and the reference kernels were not chosen
 * @example createBackend("float64").kernels.name //=> "reference"
 */
export function createBackend(precision: Precision = "float32"): Backend {
  if (precision === "float32") return chosenBackend();
  const arena = new Arena(precision);
  return { arena, kernels: referenceKernels(arena) };
}
