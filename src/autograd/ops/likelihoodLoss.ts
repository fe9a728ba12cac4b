/** The negative log-likelihood of any distribution as a loss of the numbers that a network gives for it. */
import type { Values } from "../../kernels/index.ts";
import { ShapeError } from "../../errors.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradientPointer, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { assertConstant } from "./losses.ts";

/**
 * The negative log-likelihood of one observation `y` under the numbers at `values[at]` and behind; writes its derivative by
 * each of them into `slopes` (Q).
 */
export type NegativeLogLikelihood = (values: Values, at: number, y: number, slopes: Float64Array) => number;

/**
 * The mean negative log-likelihood over observed elements; 0 when none is observed.
 * Shapes: numbers (…,Q), target and weights (…).
 * @throws ShapeError when they do not fit; TensorError when the target needs a gradient
 * @example step(() => likelihoodLoss(tensor([0], [1, 1]), tensor([2]), (v, i, y, d) => ((d[0] = v[i] - y), (v[i] - y) ** 2 / 2)).item()) //=> 2
 */
export function likelihoodLoss(
  numbers: Tensor,
  target: Tensor,
  negativeLogLikelihood: NegativeLogLikelihood,
  weights?: Tensor,
): Tensor {
  const where = "likelihoodLoss";
  assertTogether(where, numbers, target, weights);
  assertConstant(where, target, weights);
  const width = numbers.shape.at(-1);
  if (!width) throw new ShapeError({ where, expected: "(…,Q) with Q >= 1", found: describeShape(numbers.shape) });
  assertShape(`${where} target`, target, numbers.shape.slice(0, -1));
  if (weights) assertShape(`${where} weights`, weights, target.shape);
  const observed = (i: number): number => (weights ? weights.data[i]! : 1);
  const slopes = new Float64Array(width);
  let total = 0;
  let weight = 0;
  const { data } = numbers;
  target.data.forEach((y, i) => {
    const one = observed(i);
    if (one === 0) return;
    total += one * negativeLogLikelihood(data, i * width, y, slopes);
    weight += one;
  });
  const out = emptyTensor([], numbers.backend);
  out.data[0] = weight === 0 ? 0 : total / weight;
  record([out], [numbers], () => {
    const to = gradientPointer(numbers); // zeros where no target counts: an optimizer wants a gradient of every batch
    if (weight === 0) return;
    const factor = out.grad!.item() / weight;
    const { values } = numbers.backend.arena;
    target.data.forEach((y, i) => {
      const one = observed(i);
      if (one === 0) return;
      negativeLogLikelihood(values, numbers.pointer + i * width, y, slopes);
      for (let q = 0; q < width; q++) values[to + i * width + q]! += factor * one * slopes[q]!;
    });
  });
  return out;
}
