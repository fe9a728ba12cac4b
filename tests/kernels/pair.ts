/** The oracle and the wasm kernels side by side, over float32 memory, for tests that compare them. */
import * as fc from "fast-check";
import { createBackend, useKernels, useNumerics, type Backend, type WasmNumerics } from "../../src/kernels/index.ts";

/** Memory of one comparison: what is put lies `shift` elements off the alignment of 64 bytes. */
export interface Bench extends Backend {
  readonly put: (values: ArrayLike<number>) => number;
  /** What is not written shows as NaN. */
  readonly blank: (count: number) => number;
  readonly read: (pointer: number, count: number) => number[];
}

function createBench(name: "reference" | "wasm", numerics: WasmNumerics): (shift: number) => Bench {
  const before = useKernels(name);
  const rounding = useNumerics(numerics);
  const backend = createBackend();
  useNumerics(rounding);
  useKernels(before);
  const { arena } = backend;
  return (shift) => {
    const put = (values: ArrayLike<number>): number => {
      const pointer = arena.bump(values.length + shift) + shift;
      arena.values.set(values, pointer);
      return pointer;
    };
    return {
      ...backend,
      put,
      blank: (count) => put(new Float32Array(count).fill(NaN)),
      read: (pointer, count) => Array.from(arena.values.subarray(pointer, pointer + count)),
    };
  };
}

const reference = createBench("reference", "mul-add");
let wasm = createBench("wasm", "mul-add");

/** Takes another build of the wasm kernels for what `onBoth` runs from now on. */
export function compareBuild(numerics: WasmNumerics): void {
  wasm = createBench("wasm", numerics);
}

/** Runs a body on both; gives what it returns: the oracle's first. */
export function onBoth<T>(body: (bench: Bench) => T, shift = 0): [T, T] {
  const run = (make: (shift: number) => Bench): T => {
    const bench = make(shift);
    bench.arena.beginStep();
    try {
      return body(bench);
    } finally {
      bench.arena.endStep();
    }
  };
  return [run(reference), run(wasm)];
}

/** The largest |a - b| / max(1, |b|) or, with `scales`, / scales[i]; 0 for NaN at both and for equal infinities. */
export function farthest(a: readonly number[], b: readonly number[], scales?: readonly number[]): number {
  let worst = a.length === b.length ? 0 : Infinity;
  b.forEach((value, i) => {
    if (Object.is(a[i], value) || a[i] === value) return;
    const error = Math.abs(a[i]! - value) / (scales ? scales[i]! : Math.max(1, Math.abs(value)));
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  });
  return worst;
}

/** Rounds to float32, as putting into memory does. */
export const float32 = (values: ArrayLike<number>): number[] => Array.from(Float32Array.from(values));

const moderate = fc.double({ min: -8, max: 8, noNaN: true }).map(Math.fround);

/** Numbers of moderate size. */
export const numbers = (length: number): fc.Arbitrary<number[]> =>
  fc.array(moderate, { minLength: length, maxLength: length });

/** Numbers with a few that are not finite, or zero, or tiny. */
export const wildNumbers = (length: number): fc.Arbitrary<number[]> => {
  const wild = fc.oneof(
    { weight: 6, arbitrary: moderate },
    { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e-40, -1e-40, 1e18, -1e18, 40, -104) },
  );
  return fc.array(wild, { minLength: length, maxLength: length });
};

/** How many elements a pointer lies off the alignment. */
export const shifts: fc.Arbitrary<number> = fc.integer({ min: 0, max: 3 });

/** Numbers in [-1, 1) that cost less than normal ones. */
export function noise(seed: number, count: number, scale = 1): number[] {
  return Array.from({ length: count }, (_, i) => {
    let x = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed | 1, 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
    x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
    return (scale * (x ^ (x >>> 15))) / 2 ** 31;
  });
}
