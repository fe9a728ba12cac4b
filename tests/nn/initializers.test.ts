import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { kaimingUniform, normal, orthogonal, xavierUniform } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe("xavierUniform and kaimingUniform", () => {
  it.each<[string, Float64Array, number]>([
    ["xavierUniform", xavierUniform([100, 50], createRandom(1)), Math.sqrt(6 / 150)],
    ["xavierUniform with a gain", xavierUniform([100, 50], createRandom(1), 2), 2 * Math.sqrt(6 / 150)],
    ["kaimingUniform", kaimingUniform([100, 50], createRandom(1)), Math.sqrt(6 / 100)],
    // PyTorch's default for linear layers: slope √5 gives 1/√in
    ["kaimingUniform with a slope", kaimingUniform([100, 50], createRandom(1), Math.sqrt(5)), 0.1],
  ])("%s fills its range to the bounds", (_, values, bound) => {
    expect(values).toHaveLength(5000);
    expect(largest(values)).toBeLessThanOrEqual(bound);
    expect(largest(values)).toBeGreaterThan(0.99 * bound);
    const variance = values.reduce((total, value) => total + value * value, 0) / 5000;
    expect(variance / (bound * bound)).toBeCloseTo(1 / 3, 1);
  });
});

describe("orthogonal", () => {
  it("gives orthonormal rows or columns, whichever are shorter, times the gain", () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(side, side, fc.integer(), fc.constantFrom(1, 0.5, 3), (inputs, outputs, seed, gain) => {
        const w = orthogonal([inputs, outputs], createRandom(seed), gain);
        const tall = inputs >= outputs;
        const [count, length] = tall ? [outputs, inputs] : [inputs, outputs];
        const element = (i: number, t: number): number => (tall ? w[t * outputs + i]! : w[i * outputs + t]!);
        for (let i = 0; i < count; i++)
          for (let j = 0; j <= i; j++) {
            let product = 0;
            for (let t = 0; t < length; t++) product += element(i, t) * element(j, t);
            expect(Math.abs(product - (i === j ? gain * gain : 0))).toBeLessThan(1e-12 * gain * gain);
          }
      }),
    );
  });

  it("points anywhere: signs and sizes of an element average out", () => {
    const values = Array.from({ length: 400 }, (_, seed) => orthogonal([3, 3], createRandom(seed))[0]!);
    const mean = values.reduce((a, b) => a + b) / 400;
    const square = values.reduce((a, b) => a + b * b, 0) / 400;
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / 3 / 400));
    expect(square).toBeCloseTo(1 / 3, 1);
  });
});

describe("all initializers", () => {
  it.each([normal, xavierUniform, kaimingUniform, orthogonal])("%o gives the same values for the same seed", (draw) => {
    expect(draw([5, 4], createRandom(3))).toEqual(draw([5, 4], createRandom(3)));
    expect(draw([5, 4], createRandom(3))).not.toEqual(draw([5, 4], createRandom(4)));
    expect(draw([5, 4], createRandom(3)).every(Number.isFinite)).toBe(true);
  });

  it.each([xavierUniform, kaimingUniform, orthogonal])("%o refuses what is no matrix", (draw) => {
    for (const shape of [[3], [2, 3, 4], [0, 3]]) {
      expect(() => draw(shape, createRandom(1))).toThrow(ShapeError);
      expect(() => draw(shape, createRandom(1))).toThrow(
        `${draw.name}: expected a shape (in,out) without zeros, found (${shape.join(",")})`,
      );
    }
  });
});
