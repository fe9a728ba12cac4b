/** A backend: an arena and the kernels that work on it. Tensors know theirs; operations never mix two. */
import { threadsSupported } from "#platform";
import { Arena } from "./arena.ts";
import type { Kernels, KernelsName, NumericsClass, WasmNumerics } from "./kernels.ts";
import { wantedThreads, type Threads } from "./threads.ts";
import { wantedNumerics } from "./useNumerics.ts";
import { compiledSimd } from "./wasm/simdModule.ts";
import type { ThreadPool } from "./wasm/threadPool.ts";
import { wasmKernels } from "./wasm/wasmKernels.ts";

/** Memory and kernels that belong together. */
export interface Backend {
  readonly arena: Arena;
  readonly kernels: Kernels;
  /** Where threads were wanted when it was made, and can be had. */
  readonly pool?: ThreadPool | undefined;
}

type MakeKernels = (arena: Arena) => Kernels;

// The reference kernels are imported by those who choose them, so that a bundle that never does is without them.
let chosen: { readonly name: KernelsName; readonly makeReference?: MakeKernels | undefined } = { name: "wasm" };
const shared = /* @__PURE__ */ new Map<NumericsClass, Backend>();

/** Sets the kernels of backends made from now on; the reference kernels come with their maker. Returns those set before. */
export function setKernels(kernels: KernelsName, makeReference?: MakeKernels): KernelsName {
  const before = chosen.name;
  chosen = { name: kernels, makeReference };
  return before;
}

/** A float32 backend of its own memory, of the kernels that are chosen. */
export function chosenBackend(): Backend {
  const { makeReference } = chosen;
  if (makeReference) {
    const arena = new Arena("float32");
    return { arena, kernels: makeReference(arena) };
  }
  const numerics = wantedNumerics();
  const arena = wantedThreads() > 1 ? createSharedArena(numerics) : new Arena("float32");
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
  const numerics = chosen.makeReference ? "float64" : wantedNumerics();
  const made = shared.get(numerics) ?? chosenBackend();
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
