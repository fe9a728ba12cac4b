/** Sum and mean over all elements, in a fixed order. */
import { assertTogether } from "../shapes.ts";
import { emptyTensor, filledTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

function total(where: string, x: Tensor, factor: number): Tensor {
  assertTogether(where, x);
  const { kernels } = x.backend;
  const out = filledTensor([], factor * kernels.sum(x.pointer, x.size), x.backend);
  record([out], [x], () => {
    const share = emptyTensor(x.shape, x.backend);
    const dX = gradient(x);
    kernels.fill(share.pointer, x.size, factor);
    kernels.addScaled(share.pointer, dX.pointer, x.size, out.grad!.item());
  });
  return out;
}

/**
 * The sum of all elements, a scalar.
 * @example step(() => sum(tensor([1, 2, 3])).item()) //=> 6
 */
export function sum(x: Tensor): Tensor {
  return total("sum", x, 1);
}

/**
 * The mean of all elements, a scalar.
 * @example step(() => mean(tensor([1, 2, 3])).item()) //=> 2
 */
export function mean(x: Tensor): Tensor {
  return total("mean", x, 1 / x.size);
}
