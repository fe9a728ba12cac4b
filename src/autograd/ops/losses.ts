/** Losses as single operations: weighted means, in which a weight of 0 stands for a missing value. */
import { ShapeError, TensorError } from "../../errors.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/** @throws TensorError when a target or weights would need a gradient, which losses give to predictions alone */
function assertConstant(where: string, ...tensors: readonly (Tensor | undefined)[]): void {
  if (!tensors.some((tensor) => tensor?.requiresGrad)) return;
  throw new TensorError({
    where,
    expected: "a target and weights that need no gradient",
    found: "one that needs a gradient",
    remedy: "pass what is learned as the prediction, or build the loss from subtract, square and mean",
  });
}

function pointLoss(
  kind: "squared" | "absolute",
  where: string,
  prediction: Tensor,
  target: Tensor,
  weights?: Tensor,
): Tensor {
  assertTogether(where, prediction, target, weights);
  assertConstant(where, target, weights);
  assertShape(`${where} target`, target, prediction.shape);
  if (weights) assertShape(`${where} weights`, weights, prediction.shape);
  const { kernels } = prediction.backend;
  const operands = {
    kind,
    count: prediction.size,
    prediction: prediction.pointer,
    target: target.pointer,
    weights: weights?.pointer ?? 0,
  };
  const out = emptyTensor([], prediction.backend);
  out.data[0] = kernels.pointLoss(operands);
  record([out], [prediction], () => {
    const to = gradient(prediction).pointer;
    kernels.pointLossBackward(operands, to, out.grad!.item());
  });
  return out;
}

/**
 * The mean squared error over observed elements; 0 when none is.
 * Shapes: prediction, target and weights alike.
 * @throws ShapeError when they differ; TensorError when the target or the weights need a gradient
 * @example step(() => mseLoss(tensor([1, 2]), tensor([1, 4])).item()) //=> 2
 */
export function mseLoss(prediction: Tensor, target: Tensor, weights?: Tensor): Tensor {
  return pointLoss("squared", "mseLoss", prediction, target, weights);
}

/**
 * The mean absolute error over observed elements; 0 when none is.
 * Shapes: prediction, target and weights alike.
 * @throws ShapeError when they differ; TensorError when the target or the weights need a gradient
 * @example step(() => maeLoss(tensor([1, 2]), tensor([1, 4])).item()) //=> 1
 */
export function maeLoss(prediction: Tensor, target: Tensor, weights?: Tensor): Tensor {
  return pointLoss("absolute", "maeLoss", prediction, target, weights);
}

/**
 * The mean pinball loss over observed elements and quantiles: max(q e, (q - 1) e), e = target - prediction.
 * Shapes: prediction (…,Q), target and weights (…).
 * @throws ShapeError when they do not fit; TensorError when the target or the weights need a gradient
 * @example step(() => pinballLoss(tensor([0], [1, 1]), tensor([2]), [0.9]).item()) //=> 1.8
 * @see Koenker & Bassett 1978, "Regression quantiles", Econometrica 46
 */
export function pinballLoss(
  prediction: Tensor,
  target: Tensor,
  quantiles: readonly number[],
  weights?: Tensor,
): Tensor {
  assertTogether("pinballLoss", prediction, target, weights);
  assertConstant("pinballLoss", target, weights);
  if (prediction.shape.at(-1) !== quantiles.length) {
    throw new ShapeError({
      where: "pinballLoss",
      expected: `a last dimension of ${quantiles.length} quantiles`,
      found: describeShape(prediction.shape),
    });
  }
  assertShape("pinballLoss target", target, prediction.shape.slice(0, -1));
  if (weights) assertShape("pinballLoss weights", weights, target.shape);
  const { kernels } = prediction.backend;
  const operands = {
    rows: target.size,
    prediction: prediction.pointer,
    target: target.pointer,
    weights: weights?.pointer ?? 0,
    quantiles,
  };
  const out = emptyTensor([], prediction.backend);
  out.data[0] = kernels.pinball(operands);
  record([out], [prediction], () => {
    const to = gradient(prediction).pointer;
    kernels.pinballBackward(operands, to, out.grad!.item());
  });
  return out;
}
