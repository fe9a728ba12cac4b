import { describe, expect, it } from "vitest";
import { add, backward, multiply, persistentTensor, step, sum, tensor, type Tensor } from "../../src/autograd/index.ts";
import { OptionError, TensorError } from "../../src/errors.ts";
import { createBackend } from "../../src/kernels/index.ts";
import { Adam, AdamW, Optimizer, RMSprop, SGD } from "../../src/optim/index.ts";
import { expectClose, readGolden, type GoldenTensor } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

interface Golden {
  readonly config: Readonly<Record<string, number | boolean>>;
  readonly params: readonly GoldenTensor[];
  readonly grads: readonly (readonly GoldenTensor[])[];
  readonly params_after: readonly (readonly GoldenTensor[])[];
}

type Make = (parameters: readonly Tensor[], options?: object) => Optimizer;
const makers = {
  SGD: (parameters, options) => new SGD(parameters, options),
  Adam: (parameters, options) => new Adam(parameters, options),
  AdamW: (parameters, options) => new AdamW(parameters, options),
  RMSprop: (parameters, options) => new RMSprop(parameters, options),
} satisfies Record<string, Make>;
type Name = keyof typeof makers;
const names = Object.keys(makers) as Name[];

/** PyTorch's options by our names. */
const optionsOf = ({ lr, weight_decay: weightDecay = 0, ...rest }: Golden["config"]): object => ({
  learningRate: lr,
  weightDecay,
  ...rest,
});

/** Leaves the given gradients in the parameters of the running step. */
function setGradients(parameters: readonly Tensor[], gradients: readonly GoldenTensor[]): void {
  backward(parameters.map((p, i) => sum(multiply(p, tensor(gradients[i]!.data, p.shape)))).reduce((a, b) => add(a, b)));
}

/** Descends a parameter of one element whose gradient is always `slope`; gives its values. */
function descend(make: Make, options: object, slope: number, steps: number): number[] {
  const x = persistentTensor([1], [1], true);
  const optimizer = make([x], options);
  return Array.from({ length: steps }, () => {
    step(() => {
      backward(sum(multiply(x, tensor([slope]))));
      optimizer.step();
    });
    return x.data[0]!;
  });
}

const cases: [string, Name][] = [
  ["optim_sgd", "SGD"],
  ["optim_sgd_momentum", "SGD"],
  ["optim_sgd_nesterov_wd", "SGD"],
  ["optim_adam_l2", "Adam"],
  ["optim_adam_amsgrad", "Adam"],
  ["optim_adamw", "AdamW"],
  ["optim_rmsprop", "RMSprop"],
  ["optim_rmsprop_centered_momentum", "RMSprop"],
];

onEachKernels(() => {
  it.each(cases)("%s agrees with PyTorch over five steps", (file, name) => {
    const { config, params, grads, params_after: after } = readGolden<Golden>(file);
    const parameters = params.map(({ shape, data }) => persistentTensor(shape, data, true));
    const optimizer = makers[name](parameters, optionsOf(config));
    expect(after).toHaveLength(5);
    after.forEach((expected, i) => {
      step(() => {
        setGradients(parameters, grads[i]!);
        optimizer.step();
      });
      parameters.forEach(({ data }, p) => expectClose(data, expected[p]!, `step ${i} parameter ${p}`));
    });
  });

  describe.each(names)("%s", (name) => {
    it("leaves parameters without a gradient in this step as they are, and follows its learning rate", () => {
      const [used, idle] = [persistentTensor([1], [1], true), persistentTensor([1], [1], true)];
      const optimizer = makers[name]([used, idle], { weightDecay: 0 });
      expect(optimizer).toBeInstanceOf(Optimizer);
      optimizer.learningRate = 1e-12;
      step(() => {
        backward(sum(used));
        optimizer.step();
      });
      expect(used.data[0]).toBeCloseTo(1, 6);
      optimizer.learningRate = 0.1;
      step(() => {
        backward(sum(used));
        optimizer.step();
      });
      expect(used.data[0]).toBeLessThan(0.95);
      expect(idle.data[0]).toBe(1);
    });

    it("gives the memory of its state back", () => {
      const backend = createBackend();
      const x = persistentTensor([50_000], new Float32Array(50_000), true, backend);
      const options = { momentum: 0.9, centered: true, amsgrad: true };
      const { momentum, ...others } = options;
      const make = (): Optimizer => makers[name]([x], name === "SGD" ? { momentum } : options && others);
      make().release();
      const { bytes } = backend.arena;
      for (let i = 0; i < 50; i++) make().release();
      expect(backend.arena.bytes).toBe(bytes);
      const optimizer = make();
      optimizer.release();
      expect(() => optimizer.release()).toThrow(TensorError);
    });

    it.each([
      [{ learningRate: 0 }, "learningRate: expected a number above 0, found 0"],
      [{ learningRate: NaN }, "learningRate: expected a number above 0, found NaN"],
      [{ weightDecay: -1 }, "weightDecay: expected a number of at least 0, found -1"],
      [{ weightDecay: Infinity }, "weightDecay: expected a number of at least 0, found Infinity"],
    ])("refuses %o", (options, message) => {
      expect(() => makers[name]([], options)).toThrow(OptionError);
      expect(() => makers[name]([], options)).toThrow(`${name} ${message}`);
    });

    it("draws weights to 0 where they decay", () => {
      const [plain, decayed] = [0, 0.5].map((weightDecay) => descend(makers[name], { weightDecay }, 0, 10).at(-1)!);
      expect(plain).toBe(1);
      expect(decayed).toBeGreaterThan(0);
      expect(decayed).toBeLessThan(0.9999);
    });
  });

  describe("SGD", () => {
    it("does not dampen the first step of a parameter, but the later ones", () => {
      // velocities: 2, then 0.5 * 2 + 0.25 * 2 = 1.5
      const [first, second] = descend(makers.SGD, { learningRate: 0.125, momentum: 0.5, dampening: 0.75 }, 2, 2);
      expect([first, second]).toEqual([1 - 0.125 * 2, 1 - 0.125 * 3.5]);
    });

    it.each([
      [{ nesterov: true }, "momentum 0, dampening 0"],
      [{ nesterov: true, momentum: 0.9, dampening: 0.1 }, "momentum 0.9, dampening 0.1"],
    ])("refuses %o", (options, found) => {
      expect(() => new SGD([], options)).toThrow(
        `SGD nesterov: expected momentum above 0 and dampening 0, found ${found}; give a momentum such as 0.9, or leave nesterov out`,
      );
    });

    it.each(["momentum", "dampening"])("refuses a negative %s", (option) => {
      expect(() => new SGD([], { [option]: -0.1 })).toThrow(
        `SGD ${option}: expected a number of at least 0, found -0.1`,
      );
    });
  });

  describe("AdamW", () => {
    it("decays by 0.01 unless told otherwise, whatever the gradient's size", () => {
      const decays = [1e-3, 1e3].map((slope) => {
        const [plain] = descend(makers.Adam, { learningRate: 0.1 }, slope, 1);
        const [decayed] = descend(makers.AdamW, { learningRate: 0.1 }, slope, 1);
        return plain! - decayed!;
      });
      for (const decay of decays) expect(decay).toBeCloseTo(0.001, 6);
    });
  });

  describe("RMSprop", () => {
    it.each([
      [{ alpha: 1 }, "RMSprop alpha: expected a number in [0, 1), found 1"],
      [{ epsilon: 0 }, "RMSprop epsilon: expected a number of at least 1.17549435e-38, found 0"],
      [{ momentum: NaN }, "RMSprop momentum: expected a number of at least 0, found NaN"],
    ])("refuses %o", (options, message) => {
      expect(() => new RMSprop([], options)).toThrow(OptionError);
      expect(() => new RMSprop([], options)).toThrow(message);
    });

    it("steps by the gradient over its root mean square", () => {
      const [first] = descend(makers.RMSprop, { learningRate: 0.01, alpha: 0.75 }, -5, 1);
      expect(first).toBeCloseTo(1 + 0.01 / 0.5, 6);
    });
  });
});
