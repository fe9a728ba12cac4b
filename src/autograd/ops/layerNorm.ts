/** Layer normalization along the last dimension as one operation. */
import { OptionError, ShapeError } from "../../errors.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradientPointer, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/** What `layerNorm` takes besides its input. */
export interface LayerNormOperands {
  /** (K); ones unless given. */
  readonly weight?: Tensor | undefined;
  /** (K); zeros unless given. */
  readonly bias?: Tensor | undefined;
  /** Added to the variance, above 0; 1e-5 unless given. */
  readonly epsilon?: number;
}

/**
 * (x - mean) / sqrt(variance + epsilon) weight + bias, with mean and biased variance along the last dimension.
 * Shapes: x and result (…,K), weight and bias (K).
 * @throws ShapeError when the shapes do not fit; OptionError unless epsilon is above 0
 * @example step(() => Array.from(layerNorm(tensor([1, 3])).data, Math.round)) //=> [-1, 1]
 * @see Ba, Kiros & Hinton 2016, "Layer normalization", arXiv:1607.06450
 */
export function layerNorm(x: Tensor, { weight, bias, epsilon = 1e-5 }: LayerNormOperands = {}): Tensor {
  assertTogether("layerNorm", x, weight, bias);
  const width = x.shape.at(-1);
  const found = describeShape(x.shape);
  if (!width) throw new ShapeError({ where: "layerNorm", expected: "x of shape (…,K), K >= 1", found });
  for (const [name, operand] of Object.entries({ weight, bias })) {
    if (operand) assertShape(`layerNorm ${name}`, operand, [width]);
  }
  if (!(epsilon > 0)) {
    throw new OptionError({ where: "layerNorm epsilon", expected: "a number above 0", found: `${epsilon}` });
  }
  const { kernels } = x.backend;
  const rows = x.size / width;
  const y = emptyTensor(x.shape, x.backend);
  const operands = {
    rows,
    width,
    x: x.pointer,
    weight: weight?.pointer ?? 0,
    bias: bias?.pointer ?? 0,
    y: y.pointer,
    means: emptyTensor([rows], x.backend).pointer,
    scales: emptyTensor([rows], x.backend).pointer,
    epsilon,
  };
  kernels.layerNorm(operands);
  record([y], [x, weight, bias], () => {
    const [dX, dWeight, dBias] = [gradientPointer(x), gradientPointer(weight), gradientPointer(bias)];
    kernels.layerNormBackward(operands, { dY: y.grad!.pointer, dX, dWeight, dBias });
  });
  return y;
}
