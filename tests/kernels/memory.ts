/** Plain arrays in and out of arena memory, for tests of the reference kernels. */
import { createBackend, useKernels, type Backend, type Precision } from "../../src/kernels/index.ts";
import { createRandom } from "../../src/random.ts";

/** Memory of a test: what is put gets a pointer, what is read comes back as numbers. */
export interface Memory extends Backend {
  readonly put: (values: ArrayLike<number>) => number;
  readonly read: (pointer: number, count: number) => number[];
}

export function createMemory(precision: Precision = "float64"): Memory {
  const before = useKernels("reference");
  const backend = createBackend(precision);
  useKernels(before);
  return {
    ...backend,
    put(values) {
      const pointer = backend.arena.allocate(values.length);
      backend.arena.values.set(values, pointer);
      return pointer;
    },
    read: (pointer, count) => Array.from(backend.arena.values.subarray(pointer, pointer + count)),
  };
}

/** Normal numbers, scaled. */
export function normals(seed: number, count: number, scale = 1): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => scale * random.normal());
}

/** The largest |a - b| / max(1, |b|); infinite where only one is NaN. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < b.length; i++) {
    if (Number.isNaN(a[i]) && Number.isNaN(b[i])) continue;
    const error = Math.abs(a[i]! - b[i]!) / Math.max(1, Math.abs(b[i]!));
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  }
  return worst;
}
