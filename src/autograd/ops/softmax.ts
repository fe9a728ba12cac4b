/** Softmax and its logarithm along the last dimension; the largest element is subtracted first, so that nothing overflows. */
import { ShapeError } from "../../errors.ts";
import type { RowKind } from "../../kernels/index.ts";
import { assertTogether } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

function alongRows(kind: RowKind, x: Tensor): Tensor {
  assertTogether(kind, x);
  const width = x.shape.at(-1);
  if (width === undefined) {
    throw new ShapeError({ where: kind, expected: "a tensor of at least one dimension", found: "a scalar" });
  }
  const rows = width === 0 ? 0 : x.size / width;
  const { kernels } = x.backend;
  const y = emptyTensor(x.shape, x.backend);
  kernels.rowFunction(kind, x.pointer, y.pointer, rows, width);
  record([y], [x], () =>
    kernels.rowFunctionBackward(kind, y.pointer, y.grad!.pointer, gradient(x).pointer, rows, width),
  );
  return y;
}

/**
 * exp(x) / sum(exp(x)) along the last dimension; -Infinity gives 0, a row of nothing else NaN.
 * Shapes: x and result alike.
 * @throws ShapeError when x is a scalar
 * @example step(() => softmax(tensor([0, 0])).data) //=> [0.5, 0.5]
 */
export function softmax(x: Tensor): Tensor {
  return alongRows("softmax", x);
}

/**
 * The logarithm of the softmax, exact where the softmax itself would round to 0.
 * Shapes: x and result alike.
 * @throws ShapeError when x is a scalar
 * @example step(() => logSoftmax(tensor([0, 1000])).data) //=> [-1000, 0]
 */
export function logSoftmax(x: Tensor): Tensor {
  return alongRows("logSoftmax", x);
}
