import { describe, expect, it } from "vitest";
import * as ops from "../../src/autograd/index.ts";
import { ShapeError, TensorError } from "../../src/errors.ts";
import { noise } from "../kernels/pair.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const { maskSteps, persistentTensor, step, tensor } = ops;

onEachKernels(() => {
  describe("maskSteps", () => {
    it("puts zeros where the mask is 0, in place of NaN too, and gives no gradient there", () => {
      const x = persistentTensor([2, 2, 2], [1, 2, NaN, Infinity, 5, 6, 7, 8], true);
      step(() => {
        const kept = maskSteps(x, tensor([1, 0, 0, 1], [2, 2]));
        expect(Array.from(kept.data)).toEqual([1, 2, 0, 0, 0, 0, 7, 8]);
        ops.backward(ops.sum(ops.square(kept)));
        expect(Array.from(x.grad!.data)).toEqual([2, 4, 0, 0, 0, 0, 14, 16]);
      });
    });

    it("adds to a gradient that is there already", () => {
      const x = persistentTensor([1, 2, 1], [3, 4], true);
      step(() => {
        ops.backward(ops.add(ops.sum(maskSteps(x, tensor([0, 1], [1, 2]))), ops.sum(x)));
        expect(Array.from(x.grad!.data)).toEqual([1, 2]);
      });
    });
  });
});

describe("maskSteps", () => {
  it("has the gradient of central differences", () => {
    const report = ops.checkGradient(
      ([x], backend) => ops.sum(ops.square(maskSteps(x!, tensor([1, 0, 1, 1, 0, 1], [2, 3], backend)))),
      [{ shape: [2, 3, 4], values: noise(1, 24) }],
    );
    expect(report.maxError).toBeLessThan(1e-8);
  });

  it("refuses shapes that do not fit, and masks that need a gradient", () => {
    step(() => {
      expect(() => maskSteps(tensor([1, 2]), tensor([1, 1]))).toThrow(ShapeError);
      expect(() => maskSteps(tensor([1, 2], [1, 2, 1]), tensor([1], [1, 1]))).toThrow("maskSteps mask");
      const wanting = persistentTensor([1, 2], [1, 0], true);
      expect(() => maskSteps(tensor([1, 2], [1, 2, 1]), wanting)).toThrow(TensorError);
    });
  });
});
