/** A backend: an arena and the kernels that work on it. Tensors know theirs; operations never mix two. */
import { OptionError } from "../errors.ts";
import { Arena, type Precision } from "./arena.ts";
import type { Kernels, KernelsName, NumericsClass } from "./kernels.ts";
import { referenceKernels } from "./reference/reference.ts";
import { simdSupported } from "./wasm/simdModule.ts";
import { wasmKernels } from "./wasm/wasmKernels.ts";

/** Memory and kernels that belong together. */
export interface Backend {
  readonly arena: Arena;
  readonly kernels: Kernels;
}

let chosen: KernelsName | undefined;
const shared = /* @__PURE__ */ new Map<KernelsName, Backend>();

function chosenKernels(): KernelsName {
  return (chosen ??= simdSupported() ? "wasm" : "reference");
}

/**
 * Chooses the kernels of all float32 backends made from now on, the shared one included: "wasm" (WebAssembly with SIMD, the
 * default where the engine has it) or "reference" (plain TypeScript). What was made before keeps its own.
 * @returns the kernels that were chosen before
 * @throws OptionError when the name is unknown, or the engine cannot run the kernels
 * @example useKernels("reference")
 */
export function useKernels(name: KernelsName): KernelsName {
  const unknown = name !== "reference" && name !== "wasm";
  if (unknown || (name === "wasm" && !simdSupported())) {
    throw new OptionError({
      where: "useKernels",
      expected: unknown ? '"reference" or "wasm"' : "an engine that runs WebAssembly with SIMD128",
      found: unknown ? JSON.stringify(name) : "one that does not",
      remedy: 'choose "reference", which runs everywhere',
    });
  }
  const before = chosenKernels();
  chosen = name;
  return before;
}

/**
 * Makes a backend of its own memory: float32 for work, float64 for gradient checks, which always takes the reference kernels.
 * @example createBackend("float64").kernels.name //=> "reference"
 */
export function createBackend(precision: Precision = "float32"): Backend {
  const arena = new Arena(precision);
  const wasm = precision === "float32" && chosenKernels() === "wasm";
  return { arena, kernels: wasm ? wasmKernels(arena) : referenceKernels(arena) };
}

/** The float32 backend that all models share, one for each choice of kernels; made at first use. */
export function defaultBackend(): Backend {
  const name = chosenKernels();
  const made = shared.get(name) ?? createBackend();
  shared.set(name, made);
  return made;
}

/**
 * How a backend rounds: "float64" (reference) or "mul-add" (wasm). Two machines of one class give the same bytes.
 * @example numericsClass(createBackend("float64")) //=> "float64"
 */
export function numericsClass({ kernels }: Backend = defaultBackend()): NumericsClass {
  return kernels.numerics;
}
