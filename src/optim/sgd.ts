/** Stochastic gradient descent with momentum. */
import type { Tensor } from "../autograd/index.ts";
import { OptionError } from "../errors.ts";
import { NONE } from "../kernels/index.ts";
import { assertNotNegative, Optimizer, type Run } from "./optimizer.ts";

/** Options of `SGD`. */
export interface SgdOptions {
  /** Step size, above 0; 0.001 unless given. */
  readonly learningRate?: number;
  /** Share of the last step that is kept, at least 0; 0 unless given. */
  readonly momentum?: number;
  /** Share of the gradient that momentum leaves out, at least 0; 0 unless given. */
  readonly dampening?: number;
  /** Factor of the parameters that is added to their gradients, at least 0; 0 unless given. */
  readonly weightDecay?: number;
  /** Look ahead along the momentum; false unless given. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent, in PyTorch's form: v = momentum v + (1 - dampening) g, then p -= learningRate v; the first
 * step is not dampened. With `nesterov` the step is g + momentum v.
 * @throws OptionError when an option is outside its range, or `nesterov` comes without momentum or with dampening
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning", ICML
 */
export class SGD extends Optimizer<"velocity"> {
  readonly #momentum: number;
  readonly #dampening: number;
  readonly #weightDecay: number;
  readonly #nesterov: boolean;

  constructor(parameters: readonly Tensor[], options: SgdOptions = {}) {
    const { learningRate = 1e-3, momentum = 0, dampening = 0, weightDecay = 0, nesterov = false } = options;
    assertNotNegative("SGD", { momentum, dampening, weightDecay });
    if (nesterov && (momentum === 0 || dampening > 0)) {
      throw new OptionError({
        where: "SGD nesterov",
        expected: "momentum above 0 and dampening 0",
        found: `momentum ${momentum}, dampening ${dampening}`,
        remedy: "give a momentum such as 0.9, or leave nesterov out",
      });
    }
    super("SGD", parameters, learningRate, momentum > 0 ? ["velocity"] : []);
    this.#momentum = momentum;
    this.#dampening = dampening;
    this.#weightDecay = weightDecay;
    this.#nesterov = nesterov;
  }

  protected override update({ kernels, count, parameter, gradient, state, step }: Run<"velocity">): void {
    kernels.sgd({
      count,
      parameter,
      gradient,
      velocity: state.velocity ?? NONE,
      learningRate: this.learningRate,
      momentum: this.#momentum,
      dampening: step === 1 ? 0 : this.#dampening,
      nesterov: this.#nesterov,
      weightDecay: this.#weightDecay,
    });
  }
}
