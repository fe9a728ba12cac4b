import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BinaryKind, UnaryKind } from "../../src/kernels/index.ts";
import { farthest, numbers, onBoth, shifts, wildNumbers } from "./pair.ts";

const counts = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(255, 256, 1025));
const vectors = fc
  .tuple(counts, shifts)
  .chain(([count, shift]) => fc.tuple(wildNumbers(count), wildNumbers(count), wildNumbers(count), fc.constant(shift)));
const factors = fc.oneof(
  { weight: 6, arbitrary: fc.float({ min: -4, max: 4, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, NaN, Infinity, -Infinity) },
);

describe("the wasm fill, scale and addScaled", () => {
  it("agree with the oracle within a rounding of each step, and touch their own elements alone", () => {
    fc.assert(
      fc.property(vectors, factors, ([x, y, , shift], factor) => {
        const count = x.length;
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const from = put(x);
          const to = [put([...y, 7]), put([...y, 7]), put([...y, 7])] as const;
          kernels.fill(to[0], count, factor);
          kernels.scale(from, to[1], count, factor);
          kernels.addScaled(from, to[2], count, factor);
          return to.map((pointer) => read(pointer, count + 1));
        }, shift);
        const scales = x.map((value, i) => Math.abs(factor * value) + Math.abs(y[i]!) + 1e-30);
        expected.forEach((values, i) =>
          expect(farthest(actual[i]!, values, [...scales, 1])).toBeLessThan(4 * 2 ** -24),
        );
      }),
    );
  });
});

describe("the wasm sums", () => {
  it("agree with the oracle to float64 precision", () => {
    fc.assert(
      fc.property(vectors, ([x, , , shift]) => {
        const [expected, actual] = onBoth(({ kernels, put }) => {
          const at = put(x);
          return [kernels.sum(at, x.length), kernels.sumOfSquares(at, x.length)];
        }, shift);
        const sizes = [x.reduce((s, v) => s + Math.abs(v), 1), x.reduce((s, v) => s + v * v, 1)];
        expect(farthest(actual, expected, sizes)).toBeLessThan(x.length * 2 ** -52 + 1e-300);
      }),
    );
  });

  it("columnSums adds to what is there, over more rows than a block", () => {
    const sizes = fc.record({ m: counts, n: fc.integer({ min: 0, max: 37 }), shift: shifts });
    const matrices = sizes.chain(({ m, n, shift }) => fc.tuple(fc.constant({ m, n, shift }), numbers(n), fc.integer()));
    fc.assert(
      fc.property(matrices, ([{ m, n, shift }, start, seed]) => {
        const wild = [NaN, Infinity, -Infinity][Math.abs(seed) % 6]; // in half of the cases, at one place
        const x = Float32Array.from({ length: m * n }, (_, i) => Math.fround(Math.sin(seed + i)));
        if (wild !== undefined && x.length > 0) x[Math.abs(seed) % x.length] = wild;
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const out = put(start);
          kernels.columnSums(put(x), m, n, out);
          return read(out, n);
        }, shift);
        // the oracle rounds each of its m sums, whose size is at most m + 8
        expect(
          farthest(
            actual,
            expected,
            start.map(() => m + 8),
          ),
        ).toBeLessThanOrEqual((m + 1) * 2 ** -23);
      }),
    );
  });
});

describe("the wasm copyBlock", () => {
  it("copies and adds as the oracle does, with any strides", () => {
    const sizes = fc.record({
      outer: fc.integer({ min: 0, max: 5 }),
      inner: fc.integer({ min: 0, max: 30 }),
      gaps: fc.tuple(shifts, shifts),
      repeat: fc.boolean(),
      accumulate: fc.boolean(),
      shift: shifts,
    });
    const copies = sizes.chain((s) =>
      fc.tuple(
        fc.constant(s),
        wildNumbers(s.outer * (s.inner + s.gaps[0])),
        wildNumbers(s.outer * (s.inner + s.gaps[1])),
      ),
    );
    fc.assert(
      fc.property(copies, ([{ outer, inner, gaps, repeat, accumulate, shift }, source, target]) => {
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const to = put(target);
          const strides = { fromStride: repeat ? 0 : inner + gaps[0], toStride: inner + gaps[1] };
          kernels.copyBlock({ outer, inner, from: put(source), to, ...strides, accumulate });
          return read(to, target.length);
        }, shift);
        expect(actual).toEqual(expected);
      }),
    );
  });
});

/** Row-major strides, 0 along the dimensions that are not kept. */
function broadcast(shape: readonly number[], kept: readonly boolean[]): { strides: number[]; count: number } {
  const strides = shape.map(() => 0);
  let count = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (!kept[d]) continue;
    strides[d] = count;
    count *= shape[d]!;
  }
  return { strides, count };
}

describe("the wasm binary and sumTo", () => {
  const shapes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 0, maxLength: 5 });
  const flags = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });

  it("agree with the oracle for any shape with any dimensions of either operand broadcast", () => {
    fc.assert(
      fc.property(
        shapes,
        flags,
        flags,
        fc.constantFrom<BinaryKind>("add", "subtract", "multiply"),
        shifts,
        fc.integer(),
        (shape, keptA, keptB, kind, shift, seed) => {
          const count = shape.reduce((a, b) => a * b, 1);
          const [a, b] = [broadcast(shape, keptA), broadcast(shape, keptB)];
          const values = (length: number, phase: number): number[] =>
            Array.from({ length }, (_, i) =>
              (seed + phase + i) % 11 === 0
                ? [NaN, Infinity, -Infinity][i % 3]!
                : Math.fround(8 * Math.sin(seed + phase + i)),
            );
          const [expected, actual] = onBoth(({ kernels, put, blank, read }) => {
            const out = blank(count);
            const sums = put(values(b.count, 2));
            const operands = {
              a: put(values(a.count, 0)),
              aStrides: a.strides,
              b: put(values(b.count, 1)),
              bStrides: b.strides,
            };
            kernels.binary({ kind, shape, ...operands, out });
            kernels.sumTo(put(values(count, 3)), shape, sums, b.strides);
            return { out: read(out, count), sums: read(sums, b.count) };
          }, shift);
          expect(actual.out).toEqual(expected.out);
          const most = b.count === 0 ? 1 : count / b.count + 1;
          expect(
            farthest(
              actual.sums,
              expected.sums,
              expected.sums.map(() => 8 * most),
            ),
          ).toBeLessThanOrEqual(most * 2 ** -23);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("walk strides that belong to no broadcast", () => {
    const [expected, actual] = onBoth(({ kernels, put, blank, read }) => {
      const x = put(Array.from({ length: 40 }, (_, i) => i));
      const out = blank(12);
      kernels.binary({ kind: "add", shape: [3, 4], a: x, aStrides: [1, 3], b: x, bStrides: [9, 2], out });
      kernels.sumTo(x, [3, 4], out, [1, 3]);
      return read(out, 12);
    });
    expect(actual).toEqual(expected);
  });
});

describe("the wasm unary functions", () => {
  const kinds: UnaryKind[] = ["tanh", "sigmoid", "relu", "exp", "log", "absolute", "square", "sin", "cos"];

  it.each(kinds)(
    "%s and its derivative agree with the oracle, NaN, infinities, zeros and tiny numbers included",
    (kind) => {
      fc.assert(
        fc.property(vectors, ([x, dy, dx, shift]) => {
          const count = x.length;
          const [expected, actual] = onBoth(({ kernels, put, blank, read }) => {
            const from = put(x);
            const y = blank(count);
            const out = put(dx);
            kernels.unary(kind, from, y, count);
            kernels.unaryBackward(kind, from, y, put(dy), out, count);
            return { y: read(y, count), dx: read(out, count) };
          }, shift);
          const sizes = expected.y.map((y) => Math.max(2 ** -126, Math.abs(y)));
          expect(farthest(actual.y, expected.y, sizes)).toBeLessThan(3.5 * 2 ** -23);
          // 1 - y² and y (1 - y) cancel, so that the error of y counts in full
          const slopes = x.map((v, i) =>
            kind === "log" ? Math.abs(1 / v) : Math.max(1, Math.abs(expected.y[i]!), 2 * Math.abs(v)),
          );
          const scales = x.map((_, i) => Math.abs(dy[i]!) * slopes[i]! + Math.abs(dx[i]!) + 2 ** -126);
          // 2 x and 1 / x overflow in float32 where the oracle's float64 does not
          const overflows = (i: number): boolean =>
            Math.max(1, Math.abs(dy[i]!)) * slopes[i]! > 3.4e38 && Number.isFinite(x[i]!) && x[i] !== 0;
          const within = actual.dx.map((v, i) => (overflows(i) ? expected.dx[i]! : v));
          expect(farthest(within, expected.dx, scales)).toBeLessThan(8 * 2 ** -23);
        }),
        { numRuns: 200 },
      );
    },
  );

  it("gives the derivative of tanh to its last bits where y is given, near 1 and -1 too", () => {
    const y = Array.from({ length: 401 }, (_, i) => Math.fround(Math.tanh((i - 200) / 25)));
    const [, dx] = onBoth(({ kernels, put, read }) => {
      const out = put(new Float32Array(y.length));
      kernels.unaryBackward("tanh", put(y), put(y), put(new Float32Array(y.length).fill(1)), out, y.length);
      return read(out, y.length);
    });
    const exact = y.map((v) => (1 - v) * (1 + v));
    expect(farthest(dx, exact, exact)).toBeLessThan(1.5 * 2 ** -23);
  });
});
