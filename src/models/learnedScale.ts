/**
 * The learned part of RevIN: what a network sees of a normalized window is scaled and shifted, and what it answers is taken back.
 * Reference: Kim et al. 2022, Reversible instance normalization, ICLR. B batch, H horizon, C channels, Q numbers of the output.
 */
import { add, exp, multiply, reshape, scale, subtract, tensor, type Tensor } from "../autograd/index.ts";
import { Module, type ModuleContext } from "../nn/index.ts";
import type { Batch } from "../windows/index.ts";
import { outputOf, type OutputSettings } from "./outputs/outputs.ts";

/**
 * x e^w + b of each channel, and back again. A scale is learned by its logarithm, so that there is always a way back. Of what a
 * network answers, all that lies on the target's scale is taken back: quantiles and points, of distributions the location.
 */
export class LearnedScale extends Module {
  /** (C) */
  readonly #weight: Tensor;
  readonly #bias: Tensor;
  readonly #output: OutputSettings;

  constructor(channels: number, output: OutputSettings, context: ModuleContext) {
    super(context);
    const zeros = (): Float64Array => new Float64Array(channels);
    this.#weight = this.parameter("weight", [channels], zeros);
    this.#bias = this.parameter("bias", [channels], zeros);
    this.#output = output;
  }

  /** The batch on the learned scale; what is missing stays 0. Counts are fed back as logarithms, which have no such scale. */
  seen(batch: Batch): Batch {
    const { pastTarget, pastObserved, futureTarget, futureObserved } = batch;
    const there = (x: Tensor, observed: Tensor): Tensor =>
      multiply(add(multiply(x, exp(this.#weight)), this.#bias), observed);
    const ahead = futureTarget && !outputOf(this.#output).counts;
    return {
      ...batch,
      pastTarget: there(pastTarget, pastObserved),
      ...(ahead && { futureTarget: there(futureTarget, futureObserved!) }),
    };
  }

  /** Numbers (B,H,C,Q) on the scale of the targets. */
  restored(numbers: Tensor): Tensor {
    const { size, located } = outputOf(this.#output);
    if (located === 0) return numbers;
    const channels = this.#weight.size;
    const mask = tensor(
      Float32Array.from({ length: size }, (_, q) => Number(q < located)),
      [1, size],
      numbers.backend,
    );
    const each = (x: Tensor): Tensor => multiply(reshape(x, [channels, 1]), mask); // (C,Q)
    return multiply(subtract(numbers, each(this.#bias)), exp(scale(each(this.#weight), -1)));
  }
}
