/** The Adam optimizer; its state persists in the arena beside the parameters. */
import { persistentTensor, releaseTensor, type Tensor } from "../autograd/index.ts";
import { OptionError } from "../errors.ts";

/** Options of `Adam`. */
export interface AdamOptions {
  /** Step size, above 0; 0.001 unless given. */
  readonly learningRate?: number;
  /** Decay of the running mean and of the running variance, each in [0, 1). */
  readonly betas?: readonly [number, number];
  /** Keeps the division finite, above 0; 1e-8 unless given. */
  readonly epsilon?: number;
}

interface Slot {
  readonly parameter: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Adam. `step` updates the parameters from the gradients that `backward` left in the running step.
 * @throws OptionError when an option is outside its range
 * @see Kingma & Ba 2015, "Adam: a method for stochastic optimization", ICLR, algorithm 1
 */
export class Adam {
  /** May be changed between steps, by a schedule. */
  learningRate: number;
  readonly #betas: readonly [number, number];
  readonly #epsilon: number;
  readonly #slots: readonly Slot[];
  #powers: [number, number] = [1, 1]; // beta^step

  constructor(
    parameters: readonly Tensor[],
    { learningRate = 1e-3, betas = [0.9, 0.999], epsilon = 1e-8 }: AdamOptions = {},
  ) {
    if (!(learningRate > 0))
      throw new OptionError({ where: "Adam learningRate", expected: "a number above 0", found: `${learningRate}` });
    for (const beta of betas) {
      if (!(beta >= 0 && beta < 1))
        throw new OptionError({ where: "Adam betas", expected: "numbers in [0, 1)", found: betas.join(", ") });
    }
    if (!(epsilon > 0))
      throw new OptionError({ where: "Adam epsilon", expected: "a number above 0", found: `${epsilon}` });
    this.learningRate = learningRate;
    this.#betas = betas;
    this.#epsilon = epsilon;
    this.#slots = parameters.map((parameter) => {
      const zeros = new Float32Array(parameter.size);
      const state = (): Tensor => persistentTensor(parameter.shape, zeros, false, parameter.backend);
      return { parameter, mean: state(), variance: state() };
    });
  }

  /** Updates every parameter that received a gradient in the running step. */
  step(): void {
    const [beta1, beta2] = this.#betas;
    this.#powers = [this.#powers[0] * beta1, this.#powers[1] * beta2];
    for (const { parameter, mean, variance } of this.#slots) {
      if (!parameter.grad?.alive) continue;
      parameter.backend.kernels.adam({
        count: parameter.size,
        parameter: parameter.pointer,
        gradient: parameter.grad.pointer,
        mean: mean.pointer,
        variance: variance.pointer,
        learningRate: this.learningRate,
        beta1,
        beta2,
        epsilon: this.#epsilon,
        correction1: 1 - this.#powers[0],
        correction2: 1 - this.#powers[1],
      });
    }
  }

  /** Gives the memory of the state back. */
  release(): void {
    for (const { mean, variance } of this.#slots) [mean, variance].forEach(releaseTensor);
  }
}
