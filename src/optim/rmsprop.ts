/** RMSprop. */
import type { Tensor } from "../autograd/index.ts";
import { OptionError } from "../errors.ts";
import { NONE } from "../kernels/index.ts";
import { assertEpsilon, assertNotNegative, Optimizer, type Run } from "./optimizer.ts";

/** Options of `RMSprop`. */
export interface RmspropOptions {
  /** Step size, above 0; 0.01 unless given. */
  readonly learningRate?: number;
  /** Decay of the running mean of squares, in [0, 1); 0.99 unless given. */
  readonly alpha?: number;
  /** Keeps the division finite, above 0; 1e-8 unless given. */
  readonly epsilon?: number;
  /** Factor of the parameters that is added to their gradients, at least 0; 0 unless given. */
  readonly weightDecay?: number;
  /** Share of the last step that is kept, at least 0; 0 unless given. */
  readonly momentum?: number;
  /** Divide by the standard deviation, not the root mean square; false unless given. */
  readonly centered?: boolean;
}

type State = "square" | "mean" | "velocity";

/**
 * RMSprop, in PyTorch's form: gradients divided by the root of a running mean of their squares.
 * @throws OptionError when an option is outside its range
 * @see Tieleman & Hinton 2012, lecture 6.5 of "Neural networks for machine learning"
 * @see Graves 2013, "Generating sequences with recurrent neural networks", arXiv:1308.0850, for the centered form
 */
export class RMSprop extends Optimizer<State> {
  readonly #alpha: number;
  readonly #epsilon: number;
  readonly #weightDecay: number;
  readonly #momentum: number;

  constructor(parameters: readonly Tensor[], options: RmspropOptions = {}) {
    const { learningRate = 0.01, alpha = 0.99, epsilon = 1e-8, weightDecay = 0, momentum = 0 } = options;
    if (!(alpha >= 0 && alpha < 1))
      throw new OptionError({ where: "RMSprop alpha", expected: "a number in [0, 1)", found: `${alpha}` });
    assertEpsilon("RMSprop", epsilon);
    assertNotNegative("RMSprop", { weightDecay, momentum });
    const state: State[] = ["square"];
    if (options.centered) state.push("mean");
    if (momentum > 0) state.push("velocity");
    super("RMSprop", parameters, learningRate, state);
    this.#alpha = alpha;
    this.#epsilon = epsilon;
    this.#weightDecay = weightDecay;
    this.#momentum = momentum;
  }

  protected override update({ kernels, count, parameter, gradient, state }: Run<State>): void {
    kernels.rmsprop({
      count,
      parameter,
      gradient,
      square: state.square!,
      mean: state.mean ?? NONE,
      velocity: state.velocity ?? NONE,
      learningRate: this.learningRate,
      alpha: this.#alpha,
      momentum: this.#momentum,
      epsilon: this.#epsilon,
      weightDecay: this.#weightDecay,
    });
  }
}
