/** Quantiles learned by the pinball loss, without any form of distribution. Reference: Koenker & Bassett 1978, Econometrica 46. */
import { pinballLoss } from "../../autograd/index.ts";
import { normalQuantile } from "../../numerics/index.ts";
import { interpolateQuantiles, quantileGrid } from "../quantileGrid.ts";
import type { Output } from "./output.ts";
import { NORMAL_DEVIATION } from "./gaussian.ts";

const interpolate = interpolateQuantiles(quantileGrid);

/** The quantiles of `quantileGrid`; others are interpolated. */
export const quantiles: Output = {
  size: quantileGrid.length,
  start: quantileGrid.map((q) => NORMAL_DEVIATION * normalQuantile(q)),
  centre: quantileGrid.indexOf(0.5),
  counts: false,
  loss: (numbers, target, observed) => pinballLoss(numbers, target, quantileGrid, observed),
  quantile: (numbers, probability) => interpolate(numbers.slice().sort(), probability), // learned apart, they may cross
  sample: (numbers, random) => interpolate(numbers.slice().sort(), Math.max(random.uniform(), 2 ** -33)),
};
