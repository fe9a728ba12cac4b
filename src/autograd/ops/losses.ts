/** Losses as single operations: weighted means, in which a weight of 0 stands for a missing value. */
import { OptionError, ShapeError, TensorError } from "../../errors.ts";
import type { PointLossKind } from "../../kernels/index.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { filledTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { scale } from "./elementwise.ts";

/** @throws TensorError when a target or weights would need a gradient, which losses give to predictions alone */
export function assertConstant(where: string, ...tensors: readonly (Tensor | undefined)[]): void {
  if (!tensors.some((tensor) => tensor?.requiresGrad)) return;
  throw new TensorError({
    where,
    expected: "a target and weights that need no gradient",
    found: "one that needs a gradient",
    remedy: "pass what is learned as the prediction, or build the loss from subtract, square and mean",
  });
}

interface PointKind {
  readonly kind: PointLossKind;
  readonly delta?: number;
}

function pointLoss(kind: PointKind, where: string, prediction: Tensor, target: Tensor, weights?: Tensor): Tensor {
  assertTogether(where, prediction, target, weights);
  assertConstant(where, target, weights);
  assertShape(`${where} target`, target, prediction.shape);
  if (weights) assertShape(`${where} weights`, weights, prediction.shape);
  const { kernels } = prediction.backend;
  const operands = {
    count: prediction.size,
    prediction: prediction.pointer,
    target: target.pointer,
    weights: weights?.pointer ?? 0,
    ...kind,
  };
  const out = filledTensor([], kernels.pointLoss(operands), prediction.backend);
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
  return pointLoss({ kind: "squared" }, "mseLoss", prediction, target, weights);
}

/**
 * The mean absolute error over observed elements; 0 when none is.
 * Shapes: prediction, target and weights alike.
 * @throws ShapeError when they differ; TensorError when the target or the weights need a gradient
 * @example step(() => maeLoss(tensor([1, 2]), tensor([1, 4])).item()) //=> 1
 */
export function maeLoss(prediction: Tensor, target: Tensor, weights?: Tensor): Tensor {
  return pointLoss({ kind: "absolute" }, "maeLoss", prediction, target, weights);
}

function assertAbove(where: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new OptionError({ where, expected: "a finite number above 0", found: `${value}` });
}

/**
 * Huber's loss over observed elements: e²/2 up to |e| = delta, from there on the line delta (|e| - delta/2).
 * Shapes: prediction, target and weights alike.
 * @throws OptionError unless delta is above 0; ShapeError when shapes differ; TensorError when the target needs a gradient
 * @example step(() => huberLoss(tensor([0, 0]), tensor([1, 3])).item()) //=> 1.5
 * @see Huber 1964, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35
 */
export function huberLoss(prediction: Tensor, target: Tensor, delta = 1, weights?: Tensor): Tensor {
  assertAbove("huberLoss delta", delta);
  return pointLoss({ kind: "huber", delta }, "huberLoss", prediction, target, weights);
}

/**
 * Huber's loss divided by its threshold: slopes are those of the absolute error beyond `beta`.
 * Shapes: prediction, target and weights alike.
 * @throws OptionError unless beta is above 0; ShapeError when shapes differ; TensorError when the target needs a gradient
 * @example step(() => smoothL1Loss(tensor([0]), tensor([3]), 0.5).item()) //=> 2.75
 * @see Girshick 2015, "Fast R-CNN", ICCV, equation 3
 */
export function smoothL1Loss(prediction: Tensor, target: Tensor, beta = 1, weights?: Tensor): Tensor {
  assertAbove("smoothL1Loss beta", beta);
  return scale(pointLoss({ kind: "huber", delta: beta }, "smoothL1Loss", prediction, target, weights), 1 / beta);
}

/**
 * The mean of log cosh(e) over observed elements: e²/2 near 0, |e| - log 2 far away, smooth throughout.
 * Shapes: prediction, target and weights alike.
 * @throws ShapeError when they differ; TensorError when the target or the weights need a gradient
 * @example step(() => logCoshLoss(tensor([0]), tensor([0])).item()) //=> 0
 */
export function logCoshLoss(prediction: Tensor, target: Tensor, weights?: Tensor): Tensor {
  return pointLoss({ kind: "logCosh" }, "logCoshLoss", prediction, target, weights);
}

/**
 * Binary cross-entropy of logits: the mean of log(1 + exp(x)) - x target over observed elements, finite for any finite x.
 * Shapes: prediction, target (probabilities, or 0 and 1) and weights alike.
 * @throws ShapeError when they differ; TensorError when the target or the weights need a gradient
 * @example step(() => bceWithLogitsLoss(tensor([0]), tensor([1])).item()) //=> 0.6931471824645996
 */
export function bceWithLogitsLoss(prediction: Tensor, target: Tensor, weights?: Tensor): Tensor {
  return pointLoss({ kind: "binaryCrossEntropy" }, "bceWithLogitsLoss", prediction, target, weights);
}

/**
 * The mean pinball loss over observed elements and quantiles: max(q e, (q - 1) e), e = target - prediction.
 * Shapes: prediction (…,Q), target and weights (…).
 * @throws ShapeError when they do not fit; TensorError when the target or the weights need a gradient
 * @example step(() => pinballLoss(tensor([0], [1, 1]), tensor([2]), [0.5]).item()) //=> 1
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
  const out = filledTensor([], kernels.pinball(operands), prediction.backend);
  record([out], [prediction], () => {
    const to = gradient(prediction).pointer;
    kernels.pinballBackward(operands, to, out.grad!.item());
  });
  return out;
}
