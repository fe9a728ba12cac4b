/** Adam and AdamW, which differ in how weights decay; both with AMSGrad as an option. */
import type { Tensor } from "../autograd/index.ts";
import { OptionError } from "../errors.ts";
import { NONE } from "../kernels/index.ts";
import { assertAbove, assertNotNegative, Optimizer, type Run } from "./optimizer.ts";

/** Options of `Adam` and `AdamW`. */
export interface AdamOptions {
  /** Step size, above 0; 0.001 unless given. */
  readonly learningRate?: number;
  /** Decay of the running mean and of the running variance, each in [0, 1). */
  readonly betas?: readonly [number, number];
  /** Keeps the division finite, above 0; 1e-8 unless given. */
  readonly epsilon?: number;
  /** How strongly weights are drawn to 0, at least 0: Adam 0, AdamW 0.01 unless given. */
  readonly weightDecay?: number;
  /** Divide by the largest variance so far; false unless given. */
  readonly amsgrad?: boolean;
}

type State = "mean" | "variance" | "greatest";

/** Adam with either weight decay. */
abstract class Moments extends Optimizer<State> {
  readonly #betas: readonly [number, number];
  readonly #epsilon: number;
  readonly #weightDecay: number;
  readonly #decoupled: boolean;
  #powers: [number, number] = [1, 1]; // beta^step

  constructor(where: string, parameters: readonly Tensor[], decoupled: boolean, options: AdamOptions) {
    const { learningRate = 1e-3, betas = [0.9, 0.999], epsilon = 1e-8, amsgrad = false } = options;
    const { weightDecay = decoupled ? 0.01 : 0 } = options;
    assertAbove(where, { learningRate });
    for (const beta of betas) {
      if (!(beta >= 0 && beta < 1))
        throw new OptionError({ where: `${where} betas`, expected: "numbers in [0, 1)", found: betas.join(", ") });
    }
    assertAbove(where, { epsilon });
    assertNotNegative(where, { weightDecay });
    super(where, parameters, learningRate, amsgrad ? ["mean", "variance", "greatest"] : ["mean", "variance"]);
    this.#betas = betas;
    this.#epsilon = epsilon;
    this.#weightDecay = weightDecay;
    this.#decoupled = decoupled;
  }

  protected override advance(): void {
    this.#powers = [this.#powers[0] * this.#betas[0], this.#powers[1] * this.#betas[1]];
  }

  protected override counters(): readonly number[] {
    return this.#powers;
  }

  protected override restoreCounters([first = 1, second = 1]: readonly number[]): void {
    this.#powers = [first, second];
  }

  protected override update({ kernels, count, parameter, gradient, state }: Run<State>): void {
    const [beta1, beta2] = this.#betas;
    kernels.adam({
      count,
      parameter,
      gradient,
      mean: state.mean!,
      variance: state.variance!,
      learningRate: this.learningRate,
      beta1,
      beta2,
      epsilon: this.#epsilon,
      correction1: 1 - this.#powers[0],
      correction2: 1 - this.#powers[1],
      weightDecay: this.#decoupled ? 0 : this.#weightDecay,
      shrinkage: this.#decoupled ? 1 - this.learningRate * this.#weightDecay : 1,
      greatest: state.greatest ?? NONE,
    });
  }
}

/**
 * Adam. `step` updates the parameters from the gradients that `backward` left in the running step; weight decay is added
 * to the gradients.
 * @throws OptionError when an option is outside its range
 * @see Kingma & Ba 2015, "Adam: a method for stochastic optimization", ICLR, algorithm 1
 * @see Reddi, Kale & Kumar 2018, "On the convergence of Adam and beyond", ICLR, for amsgrad
 */
export class Adam extends Moments {
  constructor(parameters: readonly Tensor[], options: AdamOptions = {}) {
    super("Adam", parameters, false, options);
  }
}

/**
 * Adam with decoupled weight decay: a step multiplies the parameters by 1 - learningRate weightDecay, whatever the
 * gradients.
 * @throws OptionError when an option is outside its range
 * @see Loshchilov & Hutter 2019, "Decoupled weight decay regularization", ICLR, algorithm 2
 */
export class AdamW extends Moments {
  constructor(parameters: readonly Tensor[], options: AdamOptions = {}) {
    super("AdamW", parameters, true, options);
  }
}
