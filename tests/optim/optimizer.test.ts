import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  add,
  backward,
  multiply,
  persistentTensor,
  releaseTensor,
  scale,
  step,
  sum,
  tensor,
  type Tensor,
} from "../../src/autograd/index.ts";
import { OptionError, ShapeError, TensorError } from "../../src/errors.ts";
import { createBackend, type Backend } from "../../src/kernels/index.ts";
import { LSTM } from "../../src/nn/index.ts";
import { Adam, AdamW, clipGradientNorm, RMSprop, SGD, type Optimizer } from "../../src/optim/index.ts";
import { createRandom } from "../../src/random.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";
import { noise } from "../kernels/pair.ts";

type Make = (parameters: readonly Tensor[]) => Optimizer;
const makers: readonly (readonly [string, Make])[] = [
  ["SGD", (parameters) => new SGD(parameters, { weightDecay: 0.1 })],
  ["SGD with dampened momentum", (parameters) => new SGD(parameters, { momentum: 0.9, dampening: 0.5 })],
  ["SGD with Nesterov momentum", (parameters) => new SGD(parameters, { momentum: 0.9, nesterov: true })],
  ["Adam", (parameters) => new Adam(parameters)],
  ["Adam with AMSGrad and decay", (parameters) => new Adam(parameters, { amsgrad: true, weightDecay: 0.1 })],
  ["AdamW", (parameters) => new AdamW(parameters)],
  ["RMSprop", (parameters) => new RMSprop(parameters)],
  ["RMSprop, centered", (parameters) => new RMSprop(parameters, { centered: true, momentum: 0.5, weightDecay: 0.1 })],
];

const parametersOf = (sizes: readonly number[], backend: Backend): Tensor[] =>
  sizes.map((size, i) => persistentTensor([size], noise(i, size), true, backend));

/** One step in which those parameters get gradients that `used` says. */
function descend(parameters: readonly Tensor[], optimizer: Optimizer, used: readonly boolean[], seed: number): number {
  const { backend } = parameters[0]!;
  const slopes = ({ size, shape }: Tensor, i: number): Tensor => tensor(noise(seed + i, size), shape, backend);
  return step(
    () => {
      const losses = parameters.map((p, i) => sum(multiply(p, slopes(p, i)))).filter((_, i) => used[i]);
      backward(losses.reduce((a, b) => add(a, b)));
      const norm = clipGradientNorm(parameters, 0.5);
      optimizer.step();
      return norm;
    },
    { backend },
  );
}

const valuesOf = (parameters: readonly Tensor[]): number[][] => parameters.map(({ data }) => [...data]);

const trainings = fc.integer({ min: 2, max: 5 }).chain((count) =>
  fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: count, maxLength: count }),
    steps: fc.array(
      fc
        .array(fc.boolean(), { minLength: count, maxLength: count })
        .map((used) => (used.includes(true) ? used : used.map(() => true))),
      { minLength: 1, maxLength: 4 },
    ),
    seed: fc.integer(),
  }),
);

/** The sum of squares. */
const quadratic = (...parameters: Tensor[]): Tensor =>
  parameters.map((parameter) => sum(multiply(parameter, parameter))).reduce((total, one) => add(total, one));

onEachKernels(() => {
  describe.each(makers)("%s", (_, make) => {
    it("gives gathered parameters the bytes of single ones, whichever get gradients, and the same norms", () => {
      fc.assert(
        fc.property(trainings, ({ sizes, steps, seed }) => {
          const [gathered, single] = [true, false].map((gather) => {
            const backend = createBackend();
            const parameters = parametersOf(sizes, backend);
            // within a step nothing is gathered
            const optimizer = gather ? make(parameters) : step(() => make(parameters), { backend });
            expect(parameters.every(({ home }) => (home !== undefined) === gather)).toBe(true);
            const norms = steps.map((used, i) => descend(parameters, optimizer, used, seed + i));
            return { norms, values: valuesOf(parameters) };
          });
          expect(gathered).toEqual(single);
        }),
        { numRuns: 25 },
      );
    });

    it("keeps what fills up the lines of a block at 0", () => {
      const backend = createBackend();
      const parameters = parametersOf([3, 5], backend);
      const optimizer = make(parameters);
      for (let i = 0; i < 5; i++) descend(parameters, optimizer, [true, true], i);
      const start = parameters[0]!.pointer;
      expect([...backend.arena.values.subarray(start + 3, start + 16)]).toEqual(Array.from({ length: 13 }, () => 0));
    });
  });

  describe("an optimizer", () => {
    it("updates all parameters with one kernel call, around those without gradients with more", () => {
      const backend = createBackend();
      const parameters = parametersOf([3, 17, 16, 5], backend);
      const optimizer = new Adam(parameters);
      const adam = vi.spyOn(backend.kernels, "adam");
      const counts = (used: readonly boolean[]): number[] => {
        adam.mockClear();
        descend(parameters, optimizer, used, 1);
        return adam.mock.calls.map(([{ count }]) => count);
      };
      expect(counts([true, true, true, true])).toEqual([16 + 32 + 16 + 5]);
      expect(counts([true, false, true, true])).toEqual([3, 16 + 5]);
      expect(counts([false, true, true, false])).toEqual([17, 16]); // one of them has one step fewer behind it
    });

    it("shares parameters with others, each over a part of them or in another order", () => {
      const results = [true, false].map((gather) => {
        const backend = createBackend();
        const [a, b, c, d] = parametersOf([3, 16, 16, 20], backend) as [Tensor, Tensor, Tensor, Tensor];
        const make = (): Optimizer[] => [new Adam([b, a]), new SGD([a, b, c, d]), new RMSprop([d, c, b])];
        const optimizers = gather ? make() : step(make, { backend });
        for (let i = 0; i < 6; i++) descend([a, b, c, d], optimizers[i % 3]!, [true, true, true, true], i);
        return valuesOf([a, b, c, d]);
      });
      expect(results[0]).toEqual(results[1]);
    });

    it("leaves the state of a module and its loading as they are", () => {
      const random = createRandom(1);
      const layer = new LSTM({ inputSize: 2, hiddenSize: 3 }, { random });
      const before = layer.stateDict();
      const optimizer = new Adam(layer.parameters());
      expect(layer.stateDict()).toEqual(before);
      const other = new LSTM({ inputSize: 2, hiddenSize: 3 }, { random }).stateDict();
      layer.loadStateDict(other);
      expect(layer.stateDict()).toEqual(other);
      optimizer.release();
      layer.release();
    });

    it("leaves memory as it is, however often a module is made, trained and released", () => {
      const backend = createBackend();
      const round = (): void => {
        const layer = new LSTM({ inputSize: 8, hiddenSize: 64 }, { random: createRandom(1), backend });
        const optimizer = new Adam(layer.parameters());
        const losses = (): Tensor =>
          layer
            .parameters()
            .map(sum)
            .reduce((a, b) => add(a, b));
        step(
          () => {
            backward(scale(losses(), 2));
            optimizer.step();
          },
          { backend },
        );
        optimizer.release();
        layer.release();
      };
      for (let i = 0; i < 3; i++) round();
      const { bytes } = backend.arena;
      for (let i = 0; i < 50; i++) round();
      expect(backend.arena.bytes).toBe(bytes);
    });

    it.each(makers)("%s goes on from its state dict with the same bytes", (_, make) => {
      const sizes = [3, 20, 1];
      const all = sizes.map(() => true);
      const [whole, first, second] = [0, 1, 2].map(() => parametersOf(sizes, createBackend()));
      const one = make(whole!);
      for (let i = 0; i < 6; i++) descend(whole!, one, i === 0 ? [true, false, true] : all, i);
      const before = make(first!);
      for (let i = 0; i < 3; i++) descend(first!, before, i === 0 ? [true, false, true] : all, i);
      second!.forEach(({ data }, i) => data.set(first![i]!.data));
      const after = make(second!);
      after.learningRate = 0.5;
      after.loadStateDict(structuredClone(before.stateDict()));
      for (let i = 3; i < 6; i++) descend(second!, after, all, i);
      expect(second!.map(({ data }) => Array.from(data))).toEqual(whole!.map(({ data }) => Array.from(data)));
    });

    it("refuses the state dict of another optimizer, or of other parameters", () => {
      const state = new Adam(parametersOf([3], createBackend())).stateDict();
      expect(() => new Adam(parametersOf([3, 2], createBackend())).loadStateDict(state)).toThrow(ShapeError);
      expect(() => new SGD(parametersOf([3], createBackend())).loadStateDict(state)).toThrow(
        /^optimizer loadStateDict: expected steps \(1\), found mean \(\d+\), variance \(\d+\), steps \(1\)$/,
      );
    });

    it("refuses parameters of two backends", () => {
      const parameters = [createBackend(), createBackend()].map((backend) => parametersOf([2], backend)[0]!);
      expect(() => new Adam(parameters)).toThrow(ShapeError);
      expect(() => new Adam(parameters)).toThrow("Adam: expected tensors of one backend, found tensors of two");
    });
  });
});

describe("an optimizer", () => {
  it("refuses to step once its state, or a parameter, was released", () => {
    const [p, q] = [persistentTensor([3], [1, 2, 3], true), persistentTensor([2], [4, 5], true)];
    const adam = new Adam([p, q]);
    adam.release();
    const other = persistentTensor([8], new Float32Array(8).fill(5), false);
    expect(() =>
      step(() => {
        backward(quadratic(p, q));
        adam.step();
      }),
    ).toThrow(TensorError);
    expect(Array.from(other.data)).toEqual(Array.from({ length: 8 }, () => 5));
    const sgd = new SGD([p, q], { learningRate: 0.1 });
    expect(() =>
      step(() => {
        backward(quadratic(p, q));
        releaseTensor(q);
        sgd.step();
      }),
    ).toThrow("a tensor that holds memory");
  });

  it("counts the steps of each parameter apart, as PyTorch does", () => {
    const [always, late] = [persistentTensor([1], [1], true), persistentTensor([1], [1], true)];
    const adam = new Adam([always, late], { learningRate: 0.1 });
    for (let i = 0; i < 6; i++) {
      step(() => {
        backward(i < 5 ? quadratic(always) : quadratic(always, late));
        adam.step();
      });
    }
    expect(late.data[0]).toBeCloseTo(0.9, 6); // a first step of Adam is the learning rate
  });

  it("refuses a parameter twice, an infinite rate, and an epsilon that is 0 in float32", () => {
    const p = persistentTensor([1], [1], true);
    expect(() => new SGD([p, p])).toThrow("SGD parameters: expected each parameter once");
    expect(() => new Adam([p], { learningRate: Infinity })).toThrow(OptionError);
    expect(() => new Adam([p], { epsilon: 1e-60 })).toThrow("Adam epsilon");
    expect(() => new RMSprop([p], { epsilon: 0 })).toThrow("RMSprop epsilon");
  });
});
