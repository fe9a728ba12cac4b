import { describe, expect, it } from "vitest";
import { add, backward, multiply, persistentTensor, step, sum, tensor, type Tensor } from "../../src/autograd/index.ts";
import { OptionError, TensorError } from "../../src/errors.ts";
import { createBackend } from "../../src/kernels/index.ts";
import { Adam, clipGradientNorm, type AdamOptions } from "../../src/optim/index.ts";
import { expectClose, readGolden, type GoldenTensor } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

interface GoldenAdam {
  readonly config: { readonly lr: number; readonly betas?: readonly [number, number]; readonly eps?: number };
  readonly params: readonly GoldenTensor[];
  readonly grads: readonly (readonly GoldenTensor[])[];
  readonly params_after: readonly (readonly GoldenTensor[])[];
}

/** Leaves the given gradients in the parameters of the running step. */
function setGradients(parameters: readonly Tensor[], gradients: readonly GoldenTensor[]): void {
  backward(parameters.map((p, i) => sum(multiply(p, tensor(gradients[i]!.data, p.shape)))).reduce((a, b) => add(a, b)));
}

const parametersOf = (tensors: readonly GoldenTensor[]): Tensor[] =>
  tensors.map(({ shape, data }) => persistentTensor(shape, data, true));

onEachKernels(() => {
  describe.each(["optim_adam", "optim_adam_betas"])("Adam on %s", (name) => {
    it("agrees with PyTorch over five steps", () => {
      const { config, params, grads, params_after: after } = readGolden<GoldenAdam>(name);
      const parameters = parametersOf(params);
      const adam = new Adam(parameters, {
        learningRate: config.lr,
        ...(config.betas && { betas: config.betas }),
        ...(config.eps && { epsilon: config.eps }),
      });
      expect(after).toHaveLength(5);
      after.forEach((expected, i) => {
        step(() => {
          setGradients(parameters, grads[i]!);
          adam.step();
        });
        parameters.forEach(({ data }, p) => expectClose(data, expected[p]!, `step ${i} parameter ${p}`, 1e-7));
      });
    });
  });

  describe("Adam", () => {
    it("leaves parameters without a gradient in this step as they are", () => {
      const [used, idle] = [persistentTensor([1], [1], true), persistentTensor([1], [1], true)];
      const adam = new Adam([used, idle]);
      step(() => {
        backward(sum(used));
        adam.step();
      });
      expect(used.data[0]).toBeCloseTo(0.999, 6);
      expect(idle.data[0]).toBe(1);
    });

    it("refuses to step where no parameter has a gradient, as outside of a step", () => {
      const adam = new Adam([persistentTensor([1], [1], true)]);
      expect(() => adam.step()).toThrow(TensorError);
      expect(() => step(() => adam.step())).toThrow("call it inside step(() => { … }), after backward(loss)");
    });

    it("follows a change of its learning rate", () => {
      const x = persistentTensor([1], [1], true);
      const adam = new Adam([x]);
      adam.learningRate = 0.25;
      step(() => {
        backward(sum(x));
        adam.step();
      });
      expect(x.data[0]).toBeCloseTo(0.75, 6);
    });

    it("gives the memory of its state back, once", () => {
      const backend = createBackend();
      const x = persistentTensor([50_000], new Float32Array(50_000), true, backend);
      new Adam([x]).release();
      const { bytes } = backend.arena;
      for (let i = 0; i < 50; i++) new Adam([x]).release();
      expect(backend.arena.bytes).toBe(bytes);
      const adam = new Adam([x]);
      adam.release();
      expect(() => adam.release()).toThrow(TensorError);
    });

    it.each<[AdamOptions, string]>([
      [{ learningRate: 0 }, "Adam learningRate: expected a number above 0, found 0"],
      [{ learningRate: NaN }, "Adam learningRate: expected a number above 0, found NaN"],
      [{ betas: [0.9, 1] }, "Adam betas: expected numbers in [0, 1), found 0.9, 1"],
      [{ betas: [-0.1, 0.9] }, "Adam betas: expected numbers in [0, 1), found -0.1, 0.9"],
      [{ epsilon: 0 }, "Adam epsilon: expected a number of at least 1.17549435e-38, found 0"],
    ])("refuses %o", (options, message) => {
      expect(() => new Adam([], options)).toThrow(OptionError);
      expect(() => new Adam([], options)).toThrow(message);
    });
  });

  describe("clipGradientNorm", () => {
    const golden = readGolden<{ grads: GoldenTensor[]; norm: GoldenTensor; clipped: GoldenTensor[] }>("clip_grad_norm");

    it("agrees with PyTorch in the norm and the clipped gradients", () => {
      const parameters = parametersOf(golden.grads);
      step(() => {
        setGradients(parameters, golden.grads);
        expectClose([clipGradientNorm(parameters, 1)], golden.norm, "norm");
        parameters.forEach(({ grad }, i) => expectClose(grad!.data, golden.clipped[i]!, `gradient ${i}`));
      });
    });

    it("leaves gradients alone that are short enough, or not there", () => {
      const parameters = [...parametersOf(golden.grads), persistentTensor([1], [1], true)];
      step(() => {
        setGradients(parameters.slice(0, 2), golden.grads);
        clipGradientNorm(parameters, 3);
        parameters
          .slice(0, 2)
          .forEach(({ grad }, i) => expect([...grad!.data]).toEqual(golden.grads[i]!.data.map(Math.fround)));
      });
      expect(clipGradientNorm(parameters, 1)).toBe(0);
    });

    it("reports a norm that is not a number", () => {
      const x = persistentTensor([1], [1], true);
      step(() => {
        backward(sum(multiply(x, tensor([NaN]))));
        expect(clipGradientNorm([x], 1)).toBeNaN();
      });
    });

    it.each([0, -1, NaN])("refuses the norm %s", (maxNorm) => {
      expect(() => clipGradientNorm([], maxNorm)).toThrow(OptionError);
      expect(() => clipGradientNorm([], maxNorm)).toThrow(
        `clipGradientNorm maxNorm: expected a number above 0, found ${maxNorm}`,
      );
    });
  });
});
