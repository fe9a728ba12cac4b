/** The table of errors of the wasm kernels' own exp, log, tanh, sigmoid, sin and cos, against float64. */
import { describe, expect, it } from "vitest";
import { cos, exp, log, sigmoid, sin, tanh } from "../../src/elementary.ts";
import type { UnaryKind } from "../../src/kernels/index.ts";
import { onBoth } from "./pair.ts";

const COUNT = 200_001;

/** The distance of neighbouring float32 numbers at x. */
function ulp(x: number): number {
  return 2 ** Math.max(Math.floor(Math.log2(Math.max(Math.abs(x), 2 ** -126))) - 23, -149);
}

function apply(kind: UnaryKind, x: Float32Array): number[] {
  const [, y] = onBoth(({ kernels, put, blank, read }) => {
    const out = blank(x.length);
    kernels.unary(kind, put(x), out, x.length);
    return read(out, x.length);
  });
  return y;
}

function worst(kind: UnaryKind, f: (x: number) => number, from: number, to: number, logarithmic = false): number {
  const x = Float32Array.from({ length: COUNT }, (_, i) =>
    logarithmic ? from * (to / from) ** (i / (COUNT - 1)) : from + ((to - from) * i) / (COUNT - 1),
  );
  return apply(kind, x).reduce((most, value, i) => {
    const exact = f(x[i]!);
    return Math.max(most, Math.abs(value - exact) / ulp(exact));
  }, 0);
}

describe("units in the last place by which the wasm functions differ from the exact result", () => {
  it.each([
    ["exp", exp, -87.3, 88.7, false, 1.1],
    ["exp", exp, -103.9, -87.3, false, 0.8], // below the smallest normal number
    ["exp", exp, -1, 1, false, 1.1],
    ["log", log, 2 ** -126, 3e38, true, 1],
    ["log", log, 1e-44, 2 ** -126, true, 1],
    ["log", log, 0.5, 2, false, 1],
    ["tanh", tanh, -10, 10, false, 1.6],
    ["tanh", tanh, -0.7, 0.7, false, 1.6],
    ["tanh", tanh, 1e-38, 1, true, 1.6],
    ["sigmoid", sigmoid, -20, 20, false, 2.5],
    ["sigmoid", sigmoid, -87, -20, false, 2.5],
    ["sin", sin, -4, 4, false, 1.6],
    ["cos", cos, -4, 4, false, 1.6],
    ["sin", sin, -65536, 65536, false, 1.6],
    ["cos", cos, -65536, 65536, false, 1.6],
    ["sin", sin, 1e-44, 2 ** 25, true, 1.6],
    ["cos", cos, 1e-44, 2 ** 25, true, 1.6],
    ["sin", sin, 2 ** 25, 3.4e38, true, 1.6],
    ["cos", cos, -(2 ** 25), -3.4e38, true, 1.6],
  ] as const)("%s: over its range %#", (kind, f, from, to, logarithmic, bound) => {
    expect(worst(kind, f, from, to, logarithmic)).toBeLessThanOrEqual(bound);
  });

  it.each([
    ["sin", sin],
    ["cos", cos],
  ] as const)("%s: beside its zeros, but for 1e-15 that the reduction of angles from 2^25 on may cost", (kind, f) => {
    const turns = Array.from({ length: 100_000 }, (_, i) => (i < 50_000 ? i : i ** 3 * 2 ** (i % 80)));
    const x = Float32Array.from(turns.map((k) => Math.min(k * (Math.PI / 2), 3.4e38)));
    const over = apply(kind, x).map((value, i) => {
      const exact = f(x[i]!);
      return Math.abs(value - exact) - 1.6 * ulp(exact) - (x[i]! < 2 ** 20 ? 0 : 1e-15);
    });
    expect(Math.max(...over.slice(0, 50_000), ...over.slice(50_000))).toBeLessThanOrEqual(0);
  });

  it("sin and cos of infinities are NaN, and leave their neighbours alone", () => {
    const x = Float32Array.of(1, Infinity, 3e38, -0, -Infinity, 2, NaN, 1e-44);
    for (const kind of ["sin", "cos"] as const) {
      const alone = [...x].map((one) => apply(kind, Float32Array.of(one))[0]);
      expect(apply(kind, x)).toEqual(alone);
      expect([alone[1], alone[4], alone[6]]).toEqual([NaN, NaN, NaN]);
    }
    expect(apply("sin", x)[3]).toBe(-0);
  });

  it("limits are exact", () => {
    const x = [-Infinity, Infinity, 0, -0, 1, 200, -200, 88.8, 3e38, -104, -3e38, NaN];
    const [expected, actual] = onBoth(({ kernels, put, blank, read }) =>
      (["exp", "tanh", "sigmoid", "log"] as const).map((kind) => {
        const out = blank(x.length);
        kernels.unary(kind, put(x), out, x.length);
        return read(out, x.length);
      }),
    );
    expect(actual[0]).toEqual(expected[0]);
    expect(actual[1]!.slice(0, 4)).toEqual([-1, 1, 0, -0]);
    expect(actual[2]!.slice(0, 4)).toEqual([0, 1, 0.5, 0.5]);
    expect(actual[3]!.slice(0, 5)).toEqual([NaN, Infinity, -Infinity, -Infinity, 0]);
  });
});
