/** A backend: an arena and the kernels that work on it. Tensors know theirs; operations never mix two. */
import { Arena, type Precision } from "./arena.ts";
import type { Kernels } from "./kernels.ts";
import { referenceKernels } from "./reference/reference.ts";

/** Memory and kernels that belong together. */
export interface Backend {
  readonly arena: Arena;
  readonly kernels: Kernels;
}

/**
 * Makes a backend of its own memory: float32 for work, float64 for gradient checks.
 * @example createBackend("float64").kernels.name //=> "reference"
 */
export function createBackend(precision: Precision = "float32"): Backend {
  const arena = new Arena(precision);
  return { arena, kernels: referenceKernels(arena) };
}

let shared: Backend | undefined;

/** The float32 backend that all models share; made at first use. */
export function defaultBackend(): Backend {
  return (shared ??= createBackend());
}
