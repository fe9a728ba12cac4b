/**
 * Negative binomial distributions of counts that vary more than Poisson's: the logarithm of the mean, added to that of the
 * anchor, and the dispersion a of the variance mean + a mean². Reference: Salinas et al. 2020, DeepAR, IJF 36.
 */
import { likelihoodLoss, type NegativeLogLikelihood } from "../../autograd/index.ts";
import { log } from "../../elementary.ts";
import { digamma, drawNegativeBinomial, logGamma, negativeBinomialQuantile } from "../../numerics/index.ts";
import type { Output } from "./output.ts";
import { meanOf } from "./poisson.ts";
import { inverseSoftplus, softplus, softplusSlope } from "./positive.ts";

const START_DISPERSION = 0.3;
const SMALLEST_DISPERSION = 1e-4;
const dispersionOf = (number: number): number => softplus(number) + SMALLEST_DISPERSION;

const negativeLogLikelihood: NegativeLogLikelihood = (values, at, y, slopes) => {
  const [number, d] = [values[at]!, values[at + 1]!];
  const mean = meanOf(number);
  const a = dispersionOf(d);
  const r = 1 / a;
  const spread = 1 + a * mean;
  slopes[0] = (mean - y) / spread;
  // by r: digamma(r) - digamma(y + r) + log(1 + a mean) + (y - mean) / (r + mean); dr/da = -r²
  const byR = digamma(r) - digamma(y + r) + log(spread) + (y - mean) / (r + mean);
  slopes[1] = -byR * r * r * softplusSlope(d);
  return logGamma(r) + logGamma(y + 1) - logGamma(y + r) + (r + y) * log(spread) - y * (log(a) + log(mean));
};

/** The mean's logarithm and the dispersion. */
export const negativeBinomial: Output = {
  size: 2,
  start: [0, /* @__PURE__ */ inverseSoftplus(START_DISPERSION)],
  centre: 0,
  located: 0,
  counts: true,
  loss: (numbers, target, observed) => likelihoodLoss(numbers, target, negativeLogLikelihood, observed),
  quantile: ([number, d], probability) => negativeBinomialQuantile(probability, meanOf(number!), dispersionOf(d!)),
  sample: ([number, d], random) => drawNegativeBinomial(meanOf(number!), dispersionOf(d!), random),
};
