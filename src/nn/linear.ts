/** The affine layer. */
import { affine, matmul, type Tensor } from "../autograd/index.ts";
import { assertSizes, Module, type ModuleContext } from "./module.ts";

/** Options of `Linear`. */
export interface LinearOptions {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Whether to add a bias; true unless given. */
  readonly bias?: boolean;
}

/**
 * y = x W + b. Shapes: x (…,in), result (…,out). Weights and bias start uniform in ±1/√in, as in PyTorch.
 * @throws OptionError when a size is not a whole number of at least 1
 * @example new Linear({ inFeatures: 3, outFeatures: 2 }, { random: createRandom(1) }).parameterCount() //=> 8
 */
export class Linear extends Module {
  /** (in,out) */
  readonly weight: Tensor;
  /** (out) */
  readonly bias: Tensor | undefined;

  constructor({ inFeatures, outFeatures, bias = true }: LinearOptions, context: ModuleContext) {
    super(context);
    assertSizes("Linear", { inFeatures, outFeatures });
    const bound = 1 / Math.sqrt(inFeatures);
    this.weight = this.parameter("weight", [inFeatures, outFeatures], bound, true);
    this.bias = bias ? this.parameter("bias", [outFeatures], bound) : undefined;
  }

  /** @throws ShapeError unless the last dimension of x is `inFeatures` */
  forward(x: Tensor): Tensor {
    return this.bias ? affine(x, this.weight, this.bias) : matmul(x, this.weight);
  }
}
