/** The causal convolution layer: each step sees itself and steps before it. */
import { causalConv1d, type Tensor } from "../autograd/index.ts";
import { assertSizes, Module, type ModuleContext } from "./module.ts";

/** Options of `CausalConv1d`. */
export interface CausalConv1dOptions {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Taps (K): steps that are seen. */
  readonly kernelSize: number;
  /** Rows from one tap to the next; 1 unless given. */
  readonly dilation?: number;
  /** Whether to add a bias; true unless given. */
  readonly bias?: boolean;
}

/**
 * A dilated convolution over time that sees (K-1) dilation steps back, and zeros before the first. Shapes: x (B,T,in), result
 * (B,T,out). It is PyTorch's `Conv1d` behind as many zeros, with its parameters: uniform in ±1/√(in K) at the start.
 * @throws OptionError when a size is not a whole number of at least 1
 * @example new CausalConv1d({ inChannels: 2, outChannels: 3, kernelSize: 2 }, { random: createRandom(1) }).parameterCount() //=> 15
 * @see Bai, Kolter & Koltun 2018, "An empirical evaluation of generic convolutional and recurrent networks", arXiv:1803.01271
 */
export class CausalConv1d extends Module {
  /** (K,in,out), the oldest tap first */
  readonly weight: Tensor;
  /** (out) */
  readonly bias: Tensor | undefined;
  readonly dilation: number;

  constructor(options: CausalConv1dOptions, context: ModuleContext) {
    super(context);
    const { inChannels, outChannels, kernelSize, dilation = 1, bias = true } = options;
    assertSizes("CausalConv1d", { inChannels, outChannels, kernelSize, dilation });
    this.dilation = dilation;
    const bound = 1 / Math.sqrt(inChannels * kernelSize);
    this.weight = this.parameter("weight", [kernelSize, inChannels, outChannels], bound, true);
    this.bias = bias ? this.parameter("bias", [outChannels], bound) : undefined;
  }

  /** @throws ShapeError unless x is (B,T,in) */
  forward(x: Tensor): Tensor {
    const { weight, bias, dilation } = this;
    return causalConv1d({ x, weight, bias, dilation });
  }
}
