import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE } from "../../src/kernels/index.ts";
import { farthest, noise, numbers, onBoth, shifts, wildNumbers } from "./pair.ts";

const weights = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.constantFrom(0, 0, 0.5, 1, 3), { minLength: count, maxLength: count });

describe("the wasm losses", () => {
  const points = fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom("squared" as const, "absolute" as const), shifts)
    .chain(([count, kind, shift]) =>
      fc.tuple(
        fc.constant({ count, kind, shift }),
        wildNumbers(count),
        wildNumbers(count),
        weights(count),
        fc.boolean(),
      ),
    );

  it("of points give the oracle's bytes, value and gradient", () => {
    fc.assert(
      fc.property(points, ([{ count, kind, shift }, prediction, target, weight, weighted]) => {
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const operands = {
            kind,
            count,
            prediction: put(prediction),
            target: put(target),
            weights: weighted ? put(weight) : NONE,
          };
          const gradient = put(noise(3, count));
          kernels.pointLossBackward(operands, gradient, 1.7);
          return [kernels.pointLoss(operands), ...read(gradient, count)];
        }, shift);
        expect(actual).toEqual(expected);
      }),
    );
  });

  const rows = fc
    .tuple(
      fc.integer({ min: 0, max: 12 }),
      fc.uniqueArray(fc.constantFrom(0.05, 0.1, 0.5, 0.9, 0.975), { minLength: 1 }),
      shifts,
    )
    .chain(([count, quantiles, shift]) =>
      fc.tuple(
        fc.constant({ count, quantiles, shift }),
        wildNumbers(count * quantiles.length),
        wildNumbers(count),
        weights(count),
        fc.boolean(),
      ),
    );

  it("of quantiles give the oracle's bytes, value and gradient", () => {
    fc.assert(
      fc.property(rows, ([{ count, quantiles, shift }, prediction, target, weight, weighted]) => {
        const size = count * quantiles.length;
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const pointers = { prediction: put(prediction), target: put(target), weights: weighted ? put(weight) : NONE };
          const operands = { rows: count, quantiles, ...pointers };
          const gradient = put(noise(3, size));
          kernels.pinballBackward(operands, gradient, -0.3);
          return [kernels.pinball(operands), ...read(gradient, size)];
        }, shift);
        expect(actual).toEqual(expected);
      }),
    );
  });
});

/** Numbers that are 0 or not tiny. */
const grid = (count: number): fc.Arbitrary<number[]> =>
  numbers(count).map((values) => values.map((value) => Math.round(1024 * value) / 1024));

describe("the wasm adam", () => {
  const blocks = fc
    .tuple(fc.integer({ min: 0, max: 40 }), shifts)
    .chain(([count, shift]) => fc.tuple(fc.constant(shift), grid(count), grid(count), grid(count), grid(count)));
  const settings = fc.record({
    learningRate: fc.double({ min: 1e-5, max: 0.1, noNaN: true }),
    beta1: fc.double({ min: 0, max: 0.95, noNaN: true }),
    beta2: fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
    step: fc.integer({ min: 1, max: 1000 }),
  });

  it("agrees with the oracle within a few roundings of the update and one of the parameter", () => {
    fc.assert(
      fc.property(blocks, settings, ([shift, p, g, m, v], { learningRate, beta1, beta2, step }) => {
        const count = p.length;
        const aligned = m.map((value, i) => Math.abs(value) * Math.sign(g[i]!)); // no cancellation, so errors stay relative
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const pointers = {
            parameter: put(p),
            gradient: put(g),
            mean: put(aligned),
            variance: put(v.map(Math.abs)),
          };
          const corrections = { correction1: 1 - beta1 ** step, correction2: 1 - beta2 ** step };
          kernels.adam({ count, ...pointers, learningRate, beta1, beta2, epsilon: 1e-8, ...corrections });
          return [pointers.mean, pointers.variance, pointers.parameter].map((pointer) => read(pointer, count));
        }, shift);
        const updates = p.map((value, i) => Math.abs(expected[2]![i]! - value));
        for (const i of [0, 1]) {
          const sizes = expected[i]!.map((value) => Math.abs(value) + 1e-30);
          expect(farthest(actual[i]!, expected[i]!, sizes)).toBeLessThan(6 * 2 ** -24);
        }
        const sizes = p.map((value, i) => Math.abs(value) + 8 * updates[i]! + 1e-30);
        expect(farthest(actual[2]!, expected[2]!, sizes)).toBeLessThan(3 * 2 ** -24);
      }),
    );
  });
});
