/** The layer normalization layer. */
import { layerNorm, type Tensor } from "../autograd/index.ts";
import { assertSizes, Module, type ModuleContext } from "./module.ts";

/** Options of `LayerNorm`. */
export interface LayerNormOptions {
  /** Size of the last dimension. */
  readonly normalizedShape: number;
  /** Added to the variance, above 0; 1e-5 unless given. */
  readonly epsilon?: number;
}

/**
 * Normalizes the last dimension to mean 0 and variance 1, then scales and shifts it by learned vectors, which start at 1
 * and 0. Shapes: x and result (…,K).
 * @throws OptionError when `normalizedShape` is not a whole number of at least 1
 * @example new LayerNorm({ normalizedShape: 5 }, { random: createRandom(1) }).parameterCount() //=> 10
 * @see Ba, Kiros & Hinton 2016, "Layer normalization", arXiv:1607.06450
 */
export class LayerNorm extends Module {
  /** (K) */
  readonly weight: Tensor;
  /** (K) */
  readonly bias: Tensor;
  readonly #epsilon: number;

  constructor({ normalizedShape, epsilon = 1e-5 }: LayerNormOptions, context: ModuleContext) {
    super(context);
    assertSizes("LayerNorm", { normalizedShape });
    this.#epsilon = epsilon;
    this.weight = this.parameter("weight", [normalizedShape], () => new Float64Array(normalizedShape).fill(1));
    this.bias = this.parameter("bias", [normalizedShape], () => new Float64Array(normalizedShape));
  }

  /** @throws ShapeError unless the last dimension of x is `normalizedShape` */
  forward(x: Tensor): Tensor {
    return layerNorm(x, { weight: this.weight, bias: this.bias, epsilon: this.#epsilon });
  }
}
