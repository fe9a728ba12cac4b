/** Normal distributions: mean and, through a softplus, standard deviation. Reference: Nix & Weigend 1994, ICNN. */
import { likelihoodLoss, type NegativeLogLikelihood } from "../../autograd/index.ts";
import { log } from "../../elementary.ts";
import { normalQuantile } from "../../numerics/index.ts";
import type { Output } from "./output.ts";
import { inverseSoftplus, softplus, softplusSlope } from "./positive.ts";

/** Standard deviation of normal errors whose mean size is 1. */
export const NORMAL_DEVIATION: number = /* @__PURE__ */ Math.sqrt(Math.PI / 2);

/** The smallest deviation: keeps likelihoods finite where a series is constant. */
export const SMALLEST_DEVIATION = 1e-3;

const deviationOf = (number: number): number => softplus(number) + SMALLEST_DEVIATION;

const negativeLogLikelihood: NegativeLogLikelihood = (values, at, y, slopes) => {
  const [mean, number] = [values[at]!, values[at + 1]!];
  const deviation = deviationOf(number);
  const z = (y - mean) / deviation;
  slopes[0] = -z / deviation;
  slopes[1] = ((1 - z * z) / deviation) * softplusSlope(number);
  return log(deviation) + 0.5 * z * z;
};

/** Mean and standard deviation. */
export const gaussian: Output = {
  size: 2,
  start: [0, /* @__PURE__ */ inverseSoftplus(NORMAL_DEVIATION)],
  centre: 0,
  located: 1,
  counts: false,
  loss: (numbers, target, observed) => likelihoodLoss(numbers, target, negativeLogLikelihood, observed),
  quantile: ([mean, number], probability) => mean! + deviationOf(number!) * normalQuantile(probability),
  sample: ([mean, number], random) => mean! + deviationOf(number!) * random.normal(),
};
