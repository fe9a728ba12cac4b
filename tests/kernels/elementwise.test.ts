import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UnaryKind } from "../../src/kernels/index.ts";
import { createMemory, distance, normals } from "./memory.ts";

const memory = createMemory();
const { kernels, put, read } = memory;

describe("copyBlock", () => {
  const from = put([1, 2, 3, 4, 5, 6]);

  it("copies rows between strides, repeats a row of stride 0, and adds where asked", () => {
    const to = put([9, 9, 9, 9, 9, 9]);
    kernels.copyBlock({ outer: 2, inner: 2, from: from + 1, fromStride: 3, to, toStride: 3, accumulate: false });
    expect(read(to, 6)).toEqual([2, 3, 9, 5, 6, 9]);
    kernels.copyBlock({ outer: 3, inner: 2, from, fromStride: 0, to, toStride: 2, accumulate: false });
    expect(read(to, 6)).toEqual([1, 2, 1, 2, 1, 2]);
    kernels.copyBlock({ outer: 2, inner: 3, from, fromStride: 3, to, toStride: 3, accumulate: true });
    expect(read(to, 6)).toEqual([2, 4, 4, 6, 6, 8]);
  });
});

describe("columnSums", () => {
  it("adds the sum of each column to what is there", () => {
    const out = put([10, 20, 30]);
    kernels.columnSums(put([1, 2, 3, 4, 5, 6]), 2, 3, out);
    expect(read(out, 3)).toEqual([15, 27, 39]);
  });
});

describe("binary and sumTo", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 0, maxLength: 4 });

  it("walk any shape with any dimensions broadcast", () => {
    fc.assert(
      fc.property(shapes, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.integer(), (shape, kept, seed) => {
        const count = shape.reduce((a, b) => a * b, 1);
        const strides = shape.map(() => 0);
        let inner = 1;
        for (let d = shape.length - 1; d >= 0; d--) {
          if (!kept[d]) continue;
          strides[d] = inner;
          inner *= shape[d]!;
        }
        const full = shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, 1));
        const offsetOf = (i: number): number =>
          shape.reduce((total, length, d) => total + (Math.floor(i / full[d]!) % length) * strides[d]!, 0);
        const large = normals(seed, count);
        const small = normals(seed + 1, inner);
        const a = put(large);
        const b = put(small);
        const out = put(new Float64Array(count));
        kernels.binary({ kind: "subtract", shape, a, aStrides: full, b, bStrides: strides, out });
        expect(read(out, count)).toEqual(large.map((x, i) => x - small[offsetOf(i)]!));
        const sums = [...small];
        large.forEach((x, i) => void (sums[offsetOf(i)]! += x));
        kernels.sumTo(a, shape, b, strides);
        expect(read(b, inner)).toEqual(sums);
      }),
    );
  });

  it("know three functions", () => {
    const operands = { shape: [2], a: put([6, 8]), aStrides: [1], b: put([3, 5]), bStrides: [1], out: put([0, 0]) };
    const results = (["add", "subtract", "multiply"] as const).map((kind) => {
      kernels.binary({ ...operands, kind });
      return read(operands.out, 2);
    });
    expect(results).toEqual([
      [9, 13],
      [3, 3],
      [18, 40],
    ]);
  });
});

describe("unary", () => {
  const reference: Record<UnaryKind, readonly [(x: number) => number, (x: number) => number]> = {
    tanh: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
    sigmoid: [(x) => 1 / (1 + Math.exp(-x)), (x) => Math.exp(-x) / (1 + Math.exp(-x)) ** 2],
    relu: [(x) => Math.max(0, x), (x) => (x > 0 ? 1 : 0)],
    exp: [Math.exp, Math.exp],
    log: [Math.log, (x) => 1 / x],
    absolute: [Math.abs, Math.sign],
    square: [(x) => x * x, (x) => 2 * x],
    sin: [Math.sin, Math.cos],
    cos: [Math.cos, (x) => -Math.sin(x)],
  };
  const kinds = Object.keys(reference) as UnaryKind[];

  it.each(kinds)("%s and its derivative follow the formula; the derivative is added", (kind) => {
    const [f, derivative] = reference[kind];
    const values = normals(4, 50).map((x) => (kind === "log" ? Math.abs(x) + 0.01 : x));
    const x = put(values);
    const y = put(new Float64Array(50));
    const dx = put(new Float64Array(50).fill(1));
    kernels.unary(kind, x, y, 50);
    kernels.unaryBackward(kind, x, y, put(new Float64Array(50).fill(2)), dx, 50);
    expect(distance(read(y, 50), values.map(f))).toBeLessThan(1e-14);
    expect(
      distance(
        read(dx, 50),
        values.map((v) => 1 + 2 * derivative(v)),
      ),
    ).toBeLessThan(1e-13);
  });

  it.each(kinds)("%s passes NaN on", (kind) => {
    const y = put([0]);
    kernels.unary(kind, put([NaN]), y, 1);
    expect(read(y, 1)).toEqual([NaN]);
  });

  it("has derivative 0 at the kinks of relu and absolute", () => {
    const dx = put([0, 0]);
    for (const kind of ["relu", "absolute"] as const)
      kernels.unaryBackward(kind, put([0, -0]), put([0, 0]), put([1, 1]), dx, 2);
    expect(read(dx, 2)).toEqual([0, 0]);
  });
});

describe("fill, scale, addScaled and sums", () => {
  it("touch their own elements alone", () => {
    const x = put([1, 2, 3, 4]);
    kernels.fill(x, 2, 7);
    expect(read(x, 4)).toEqual([7, 7, 3, 4]);
    kernels.scale(x, x + 2, 2, -2);
    expect(read(x, 4)).toEqual([7, 7, -14, -14]);
    kernels.addScaled(x, x + 2, 1, 3);
    expect(read(x, 4)).toEqual([7, 7, 7, -14]);
    expect(kernels.sum(x, 4)).toBe(7);
    expect(kernels.sumOfSquares(x, 4)).toBe(343);
    expect(kernels.sum(x, 0)).toBe(0);
  });
});
