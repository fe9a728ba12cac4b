/** Poisson distributions of counts: the logarithm of the mean, added to that of the anchor. */
import { likelihoodLoss, type NegativeLogLikelihood } from "../../autograd/index.ts";
import { exp } from "../../elementary.ts";
import { drawPoisson, logGamma, poissonQuantile } from "../../numerics/index.ts";
import type { Output } from "./output.ts";

const LARGEST = 25; // logarithm of a mean: beyond it counts are no float32

/** The mean of a logarithm, held within bounds. */
export function meanOf(number: number): number {
  return exp(Math.min(Math.max(number, -LARGEST), LARGEST));
}

const negativeLogLikelihood: NegativeLogLikelihood = (values, at, y, slopes) => {
  const number = values[at]!;
  const mean = meanOf(number);
  slopes[0] = mean - y;
  return mean - y * number + logGamma(y + 1);
};

/** The mean's logarithm. */
export const poisson: Output = {
  size: 1,
  start: [0],
  centre: 0,
  located: 0,
  counts: true,
  loss: (numbers, target, observed) => likelihoodLoss(numbers, target, negativeLogLikelihood, observed),
  quantile: ([number], probability) => poissonQuantile(probability, meanOf(number!)),
  sample: ([number], random) => drawPoisson(meanOf(number!), random),
};
