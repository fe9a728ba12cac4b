/** Quantiles learned by the pinball loss, without any form of distribution. Reference: Koenker & Bassett 1978, Econometrica 46. */
import { pinballLoss } from "../../autograd/index.ts";
import { normalQuantile } from "../../numerics/index.ts";
import { interpolateQuantiles, quantileGrid } from "../quantileGrid.ts";
import type { Output } from "./output.ts";
import { NORMAL_DEVIATION } from "./gaussian.ts";

/** Quantiles of ascending probabilities, 0.5 among them; others are interpolated, and extrapolated beyond the outermost. */
export function quantileOutput(probabilities: readonly number[]): Output {
  const interpolate = interpolateQuantiles(probabilities);
  return {
    size: probabilities.length,
    start: probabilities.map((q) => NORMAL_DEVIATION * normalQuantile(q)),
    centre: probabilities.indexOf(0.5),
    located: probabilities.length,
    counts: false,
    loss: (numbers, target, observed) => pinballLoss(numbers, target, probabilities, observed),
    quantile: (numbers, probability) => interpolate(ascending(numbers), probability),
    sample: (numbers, random) => interpolate(ascending(numbers), Math.max(random.uniform(), 2 ** -33)),
  };
}

/** The quantiles of `quantileGrid`. */
export const quantiles: Output = /* @__PURE__ */ quantileOutput(quantileGrid);
/** Quantiles in order: learned apart, they may cross. Most do not, and are not copied. */
function ascending(numbers: Float64Array): Float64Array {
  for (let i = 1; i < numbers.length; i++) if (!(numbers[i - 1]! <= numbers[i]!)) return numbers.slice().sort();
  return numbers;
}
