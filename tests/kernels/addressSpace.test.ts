/** The kernels compute at the upper end of what 32 bits address as they do at its lower end. */
import { describe, expect, it } from "vitest";
import { TensorError } from "../../src/errors.ts";
import { Arena } from "../../src/kernels/arena.ts";
import { createBackend, type Backend } from "../../src/kernels/index.ts";
import { wasmKernels } from "../../src/kernels/wasm/wasmKernels.ts";
import { noise, type Bench } from "./pair.ts";
import { kinds, run } from "./recurrenceCases.ts";

const ROOM = 2 ** 16; // elements that are left, which is what the first step takes

function createBench(backend: Backend, take: (count: number) => number): Bench {
  const put = (numbers: ArrayLike<number>): number => {
    const pointer = take(numbers.length);
    backend.arena.values.set(numbers, pointer);
    return pointer;
  };
  const blank = (count: number): number => put(new Float32Array(count).fill(NaN));
  const read = (pointer: number, count: number): number[] =>
    Array.from(backend.arena.values.subarray(pointer, pointer + count));
  return { ...backend, put, blank, read };
}

/** A backend whose steps use the end of all memory; undefined where the system does not give that much. */
function createAtEnd(): Backend | undefined {
  const arena = new Arena("float32");
  const backend = { arena, ...wasmKernels(arena) };
  work(createBench(backend, (count) => arena.allocate(count))); // takes the scratch memory
  try {
    let end = arena.allocate(16) + 16;
    for (let size = 2 ** 29; size >= 16; size /= 2)
      while (end + size <= 2 ** 30 - ROOM) if (arena.allocate(size) === end) end += size; // else a block given back
  } catch (error) {
    if (error instanceof TensorError) return undefined;
    throw error;
  }
  return backend;
}

/** Runs a body in a step's memory, behind `gap` elements; gives what it returns and how much it took. */
function inStep<T>(backend: Backend, gap: number, body: (bench: Bench) => T): { result: T; used: number } {
  const { arena } = backend;
  arena.beginStep();
  try {
    const start = arena.bump(gap);
    const result = body(createBench(backend, (count) => arena.bump(count)));
    return { result, used: arena.bump(1) - start };
  } finally {
    arena.endStep();
  }
}

/** Products, recurrences, functions, copies and sums; the last operand ends with the memory. */
function work(bench: Bench): number[][] {
  const { kernels, put, blank, read } = bench;
  const given = { batch: 3, time: 5, input: 4, hidden: 9, states: true, biasIH: true, biasHH: true, dOutput: true };
  const whole = { ...given, dFinal: true, wanted: 127, nan: false, masked: false, reversed: false, seed: 1, shift: 0 };
  const parts = kinds.flatMap((kind) => run(bench, kind, whole));
  const [a, b, c, y] = [put(noise(1, 22 * 19)), put(noise(2, 19 * 30)), blank(22 * 30), blank(1007)];
  const strides = { aRow: 19, aColumn: 1, bRow: 30, bColumn: 1, cRow: 30 };
  kernels.gemm({ m: 22, n: 30, k: 19, a, b, c, ...strides, accumulate: false });
  const x = put(noise(3, 1007));
  kernels.unary("tanh", x, y, 1007);
  kernels.addScaled(y, x, 1007, 2);
  kernels.copyBlock({
    outer: 3,
    inner: 300,
    from: y,
    fromStride: 300,
    to: x + 107,
    toStride: 300,
    accumulate: false,
  });
  return [...parts, read(c, 660), read(y, 1007), read(x, 1007), [kernels.sum(x, 1007), kernels.sumOfSquares(x, 1007)]];
}

describe("the kernels in the last bytes of 4 GB", () => {
  it("compute as the first ones do", ({ skip }) => {
    const low = createBackend();
    const { result, used } = inStep(low, 16, work);
    const high = createAtEnd();
    if (!high) skip("the system does not give 4 GB of address space");
    else expect(inStep(high, ROOM - used, work).result).toEqual(result);
    expect(high?.arena.bytes).toBe(2 ** 32);
  });
});
