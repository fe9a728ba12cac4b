/** The negative log-likelihood of normal distributions as a loss of two predictions. */
import { OptionError } from "../../errors.ts";
import { assertShape, assertTogether } from "../shapes.ts";
import { filledTensor } from "../step.ts";
import { gradientPointer, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { assertConstant } from "./losses.ts";

/** Options of `gaussianNllLoss`. */
export interface GaussianNllOptions {
  /** The smallest variance that counts, above 0; 1e-6 unless given. */
  readonly epsilon?: number;
  /** 0 where missing; all shapes alike. */
  readonly weights?: Tensor | undefined;
}

/**
 * The mean of (log v + (mean - target)²/v) / 2 over observed elements, without the constant log(2π)/2; 0 when none is
 * observed. A variance below epsilon counts as epsilon and gets the gradient there, as in PyTorch.
 * Shapes: mean, variance, target and weights alike.
 * @throws ShapeError when they differ; OptionError unless epsilon is above 0; TensorError when the target needs a gradient
 * @example step(() => gaussianNllLoss(tensor([0]), tensor([1]), tensor([2])).item()) //=> 2
 * @see Nix & Weigend 1994, "Estimating the mean and variance of the target probability distribution", ICNN
 */
export function gaussianNllLoss(
  mean: Tensor,
  variance: Tensor,
  target: Tensor,
  { epsilon = 1e-6, weights }: GaussianNllOptions = {},
): Tensor {
  const where = "gaussianNllLoss";
  assertTogether(where, mean, variance, target, weights);
  assertConstant(where, target, weights);
  assertShape(`${where} variance`, variance, mean.shape);
  assertShape(`${where} target`, target, mean.shape);
  if (weights) assertShape(`${where} weights`, weights, mean.shape);
  if (!(epsilon > 0)) {
    throw new OptionError({ where: `${where} epsilon`, expected: "a number above 0", found: `${epsilon}` });
  }
  const { kernels } = mean.backend;
  const operands = {
    count: mean.size,
    mean: mean.pointer,
    variance: variance.pointer,
    target: target.pointer,
    weights: weights?.pointer ?? 0,
    epsilon,
  };
  const out = filledTensor([], kernels.gaussianLoss(operands), mean.backend);
  record([out], [mean, variance], () => {
    const [dMean, dVariance] = [gradientPointer(mean), gradientPointer(variance)];
    kernels.gaussianLossBackward(operands, dMean, dVariance, out.grad!.item());
  });
  return out;
}
