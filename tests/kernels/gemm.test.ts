import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE } from "../../src/kernels/index.ts";
import { createMemory, distance, normals } from "./memory.ts";

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly gap: number;
  readonly ending: "store" | "accumulate" | "bias" | "bias and relu";
  readonly seed: number;
}

const size = fc.integer({ min: 0, max: 19 });
const cases = fc.record<Case>({
  m: size,
  n: size,
  k: size,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  gap: fc.integer({ min: 0, max: 3 }),
  ending: fc.constantFrom("store", "accumulate", "bias", "bias and relu"),
  seed: fc.integer(),
});

/** Row and column stride of an (r,c) matrix, with a gap between its rows. */
function strides(r: number, c: number, transposed: boolean, gap: number): [number, number] {
  return transposed ? [1, r + gap] : [c + gap, 1];
}

function run({ m, n, k, transposeA, transposeB, gap, ending, seed }: Case, precision: "float32" | "float64"): number {
  const memory = createMemory(precision);
  const [aRow, aColumn] = strides(m, k, transposeA, gap);
  const [bRow, bColumn] = strides(k, n, transposeB, gap);
  const cRow = n + gap;
  const a = memory.put(normals(seed, (m + gap) * (k + gap)));
  const b = memory.put(normals(seed + 1, (k + gap) * (n + gap)));
  const c = memory.put(normals(seed + 2, m * cRow));
  const bias = ending.startsWith("bias") ? memory.put(normals(seed + 3, n)) : NONE;
  const activation = ending === "bias and relu" ? "relu" : undefined;
  const accumulate = ending === "accumulate";
  const before = memory.read(c, m * cRow);
  const expected = [...before];
  const { values } = memory.arena;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let total = 0;
      for (let p = 0; p < k; p++) total += values[a + i * aRow + p * aColumn]! * values[b + p * bRow + j * bColumn]!;
      const sum = total + (accumulate ? before[i * cRow + j]! : bias === NONE ? 0 : values[bias + j]!);
      expected[i * cRow + j] = activation ? Math.max(0, sum) : sum;
    }
  }
  memory.kernels.gemm({ m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, accumulate, bias, activation });
  return distance(memory.read(c, m * cRow), expected);
}

describe("gemm", () => {
  it("equals three plain loops for any sizes, strides and gaps, to the last bit in float64, and writes nothing else", () => {
    fc.assert(
      fc.property(cases, (given) => run(given, "float64") === 0),
      { numRuns: 500 },
    );
  });

  it("equals them in float32 within one rounding", () => {
    fc.assert(
      fc.property(cases, (given) => run(given, "float32") <= 2 ** -23),
      { numRuns: 200 },
    );
  });

  it.each([
    ["sums nothing to zero", false, 0],
    ["adds nothing", true, 5],
  ])("%s when k is 0", (_, accumulate, result) => {
    const memory = createMemory();
    const c = memory.put([5, 5, 5, 5, 5]);
    memory.kernels.gemm({
      m: 1,
      n: 5,
      k: 0,
      a: c,
      aRow: 0,
      aColumn: 1,
      b: c,
      bRow: 5,
      bColumn: 1,
      c,
      cRow: 5,
      accumulate,
    });
    expect(memory.read(c, 5)).toEqual(Array.from({ length: 5 }, () => result));
  });

  it("gives a row the same bytes whatever rows lie beside it", () => {
    const memory = createMemory("float32");
    const [m, n, k] = [7, 9, 33];
    const a = memory.put(normals(1, m * k));
    const b = memory.put(normals(2, k * n));
    const whole = memory.put(new Float32Array(m * n));
    const single = memory.put(new Float32Array(m * n));
    const shared = { n, k, aRow: k, aColumn: 1, b, bRow: n, bColumn: 1, cRow: n, accumulate: false };
    memory.kernels.gemm({ ...shared, m, a, c: whole });
    for (let i = 0; i < m; i++) memory.kernels.gemm({ ...shared, m: 1, a: a + i * k, c: single + i * n });
    expect(memory.read(single, m * n)).toEqual(memory.read(whole, m * n));
  });

  it("passes NaN on to its row and column alone", () => {
    const memory = createMemory();
    const a = memory.put([1, NaN, 1, 1]);
    const b = memory.put([1, 2, 3, 4]);
    const c = memory.put([0, 0, 0, 0]);
    memory.kernels.gemm({
      m: 2,
      n: 2,
      k: 2,
      a,
      aRow: 2,
      aColumn: 1,
      b,
      bRow: 2,
      bColumn: 1,
      c,
      cRow: 2,
      accumulate: false,
    });
    expect(memory.read(c, 4)).toEqual([NaN, NaN, 4, 6]);
  });
});
