/** Gradients of several batches, gathered for one optimizer step: a large batch in the memory of a small one. */
import { persistentTensor, releaseTensor, tensor, type Tensor } from "../autograd/index.ts";

/** Sums of the gradients of some parameters. */
export class GradientSum {
  readonly #parameters: readonly Tensor[];
  readonly #sums: readonly Tensor[];

  constructor(parameters: readonly Tensor[]) {
    this.#parameters = parameters;
    this.#sums = parameters.map(({ shape, size, backend }) =>
      persistentTensor(shape, new Float32Array(size), false, backend),
    );
  }

  /** Adds the gradients of the running step. */
  take(): void {
    this.#parameters.forEach(({ grad }, i) => {
      const { pointer, size, backend } = this.#sums[i]!;
      if (grad?.alive) backend.kernels.addScaled(grad.pointer, pointer, size, 1);
    });
  }

  /** Adds the sums to the gradients of the running step, and begins anew. */
  give(): void {
    this.#parameters.forEach((parameter, i) => {
      const { pointer, shape, size, backend } = this.#sums[i]!;
      const own = parameter.grad?.alive ? parameter.grad : tensor(new Float32Array(size), shape, backend);
      parameter.grad = own;
      backend.kernels.addScaled(pointer, own.pointer, size, 1);
      backend.kernels.fill(pointer, size, 0);
    });
  }

  /** Gives the memory back. */
  release(): void {
    this.#sums.forEach(releaseTensor);
  }
}
