/**
 * Calls of the module's kernels, each split into parts that write apart: on the threads of a pool, or all of it on the
 * caller's thread. Scratch memory comes from the arena, a piece for each part.
 */
import { NONE } from "../arena.ts";
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

/** Whole cache lines, so that parts do not write into one another's. */
const aligned = (count: number): number => Math.ceil(count / 16) * 16;

/** Distributes calls over a pool, or over the caller's thread alone. */
export function createDistribution(simd: SimdExports, scratch: Scratch, pool: ThreadPool | undefined): Distribution {
  return ({ kernel, work, count, tile, scratch: needed, numbers }) => {
    const parts = pool?.parts(work, mostParts(count, tile)) ?? 1;
    if (parts === 1) {
      simd[kernel](...numbers({ from: 0, count }, scratch(needed(count))));
      return;
    }
    const shares = split(count, parts, tile);
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

/** Splits a product by rows, or by columns where those are more: what a part packs of its other operand is less then. */
export function splitProduct(simd: SimdExports, distribute: Distribution, operation: Gemm): void {
  const { m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, accumulate } = operation;
  const how = Number(accumulate);
  const common = { kernel: "gemm", work: 2 * m * n * k } as const;
  if (m >= n) {
    distribute({
      ...common,
      count: m,
      tile: 4,
      scratch: (rows) => simd.productScratch(rows, n, k),
      numbers: ({ from, count }, memory) => [
        count,
        n,
        k,
        a + from * aRow,
        aRow,
        aColumn,
        b,
        bRow,
        bColumn,
        c + from * cRow,
        cRow,
        how,
        memory,
      ],
    });
  } else {
    distribute({
      ...common,
      count: n,
      tile: 8,
      scratch: (columns) => simd.productScratch(m, columns, k),
      numbers: ({ from, count }, memory) => [
        m,
        count,
        k,
        a,
        aRow,
        aColumn,
        b + from * bColumn,
        bRow,
        bColumn,
        c + from,
        cRow,
        how,
        memory,
      ],
    });
  }
}
