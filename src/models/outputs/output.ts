/**
 * What a network's numbers stand for. Every neural forecaster may have any output: it gives Q numbers a step and channel, on
 * the anchored scale (differences from the anchor, in units of its scale) or, for counts, beside the logarithm of the anchor.
 */
import type { Tensor } from "../../autograd/index.ts";
import type { Random } from "../../random.ts";

/** An output: how its numbers are learned, and what they say. */
export interface Output {
  /** Numbers a step and channel (Q). */
  readonly size: number;
  /** What they are before training (Q): the anchor, with errors of mean size 1 about it. */
  readonly start: readonly number[];
  /** Which of them is the middle, and is fed back where a decoder runs free. */
  readonly centre: number;
  /** How many of them, the first ones, lie on the target's scale. */
  readonly located: number;
  /** Whether quantiles need those of errors beside them, which are measured after training: the numbers say nothing of their spread. */
  readonly conformal?: boolean;
  /** Whether they speak of counts in the data's own units: the first is added to the logarithm of the anchor. */
  readonly counts: boolean;
  /** The mean loss of numbers (…,Q) against targets (…), over what is observed. */
  readonly loss: (numbers: Tensor, target: Tensor, observed: Tensor | undefined) => Tensor;
  /** The value below which a target lies with the given probability. Numbers that cross are put in order. */
  readonly quantile: (numbers: Float64Array, probability: number) => number;
  /** A target drawn at random. */
  readonly sample: (numbers: Float64Array, random: Random) => number;
}
