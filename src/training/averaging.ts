/**
 * Averaged weights: an exponential mean of the weights after each step, which forecasts better and more steadily than the last
 * ones do. Early steps weigh less, so that the start is soon forgotten.
 */
import { persistentTensor, releaseTensor, type Tensor } from "../autograd/index.ts";

/** What averaged weights consist of. */
export interface AverageState {
  readonly steps: number;
  readonly means: readonly (Float32Array | Float64Array)[];
}

/**
 * The averaged weights of some parameters.
 * @see Polyak & Juditsky 1992, "Acceleration of stochastic approximation by averaging", SIAM J. Control Optim. 30
 */
export class WeightAverage {
  readonly #parameters: readonly Tensor[];
  readonly #decay: number;
  readonly #means: readonly Tensor[];
  #steps = 0;

  constructor(parameters: readonly Tensor[], decay: number) {
    this.#parameters = parameters;
    this.#decay = decay;
    this.#means =
      decay === 0
        ? []
        : parameters.map((parameter) => persistentTensor(parameter.shape, parameter.data, false, parameter.backend));
  }

  /** Takes in the weights after a step. */
  update(): void {
    const steps = this.#steps++;
    const decay = Math.min(this.#decay, (steps + 1) / (steps + 11));
    this.#means.forEach((mean, i) => {
      const { kernels } = mean.backend;
      kernels.scale(mean.pointer, mean.pointer, mean.size, decay);
      kernels.addScaled(this.#parameters[i]!.pointer, mean.pointer, mean.size, 1 - decay);
    });
  }

  /** Puts the averaged weights in the place of the parameters', or these back. */
  swap(): void {
    this.#means.forEach((mean, i) => {
      const own = this.#parameters[i]!.data.slice();
      this.#parameters[i]!.data.set(mean.data);
      mean.data.set(own);
    });
  }

  /** Runs a body with the averaged weights in place. */
  within<T>(body: () => T): T {
    this.swap();
    try {
      return body();
    } finally {
      this.swap();
    }
  }

  /** A copy of the steps and means so far, for `restore`. */
  state(): AverageState {
    return { steps: this.#steps, means: this.#means.map(({ data }) => data.slice()) };
  }

  /** Goes on from a state of as many parameters of the same sizes. */
  restore({ steps, means }: AverageState): void {
    this.#steps = steps;
    this.#means.forEach((mean, i) => mean.data.set(means[i]!));
  }

  /** Gives the memory back. */
  release(): void {
    this.#means.forEach(releaseTensor);
  }
}
