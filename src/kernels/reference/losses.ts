/** Losses of the reference backend: weighted means over the elements that are observed. */
import { NONE, type Arena } from "../arena.ts";
import type { Pinball, Pointer, PointLoss } from "../kernels.ts";

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

/** mean of e² or |e|, e = prediction - target; 0 when nothing is observed */
export function pointLoss(arena: Arena, { kind, count, prediction, target, weights }: PointLoss): number {
  const { values } = arena;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const weight = weights === NONE ? 1 : values[weights + i]!;
    if (weight === 0) continue;
    const error = values[prediction + i]! - values[target + i]!;
    total += weight * (kind === "squared" ? error * error : Math.abs(error));
  }
  return total === 0 ? 0 : total / totalWeight(arena, weights, count);
}

/** dPrediction += scale * dLoss/dPrediction */
export function pointLossBackward(arena: Arena, operands: PointLoss, dPrediction: Pointer, scale: number): void {
  const { values } = arena;
  const { kind, count, prediction, target, weights } = operands;
  const total = totalWeight(arena, weights, count);
  for (let i = 0; i < count; i++) {
    const weight = weights === NONE ? 1 : values[weights + i]!;
    if (weight === 0) continue;
    const error = values[prediction + i]! - values[target + i]!;
    const slope = kind === "squared" ? 2 * error : error > 0 ? 1 : error < 0 ? -1 : 0;
    values[dPrediction + i]! += (scale * weight * slope) / total;
  }
}
