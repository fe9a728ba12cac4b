/**
 * Student's t distributions, whose tails are heavier than normal: location, scale and degrees of freedom above 2, so that the
 * variance is finite. Reference: Salinas et al. 2020, DeepAR, International Journal of Forecasting 36.
 */
import { likelihoodLoss, type NegativeLogLikelihood } from "../../autograd/index.ts";
import { log } from "../../elementary.ts";
import { digamma, drawStudentT, logGamma, studentTQuantile } from "../../numerics/index.ts";
import { SMALLEST_DEVIATION } from "./gaussian.ts";
import type { Output } from "./output.ts";
import { inverseSoftplus, softplus, softplusSlope } from "./positive.ts";

const START_FREEDOM = 6;
const START_SCALE = 1.05; // its errors then have a mean size of about 1
const scaleOf = (number: number): number => softplus(number) + SMALLEST_DEVIATION;
const freedomOf = (number: number): number => 2 + softplus(number);

const negativeLogLikelihood: NegativeLogLikelihood = (values, at, y, slopes) => {
  const [location, s, f] = [values[at]!, values[at + 1]!, values[at + 2]!];
  const scale = scaleOf(s);
  const v = freedomOf(f);
  const z = (y - location) / scale;
  const square = (z * z) / v;
  const pull = (v + 1) / (v * (1 + square)); // how much an error weighs: 1 for normal tails
  slopes[0] = (-pull * z) / scale;
  slopes[1] = ((1 - pull * z * z) / scale) * softplusSlope(s);
  const bent = log(1 + square);
  const byFreedom = 0.5 * (digamma(v / 2) - digamma((v + 1) / 2) + 1 / v + bent - pull * square);
  slopes[2] = byFreedom * softplusSlope(f);
  return logGamma(v / 2) - logGamma((v + 1) / 2) + 0.5 * log(v * Math.PI) + log(scale) + 0.5 * (v + 1) * bent;
};

/** Location, scale and degrees of freedom. */
export const studentT: Output = {
  size: 3,
  start: [0, /* @__PURE__ */ inverseSoftplus(START_SCALE), /* @__PURE__ */ inverseSoftplus(START_FREEDOM - 2)],
  centre: 0,
  located: 1,
  counts: false,
  loss: (numbers, target, observed) => likelihoodLoss(numbers, target, negativeLogLikelihood, observed),
  quantile: ([location, s, f], probability) => location! + scaleOf(s!) * studentTQuantile(probability, freedomOf(f!)),
  sample: ([location, s, f], random) => location! + scaleOf(s!) * drawStudentT(freedomOf(f!), random),
};
