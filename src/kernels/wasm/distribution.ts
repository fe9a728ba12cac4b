/**
 * Calls of the module's kernels, each split into parts that write apart: on the threads of a pool, or all of it on the
 * caller's thread. Scratch memory comes from the arena, a piece for each part.
 */
import { aligned, NONE } from "../arena.ts";
import type { Gemm, Pointer } from "../kernels.ts";
import type { Scratch } from "../scratch.ts";
import type { SimdExports } from "./simdModule.ts";
import { mostParts, split, type Part } from "./split.ts";
import type { SplitKernel, ThreadPool } from "./threadPool.ts";

/** A call to be split. */
interface Call {
  readonly kernel: SplitKernel;
  /** Floating-point operations, roughly. */
  readonly work: number;
  /** What is split: so many rows, or columns, of which a tile takes so many. */
  readonly count: number;
  readonly tile: number;
  /** Scratch elements of a part of so many. */
  readonly scratch: (count: number) => number;
  /** The numbers of a part's call. */
  readonly numbers: (part: Part, scratch: Pointer) => readonly number[];
}

/** Runs a call. */
export type Distribution = (call: Call) => void;

/** Distributes calls over a pool, or over the caller's thread alone. */
export function createDistribution(simd: SimdExports, scratch: Scratch, pool: ThreadPool | undefined): Distribution {
  return ({ kernel, work, count, tile, scratch: needed, numbers }) => {
    const parts = pool?.parts(work, mostParts(count, tile)) ?? 1;
    if (parts === 1) {
      simd[kernel](...numbers({ from: 0, count }, scratch(needed(count))));
      return;
    }
    const shares = split(count, parts, tile);
    // whole cache lines, so that parts do not write into one another's
    const sizes = shares.map((share) => aligned(needed(share.count)));
    let pointer = scratch(sizes.reduce((sum, size) => sum + size, 0));
    const calls = shares.map((share, i) => {
      pointer += sizes[i]!;
      return numbers(share, pointer - sizes[i]!);
    });
    pool!.run(kernel, calls);
  };
}

/** A pointer moved on, unless it is none. */
export function shifted(pointer: Pointer, elements: number): Pointer {
  return pointer === NONE ? NONE : pointer + elements;
}

/**
 * Splits a product by rows, or by columns where those are more: what a part packs of its other operand is less then.
 * `activation` is the number of its kind, or -1.
 */
export function splitProduct(simd: SimdExports, distribute: Distribution, operation: Gemm, activation: number): void {
  const { m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, accumulate, bias = NONE } = operation;
  const numbers = (i: number, rows: number, j: number, columns: number, memory: Pointer): readonly number[] => {
    const left = [a + i * aRow, aRow, aColumn];
    const right = [b + j * bColumn, bRow, bColumn];
    const ending = [Number(accumulate), shifted(bias, j), activation];
    return [rows, columns, k, ...left, ...right, c + i * cRow + j, cRow, ...ending, memory];
  };
  const kernel = "gemm";
  const work = 2 * m * n * k;
  if (m >= n) {
    distribute({
      kernel,
      work,
      count: m,
      tile: 4,
      scratch: (rows) => simd.productScratch(rows, n, k),
      numbers: ({ from, count }, memory) => numbers(from, count, 0, n, memory),
    });
  } else {
    distribute({
      kernel,
      work,
      count: n,
      tile: 8,
      scratch: (columns) => simd.productScratch(m, columns, k),
      numbers: ({ from, count }, memory) => numbers(0, m, from, count, memory),
    });
  }
}
