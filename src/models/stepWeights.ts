/** How much each step of the horizon counts in the loss. H horizon, C channels. */
import { multiply, tensor, type Tensor } from "../autograd/index.ts";
import { exp } from "../elementary.ts";

/** A rule by which steps far ahead count less, or a weight for each step. */
export type StepWeights = "linear" | "exponential" | readonly number[];

const HALVINGS = 4; // over the horizon

/**
 * The weights of H steps: (H - h + 1) / H of step h by "linear", 2^(-4 (h - 1) / H) by "exponential", and those that are given.
 * @example stepWeightsOf("linear", 4) //=> [1, 0.75, 0.5, 0.25]
 */
export function stepWeightsOf(weights: StepWeights, horizon: number): readonly number[] {
  if (typeof weights !== "string") return weights;
  return Array.from({ length: horizon }, (_, h) => {
    return weights === "linear" ? (horizon - h) / horizon : exp((-HALVINGS * Math.LN2 * h) / horizon);
  });
}

/** The weights of H steps, of which the first `gap` do not count; undefined where all are alike. */
export function countedSteps(
  weights: StepWeights | undefined,
  horizon: number,
  gap: number,
): readonly number[] | undefined {
  if (weights === undefined && gap === 0) return undefined;
  const all = weights === undefined ? Array.from({ length: horizon }, () => 1) : stepWeightsOf(weights, horizon);
  return all.map((weight, h) => (h < gap ? 0 : weight));
}

/** The mask of observed targets (B,H,C) with the weight of its step in the place of each 1: losses divide by the sum of both. */
export function weighted(observed: Tensor, weights: readonly number[] | undefined): Tensor {
  return weights ? multiply(observed, tensor(weights, [weights.length, 1], observed.backend)) : observed;
}
