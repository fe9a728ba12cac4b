/** Elementwise operations of one and two operands; the latter broadcast as in NumPy. */
import type { BinaryKind, UnaryKind } from "../../kernels/index.ts";
import { assertTogether, broadcastShape, broadcastStrides, sameShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

function binary(kind: BinaryKind, a: Tensor, b: Tensor): Tensor {
  assertTogether(kind, a, b);
  const shape = broadcastShape(kind, a.shape, b.shape);
  const { kernels } = a.backend;
  const out = emptyTensor(shape, a.backend);
  const aStrides = broadcastStrides(a.shape, shape);
  const bStrides = broadcastStrides(b.shape, shape);
  kernels.binary({ kind, shape, a: a.pointer, aStrides, b: b.pointer, bStrides, out: out.pointer });
  return out;
}

/** grad(x) += sign * dOut, summed over the dimensions along which x was broadcast. */
function passBack(x: Tensor, dOut: Tensor, sign: number): void {
  if (!x.requiresGrad) return;
  const { kernels } = x.backend;
  const dX = gradient(x);
  if (sameShape(x.shape, dOut.shape)) return kernels.addScaled(dOut.pointer, dX.pointer, x.size, sign);
  const strides = broadcastStrides(x.shape, dOut.shape);
  if (sign === 1) return kernels.sumTo(dOut.pointer, dOut.shape, dX.pointer, strides);
  const negative = emptyTensor(dOut.shape, x.backend);
  kernels.scale(dOut.pointer, negative.pointer, dOut.size, sign);
  kernels.sumTo(negative.pointer, dOut.shape, dX.pointer, strides);
}

/**
 * The sum a + b. Shapes broadcast.
 * @throws ShapeError when the shapes do not broadcast
 * @example step(() => add(tensor([1, 2]), tensor([3])).data) //=> [4, 5]
 */
export function add(a: Tensor, b: Tensor): Tensor {
  const out = binary("add", a, b);
  record([out], [a, b], () => {
    passBack(a, out.grad!, 1);
    passBack(b, out.grad!, 1);
  });
  return out;
}

/**
 * The difference a - b. Shapes broadcast.
 * @throws ShapeError when the shapes do not broadcast
 * @example step(() => subtract(tensor([1, 2]), tensor([3])).data) //=> [-2, -1]
 */
export function subtract(a: Tensor, b: Tensor): Tensor {
  const out = binary("subtract", a, b);
  record([out], [a, b], () => {
    passBack(a, out.grad!, 1);
    passBack(b, out.grad!, -1);
  });
  return out;
}

/**
 * The elementwise product a b. Shapes broadcast.
 * @throws ShapeError when the shapes do not broadcast
 * @example step(() => multiply(tensor([1, 2]), tensor([3])).data) //=> [3, 6]
 */
export function multiply(a: Tensor, b: Tensor): Tensor {
  const out = binary("multiply", a, b);
  record([out], [a, b], () => {
    const dOut = out.grad!;
    if (a.requiresGrad) passBack(a, binary("multiply", dOut, b), 1);
    if (b.requiresGrad) passBack(b, binary("multiply", dOut, a), 1);
  });
  return out;
}

/**
 * The product of a tensor and a number.
 * @example step(() => scale(tensor([1, 2]), 3).data) //=> [3, 6]
 */
export function scale(x: Tensor, factor: number): Tensor {
  assertTogether("scale", x);
  const { kernels } = x.backend;
  const out = emptyTensor(x.shape, x.backend);
  kernels.scale(x.pointer, out.pointer, x.size, factor);
  record([out], [x], () => kernels.addScaled(out.grad!.pointer, gradient(x).pointer, x.size, factor));
  return out;
}

function unary(kind: UnaryKind, x: Tensor): Tensor {
  assertTogether(kind, x);
  const { kernels } = x.backend;
  const out = emptyTensor(x.shape, x.backend);
  kernels.unary(kind, x.pointer, out.pointer, x.size);
  record([out], [x], () => {
    const dX = gradient(x);
    kernels.unaryBackward(kind, x.pointer, out.pointer, out.grad!.pointer, dX.pointer, x.size);
  });
  return out;
}

/** The hyperbolic tangent, elementwise. */
export function tanh(x: Tensor): Tensor {
  return unary("tanh", x);
}

/** The logistic function, elementwise. */
export function sigmoid(x: Tensor): Tensor {
  return unary("sigmoid", x);
}

/** The larger of x and 0, elementwise; the derivative at 0 is 0. */
export function relu(x: Tensor): Tensor {
  return unary("relu", x);
}

/** The exponential, elementwise. */
export function exp(x: Tensor): Tensor {
  return unary("exp", x);
}

/** The natural logarithm, elementwise. */
export function log(x: Tensor): Tensor {
  return unary("log", x);
}

/**
 * The sine of angles in radians, elementwise: within 2 units in the last place for |x| < 2^25, within 1e-15 more beyond.
 * NaN for infinities.
 * @example step(() => sin(tensor([0])).item()) //=> 0
 */
export function sin(x: Tensor): Tensor {
  return unary("sin", x);
}

/**
 * The cosine of angles in radians, elementwise, as exact as `sin`.
 * @example step(() => cos(tensor([0])).item()) //=> 1
 */
export function cos(x: Tensor): Tensor {
  return unary("cos", x);
}

/** The absolute value, elementwise; the derivative at 0 is 0. */
export function absolute(x: Tensor): Tensor {
  return unary("absolute", x);
}

/** The square, elementwise. */
export function square(x: Tensor): Tensor {
  return unary("square", x);
}
