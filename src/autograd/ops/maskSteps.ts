/** Steps of sequences that do not count, taken for zeros whatever they hold. */
import { assertMask } from "./recurrence.ts";
import { ShapeError } from "../../errors.ts";
import { assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * The sequence with zeros where the mask is 0, be there NaN; gradients are 0 there too.
 * Shapes: x (B,T,F), mask (B,T), result (B,T,F).
 * @throws ShapeError when they do not fit; TensorError when the mask needs a gradient
 * @example step(() => maskSteps(tensor([NaN, 2], [1, 2, 1]), tensor([0, 1], [1, 2])).data) //=> [0, 2]
 */
export function maskSteps(x: Tensor, mask: Tensor): Tensor {
  assertTogether("maskSteps", x, mask);
  if (x.shape.length !== 3) {
    throw new ShapeError({ where: "maskSteps", expected: "x of shape (B,T,F)", found: describeShape(x.shape) });
  }
  assertMask("maskSteps", mask, x.shape.slice(0, 2));
  const { kernels } = x.backend;
  const width = x.shape[2]!;
  const masked = (from: Tensor): Tensor => {
    const to = emptyTensor(x.shape, x.backend);
    kernels.maskRows(mask.size, width, mask.pointer, from.pointer, to.pointer);
    return to;
  };
  const out = masked(x);
  record([out], [x], () => kernels.addScaled(masked(out.grad!).pointer, gradient(x).pointer, x.size, 1));
  return out;
}
