/** A backend: an arena and the kernels that work on it. Tensors know theirs; operations never mix two. */
import { threadsSupported } from "#platform";
import { OptionError } from "../errors.ts";
import { Arena, type Precision } from "./arena.ts";
import type { Kernels, KernelsName, NumericsClass, WasmNumerics } from "./kernels.ts";
import { referenceKernels } from "./reference/reference.ts";
import { wantedThreads, type Threads } from "./threads.ts";
import { wantedNumerics } from "./useNumerics.ts";
import { compiledSimd, simdSupported } from "./wasm/simdModule.ts";
import type { ThreadPool } from "./wasm/threadPool.ts";
import { wasmKernels } from "./wasm/wasmKernels.ts";

/** Memory and kernels that belong together. */
export interface Backend {
  readonly arena: Arena;
  readonly kernels: Kernels;
  /** Where threads were wanted when it was made, and can be had. */
  readonly pool?: ThreadPool | undefined;
}

let chosen: KernelsName | undefined;
const shared = /* @__PURE__ */ new Map<NumericsClass, Backend>();

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
  if (precision === "float64" || chosenKernels() === "reference") {
    const arena = new Arena(precision);
    return { arena, kernels: referenceKernels(arena) };
  }
  const numerics = wantedNumerics();
  const arena = wantedThreads() > 1 ? createSharedArena(numerics) : new Arena(precision);
  return { arena, ...wasmKernels(arena, { numerics }) };
}

/** Memory for threads; the usual one where sharing is not to be had. */
function createSharedArena(numerics: WasmNumerics): Arena {
  if (threadsSupported() && compiledSimd(true, numerics)) {
    try {
      return new Arena("float32", true);
    } catch {
      // refused by the system: one thread then
    }
  }
  return new Arena("float32");
}

/** The float32 backend that all models share, one for each choice of kernels and of their numerics; made at first use. */
export function defaultBackend(): Backend {
  const numerics = chosenKernels() === "reference" ? "float64" : wantedNumerics();
  const made = shared.get(numerics) ?? createBackend();
  shared.set(numerics, made);
  return made;
}

/**
 * How a backend rounds: "float64" (reference), "mul-add" or "fma" (wasm). Two machines of one class give the same bytes.
 * @example numericsClass(createBackend("float64")) //=> "float64"
 */
export function numericsClass({ kernels }: Backend = defaultBackend()): NumericsClass {
  return kernels.numerics;
}

/**
 * Reads out how many threads a backend computes with, and why there are no more.
 * @example threads().running //=> 1 before the first large product
 */
export function threads({ pool }: Backend = defaultBackend()): Threads {
  const wanted = wantedThreads();
  const alone = pool || wanted === 1 ? undefined : "its memory was made for one thread, which no other can share";
  return { wanted, running: pool?.running ?? 1, failure: pool?.failure ?? alone };
}
