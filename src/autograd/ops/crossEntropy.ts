/** The cross-entropy of logits against class indices, with softmax, logarithm and mean in one operation. */
import { DataError, ShapeError } from "../../errors.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor, filledTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { assertConstant } from "./losses.ts";

/** Options of `crossEntropyLoss`. */
export interface CrossEntropyOptions {
  /** (…): 0 where missing. */
  readonly weights?: Tensor | undefined;
  /** A weight for each class. */
  readonly classWeights?: readonly number[] | undefined;
  /** A target that stands for "no target"; -100 unless given, as in PyTorch. */
  readonly ignoreIndex?: number;
}

/**
 * The weight of each row: its own, times that of its class; 0 for rows to ignore.
 * @throws DataError when a row that counts has a target that is no class
 */
function rowWeights(target: Tensor, classes: number, options: CrossEntropyOptions): Tensor {
  const { weights, classWeights, ignoreIndex = -100 } = options;
  const made = emptyTensor(target.shape, target.backend);
  const [values, given, rows] = [target.data, weights?.data, made.data];
  values.forEach((index, row) => {
    const weight = index === ignoreIndex ? 0 : (given?.[row] ?? 1);
    if (weight !== 0 && !(Number.isInteger(index) && index >= 0 && index < classes)) {
      throw new DataError({
        where: `crossEntropyLoss target ${row}`,
        expected: `a class: a whole number from 0 to ${classes - 1}`,
        found: `${index}`,
        remedy: `give rows without a class the target ${ignoreIndex} (ignoreIndex) or the weight 0`,
      });
    }
    rows[row] = weight === 0 ? 0 : weight * (classWeights?.[index] ?? 1);
  });
  return made;
}

/**
 * The mean of -log softmax(logits)[target] over the rows that count, weighted; 0 when none does.
 * Shapes: logits (…,K), target and weights (…), class weights (K); targets are numbers from 0 to K-1.
 * @throws ShapeError when shapes do not fit; DataError when a target is no class; TensorError when it needs a gradient
 * @example step(() => crossEntropyLoss(tensor([0, 0], [1, 2]), tensor([1])).item()) //=> 0.6931471824645996
 * @see Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs"
 */
export function crossEntropyLoss(logits: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { weights, classWeights } = options;
  assertTogether("crossEntropyLoss", logits, target, weights);
  assertConstant("crossEntropyLoss", target, weights);
  const classes = logits.shape.at(-1);
  if (!classes || (classWeights && classWeights.length !== classes)) {
    const count = classWeights ? `${classWeights.length}` : "at least 1";
    const found = describeShape(logits.shape);
    throw new ShapeError({ where: "crossEntropyLoss", expected: `logits (…,K) of ${count} classes`, found });
  }
  assertShape("crossEntropyLoss target", target, logits.shape.slice(0, -1));
  if (weights) assertShape("crossEntropyLoss weights", weights, target.shape);
  const { kernels } = logits.backend;
  const counted = rowWeights(target, classes, options);
  const operands = {
    rows: target.size,
    classes,
    logits: logits.pointer,
    logProbabilities: emptyTensor(logits.shape, logits.backend).pointer,
    target: target.pointer,
    weights: counted.pointer,
  };
  const out = filledTensor([], kernels.crossEntropy(operands), logits.backend);
  record([out], [logits], () => kernels.crossEntropyBackward(operands, gradient(logits).pointer, out.grad!.item()));
  return out;
}
