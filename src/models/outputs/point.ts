/** One number a step and channel. What lies about it is told by errors that are measured after training: see `conformal.ts`. */
import { huberLoss, maeLoss, mseLoss, reshape, type Tensor } from "../../autograd/index.ts";
import type { Output } from "./output.ts";

/** What a point is learned by: absolute errors (it is then a median), squared ones (a mean), or Huber's loss, between the two. */
export type PointLoss = "absolute" | "squared" | "huber";

/** All losses, in the order of help texts. */
export const pointLosses: readonly PointLoss[] = ["absolute", "squared", "huber"];

/** Up to an error of 1, which is what the anchor errs by on average, Huber's loss is the squared one. */
const losses: Record<PointLoss, (numbers: Tensor, target: Tensor, weights: Tensor | undefined) => Tensor> = {
  absolute: maeLoss,
  squared: mseLoss,
  huber: (numbers, target, weights) => huberLoss(numbers, target, 1, weights),
};

/** The number itself, learned by a loss. */
export function pointOutput(loss: PointLoss): Output {
  return {
    size: 1,
    start: [0],
    centre: 0,
    located: 1,
    conformal: true,
    counts: false,
    loss: (numbers, target, observed) => losses[loss](reshape(numbers, target.shape), target, observed),
    quantile: ([number]) => number!,
    sample: ([number]) => number!,
  };
}
