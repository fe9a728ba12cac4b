/** Losses of the reference backend: weighted means over the elements that are observed. */
import { exp, log } from "../../elementary.ts";
import { NONE, type Arena } from "../arena.ts";
import type { CrossEntropy, GaussianLoss, Pinball, Pointer, PointLoss, PointLossKind } from "../kernels.ts";
import { rowFunction } from "./rows.ts";

function totalWeight({ values }: Arena, weights: Pointer, count: number): number {
  if (weights === NONE) return count;
  let total = 0;
  for (let i = weights; i < weights + count; i++) total += values[i]!;
  return total;
}

/** mean of max(q e, (q - 1) e), e = target - prediction, over rows and quantiles; 0 when nothing is observed */
export function pinball(arena: Arena, { rows, prediction, target, weights, quantiles }: Pinball): number {
  const { values } = arena;
  const width = quantiles.length;
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const weight = weights === NONE ? 1 : values[weights + r]!;
    if (weight === 0) continue;
    let row = 0;
    for (let q = 0; q < width; q++) {
      const error = values[target + r]! - values[prediction + r * width + q]!;
      row += error > 0 ? quantiles[q]! * error : (quantiles[q]! - 1) * error;
    }
    total += weight * row;
  }
  return total === 0 ? 0 : total / (totalWeight(arena, weights, rows) * width);
}

/** dPrediction += scale * dLoss/dPrediction */
export function pinballBackward(arena: Arena, operands: Pinball, dPrediction: Pointer, scale: number): void {
  const { values } = arena;
  const { rows, prediction, target, weights, quantiles } = operands;
  const width = quantiles.length;
  const total = totalWeight(arena, weights, rows) * width;
  for (let r = 0; r < rows; r++) {
    const weight = weights === NONE ? 1 : values[weights + r]!;
    if (weight === 0) continue;
    for (let q = 0; q < width; q++) {
      const at = r * width + q;
      const error = values[target + r]! - values[prediction + at]!;
      const slope = error > 0 ? -quantiles[q]! : error < 0 ? 1 - quantiles[q]! : 0;
      values[dPrediction + at]! += (scale * weight * slope) / total;
    }
  }
}

/** The loss of one element. */
function pointValue(kind: PointLossKind, prediction: number, target: number, delta: number): number {
  const error = prediction - target;
  const size = Math.abs(error);
  if (kind === "squared") return error * error;
  if (kind === "absolute") return size;
  if (kind === "huber") return size <= delta ? 0.5 * error * error : delta * (size - 0.5 * delta);
  if (kind === "logCosh") return size + log(1 + exp(-2 * size)) - Math.LN2;
  return (prediction > 0 ? prediction : 0) - prediction * target + log(1 + exp(-Math.abs(prediction)));
}

/** Its derivative by the prediction. */
function pointSlope(kind: PointLossKind, prediction: number, target: number, delta: number): number {
  const error = prediction - target;
  if (kind === "squared") return 2 * error;
  if (kind === "absolute") return error > 0 ? 1 : error < 0 ? -1 : 0;
  if (kind === "huber") return error > delta ? delta : error < -delta ? -delta : error;
  if (kind === "logCosh") {
    const decay = exp(-2 * Math.abs(error));
    const size = (1 - decay) / (1 + decay);
    return error < 0 ? -size : size;
  }
  return 1 / (1 + exp(-prediction)) - target;
}

/** weighted mean of the elements' losses; 0 when nothing is observed */
export function pointLoss(arena: Arena, operands: PointLoss): number {
  const { values } = arena;
  const { kind, delta = 1, count, prediction, target, weights } = operands;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const weight = weights === NONE ? 1 : values[weights + i]!;
    if (weight === 0) continue;
    total += weight * pointValue(kind, values[prediction + i]!, values[target + i]!, delta);
  }
  return total === 0 ? 0 : total / totalWeight(arena, weights, count);
}

/** dPrediction += scale * dLoss/dPrediction */
export function pointLossBackward(arena: Arena, operands: PointLoss, dPrediction: Pointer, scale: number): void {
  const { values } = arena;
  const { kind, delta = 1, count, prediction, target, weights } = operands;
  const total = totalWeight(arena, weights, count);
  for (let i = 0; i < count; i++) {
    const weight = weights === NONE ? 1 : values[weights + i]!;
    if (weight === 0) continue;
    const slope = pointSlope(kind, values[prediction + i]!, values[target + i]!, delta);
    values[dPrediction + i]! += (scale * weight * slope) / total;
  }
}

/** mean of (log v + e²/v) / 2, v = max(variance, epsilon), e = mean - target; 0 when nothing is observed */
export function gaussianLoss(arena: Arena, { count, mean, variance, target, weights, epsilon }: GaussianLoss): number {
  const { values } = arena;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const weight = weights === NONE ? 1 : values[weights + i]!;
    if (weight === 0) continue;
    const error = values[mean + i]! - values[target + i]!;
    const v = values[variance + i]! < epsilon ? epsilon : values[variance + i]!;
    total += weight * 0.5 * (log(v) + (error * error) / v);
  }
  return total === 0 ? 0 : total / totalWeight(arena, weights, count);
}

/** Adds to both gradients; that of a variance below epsilon is the one at epsilon. */
export function gaussianLossBackward(
  arena: Arena,
  { count, mean, variance, target, weights, epsilon }: GaussianLoss,
  dMean: Pointer,
  dVariance: Pointer,
  scale: number,
): void {
  const { values } = arena;
  const total = totalWeight(arena, weights, count);
  for (let i = 0; i < count; i++) {
    const weight = weights === NONE ? 1 : values[weights + i]!;
    if (weight === 0) continue;
    const error = values[mean + i]! - values[target + i]!;
    const v = values[variance + i]! < epsilon ? epsilon : values[variance + i]!;
    const factor = (scale * weight) / total;
    if (dMean !== NONE) values[dMean + i]! += (factor * error) / v;
    if (dVariance !== NONE) values[dVariance + i]! += (factor * 0.5 * (1 - (error * error) / v)) / v;
  }
}

/** weighted mean of -log softmax(logits)[target]; 0 when nothing is observed */
export function crossEntropy(arena: Arena, operands: CrossEntropy): number {
  const { rows, classes, logits, logProbabilities, target, weights } = operands;
  rowFunction(arena, "logSoftmax", logits, logProbabilities, rows, classes);
  const { values } = arena;
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const weight = weights === NONE ? 1 : values[weights + r]!;
    if (weight !== 0) total -= weight * values[logProbabilities + r * classes + values[target + r]!]!;
  }
  return total === 0 ? 0 : total / totalWeight(arena, weights, rows);
}

/** dLogits += scale * weight * (softmax - 1 at the target) / total weight */
export function crossEntropyBackward(arena: Arena, operands: CrossEntropy, dLogits: Pointer, scale: number): void {
  const { values } = arena;
  const { rows, classes, logProbabilities, target, weights } = operands;
  const total = totalWeight(arena, weights, rows);
  for (let r = 0; r < rows; r++) {
    const weight = weights === NONE ? 1 : values[weights + r]!;
    if (weight === 0) continue;
    for (let c = 0; c < classes; c++) {
      const slope = exp(values[logProbabilities + r * classes + c]!) - (c === values[target + r] ? 1 : 0);
      values[dLogits + r * classes + c]! += (scale * weight * slope) / total;
    }
  }
}
