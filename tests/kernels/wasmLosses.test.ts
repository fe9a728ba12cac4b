import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE, type PointLossKind } from "../../src/kernels/index.ts";
import { farthest, noise, numbers, onBoth, shifts, wildNumbers } from "./pair.ts";

const weights = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.constantFrom(0, 0, 0.5, 1, 3), { minLength: count, maxLength: count });

describe("the wasm losses", () => {
  const points = fc
    .tuple(
      fc.integer({ min: 0, max: 30 }),
      fc.constantFrom<PointLossKind>("squared", "absolute", "huber", "logCosh", "binaryCrossEntropy"),
      shifts,
    )
    .chain(([count, kind, shift]) =>
      fc.tuple(
        fc.constant({ count, kind, shift, delta: 0.75 }),
        wildNumbers(count),
        wildNumbers(count),
        weights(count),
        fc.boolean(),
      ),
    );

  it("of points give the oracle's bytes, value and gradient", () => {
    fc.assert(
      fc.property(points, ([{ count, kind, shift, delta }, prediction, target, weight, weighted]) => {
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const operands = {
            kind,
            delta,
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

  it("of normal distributions give the oracle's bytes, value and both gradients", () => {
    const triples = fc
      .tuple(fc.integer({ min: 0, max: 30 }), shifts)
      .chain(([count, shift]) =>
        fc.tuple(
          fc.constant(shift),
          wildNumbers(count),
          wildNumbers(count),
          wildNumbers(count),
          weights(count),
          fc.boolean(),
        ),
      );
    fc.assert(
      fc.property(triples, ([shift, mean, variance, target, weight, weighted]) => {
        const count = mean.length;
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const pointers = { mean: put(mean), variance: put(variance), target: put(target) };
          const operands = { count, epsilon: 1e-6, ...pointers, weights: weighted ? put(weight) : NONE };
          const [dMean, dVariance] = [put(noise(3, count)), put(noise(4, count))];
          kernels.gaussianLossBackward(operands, dMean, dVariance, 1.7);
          kernels.gaussianLossBackward(operands, NONE, dVariance, 0.1);
          kernels.gaussianLossBackward(operands, dMean, NONE, 0.1);
          return [kernels.gaussianLoss(operands), ...read(dMean, count), ...read(dVariance, count)];
        }, shift);
        expect(actual).toEqual(expected);
      }),
    );
  });

  it("of classes agree with the oracle within a few roundings, NaN and infinities included", () => {
    const logits = fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 21 }), shifts)
      .chain(([count, classes, shift]) =>
        fc.tuple(
          fc.constant({ count, classes, shift }),
          fc.boolean().chain((wild) => (wild ? wildNumbers(count * classes) : numbers(count * classes))),
          fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: count, maxLength: count }),
          weights(count),
          fc.boolean(),
        ),
      );
    fc.assert(
      fc.property(logits, ([{ count, classes, shift }, x, target, weight, weighted]) => {
        const [expected, actual] = onBoth(({ kernels, put, blank, read }) => {
          const pointers = { logits: put(x), logProbabilities: blank(x.length), target: put(target) };
          const operands = { rows: count, classes, ...pointers, weights: weighted ? put(weight) : NONE };
          const loss = kernels.crossEntropy(operands);
          const gradient = put(noise(3, x.length));
          kernels.crossEntropyBackward(operands, gradient, 1.7);
          return { loss, gradient: read(gradient, x.length) };
        }, shift);
        const size = [1 + Math.abs(expected.loss)];
        expect(farthest([actual.loss], [expected.loss], size)).toBeLessThan(4 * 2 ** -24);
        expect(farthest(actual.gradient, expected.gradient)).toBeLessThan(24 * 2 ** -24);
      }),
      { numRuns: 300 },
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
