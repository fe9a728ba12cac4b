/** Another order of dimensions. */
import { ShapeError } from "../../errors.ts";
import type { BinaryKind } from "../../kernels/index.ts";
import { assertTogether } from "../shapes.ts";
import { emptyTensor, filledTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import type { Shape, Tensor } from "../tensor.ts";

/** Strides of an array that is stored row by row. */
function stridesOf(shape: Shape): number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!;
  return strides;
}

/** out (shape) = a, read by its strides, op b: one kernel does both passes, with b broadcast or row by row. */
function walk(kind: BinaryKind, shape: Shape, a: Tensor, aStrides: number[], b: Tensor, out: Tensor): void {
  const bStrides = b.size === 1 ? shape.map(() => 0) : stridesOf(shape);
  const { kernels } = a.backend;
  kernels.binary({ kind, shape, a: a.pointer, aStrides, b: b.pointer, bStrides, out: out.pointer });
}

function assertAxes(axes: readonly number[], { length }: Shape): void {
  const fits = axes.length === length && axes.toSorted((a, b) => a - b).every((axis, i) => axis === i);
  if (fits) return;
  const expected = `each axis from 0 to ${length - 1} once`;
  throw new ShapeError({ where: "permute", expected, found: `(${axes.join(",")})` });
}

/**
 * The same values with the dimensions in another order: dimension i of the result is dimension `axes[i]` of x.
 * Shapes: x (…), result those sizes in the new order.
 * @throws ShapeError unless every axis is named once
 * @example step(() => permute(tensor([1, 2, 3, 4], [2, 2]), [1, 0]).data) //=> [1, 3, 2, 4]
 */
export function permute(x: Tensor, axes: readonly number[]): Tensor {
  assertTogether("permute", x);
  assertAxes(axes, x.shape);
  const strides = stridesOf(x.shape);
  const shape = axes.map((axis) => x.shape[axis]!);
  const out = emptyTensor(shape, x.backend);
  const one = filledTensor([], 1, x.backend); // times one and not plus zero, which would lose the sign of -0
  walk("multiply", shape, x, pick(strides, axes), one, out);
  record([out], [x], () => {
    const back = x.shape.map((_, axis) => axes.indexOf(axis));
    const dX = gradient(x);
    walk("add", x.shape, out.grad!, pick(stridesOf(shape), back), dX, dX);
  });
  return out;
}

const pick = (values: readonly number[], axes: readonly number[]): number[] => axes.map((axis) => values[axis]!);
