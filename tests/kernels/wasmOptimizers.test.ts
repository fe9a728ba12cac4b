import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE } from "../../src/kernels/index.ts";
import { farthest, numbers, onBoth, shifts } from "./pair.ts";

const ROUNDING = 2 ** -24;
/** Numbers that are 0 or not tiny, so that nothing falls below the smallest normal number. */
const grid = (count: number): fc.Arbitrary<number[]> =>
  numbers(count).map((values) => values.map((value) => Math.round(1024 * value) / 1024));
const blocks = fc.tuple(fc.integer({ min: 0, max: 40 }), shifts).chain(([count, shift]) =>
  fc.tuple(
    fc.constant(shift),
    grid(count),
    grid(count).chain((g) =>
      fc.constantFrom(
        g,
        g,
        g,
        g.map((value, i) => (i === 0 ? NaN : value)),
        g.map((value) => value * Infinity),
      ),
    ),
    grid(count),
    grid(count),
  ),
);
/** Factors that float32 does not round to 0, over which infinities would become NaN. */
const share = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 1000 }).map((i) => min + ((max - min) * i) / 1000);

describe("the wasm sgd", () => {
  const settings = fc.record({
    learningRate: share(1e-5, 0.1),
    momentum: share(0, 0.95),
    dampening: share(0, 1),
    weightDecay: share(0, 0.1),
    nesterov: fc.boolean(),
  });

  it("agrees with the oracle within a few roundings, with and without momentum", () => {
    fc.assert(
      fc.property(blocks, settings, fc.boolean(), ([shift, p, g, v], options, moving) => {
        const count = p.length;
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const [parameter, velocity] = [put(p), put(v)];
          const pointers = { parameter, gradient: put(g), velocity: moving ? velocity : NONE };
          kernels.sgd({ count, ...pointers, ...options });
          return [...read(parameter, count), ...read(velocity, count)];
        }, shift);
        // operands are at most 8, so that no intermediate result exceeds 32
        const scales = expected.map(() => 32);
        expect(farthest(actual, expected, scales)).toBeLessThan(4 * ROUNDING);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the wasm rmsprop", () => {
  const settings = fc.record({
    learningRate: share(1e-5, 0.1),
    alpha: share(0.5, 0.99),
    momentum: share(0, 0.95),
    weightDecay: share(0, 0.1),
  });

  it("agrees with the oracle within roundings, centered or not, with and without momentum", () => {
    fc.assert(
      fc.property(blocks, settings, fc.boolean(), fc.boolean(), ([shift, p, g, v, m], options, centered, moving) => {
        const count = p.length;
        const means = m.map((value) => value / 8);
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const [parameter, velocity, mean] = [put(p), put(v), put(means)];
          const square = put(means.map((value) => value * value + 0.5)); // a variance of 0.5: no cancellation
          const state = { square, mean: centered ? mean : NONE, velocity: moving ? velocity : NONE };
          kernels.rmsprop({ count, parameter, gradient: put(g), ...state, ...options, epsilon: 1e-8 });
          return [parameter, velocity, mean, square].map((pointer) => read(pointer, count));
        }, shift);
        const scales = [16, 32, 16, 64].map((most) => p.map(() => most));
        expected.forEach((values, i) => expect(farthest(actual[i]!, values, scales[i])).toBeLessThan(16 * ROUNDING));
      }),
      { numRuns: 200 },
    );
  });

  it("keeps a variance that rounding would take below 0 at 0", () => {
    const results = onBoth(({ kernels, put, read }) => {
      const [parameter, gradient] = [put([1, 1, 1]), put([0.3, 0.7, 1.1])];
      const state = { square: put([0, 0, 0]), mean: put([0, 0, 0]), velocity: NONE };
      const options = { learningRate: 1e-9, alpha: 0.5, momentum: 0, epsilon: 1, weightDecay: 0 };
      for (let i = 0; i < 100; i++) kernels.rmsprop({ count: 3, parameter, gradient, ...state, ...options });
      return read(parameter, 3);
    });
    for (const values of results) expect(values.every(Number.isFinite)).toBe(true);
  });
});

describe("the wasm adam with weight decay and amsgrad", () => {
  const settings = fc.record({
    learningRate: share(1e-5, 0.1),
    beta1: share(0, 0.95),
    beta2: share(0.5, 0.9999),
    weightDecay: share(0, 0.1),
    shrinkage: share(0.9, 1),
    step: fc.integer({ min: 1, max: 1000 }),
  });

  it("agrees with the oracle within a few roundings of the update and of the parameter", () => {
    fc.assert(
      fc.property(blocks, settings, fc.boolean(), ([shift, p, g, m, v], { step, ...options }, amsgrad) => {
        const count = p.length;
        const [expected, actual] = onBoth(({ kernels, put, read }) => {
          const pointers = { parameter: put(p), mean: put(m), variance: put(v.map((value) => Math.abs(value) + 0.5)) };
          const greatest = put(p.map(Math.abs));
          kernels.adam({
            count,
            ...pointers,
            ...options,
            gradient: put(g),
            epsilon: 1e-8,
            correction1: 1 - options.beta1 ** step,
            correction2: 1 - options.beta2 ** step,
            greatest: amsgrad ? greatest : NONE,
          });
          return [pointers.parameter, pointers.mean, pointers.variance, greatest].map((at) => read(at, count));
        }, shift);
        // variances are at least 0.25: an update is at most 0.1 / 0.05 * 16 / 0.5
        const scales = [64 + 8, 16, 128, 128].map((most) => p.map(() => most));
        expected.forEach((values, i) => expect(farthest(actual[i]!, values, scales[i])).toBeLessThan(8 * ROUNDING));
        if (amsgrad)
          expected[3]!.forEach((value, i) => {
            if (!Number.isNaN(value)) expect(value).toBe(Math.max(Math.fround(Math.abs(p[i]!)), expected[2]![i]!));
          });
      }),
      { numRuns: 200 },
    );
  });
});
