// Losses in float64, element after element: they see one number a row, never the hot part of a step.
import { at, bytes } from "./simd";

@inline function weightAt(weights: usize, i: i32): f64 { return weights == 0 ? 1 : <f64>load<f32>(weights + bytes(i)); }

function totalWeight(weights: usize, count: i32): f64 {
  if (weights == 0) return <f64>count;
  let total: f64 = 0;
  for (let i = 0; i < count; i++) total += <f64>load<f32>(weights + bytes(i));
  return total;
}

/** `levels` points at `width` float64 quantiles. */
export function pinball(rows: i32, width: i32, prediction: i32, target: i32, weights: i32, levels: i32): f64 {
  const w = at(weights), q = at(levels);
  let p = at(prediction), total: f64 = 0;
  for (let r = 0; r < rows; r++, p += bytes(width)) {
    const weight = weightAt(w, r);
    if (weight == 0) continue;
    const goal = <f64>load<f32>(at(target) + bytes(r));
    let row: f64 = 0;
    for (let j: usize = 0; j < <usize>width; j++) {
      const error = goal - <f64>load<f32>(p + j * 4), level = load<f64>(q + j * 8);
      row += error > 0 ? level * error : (level - 1) * error;
    }
    total += weight * row;
  }
  return total == 0 ? 0 : total / (totalWeight(w, rows) * <f64>width);
}

export function pinballBackward(rows: i32, width: i32, prediction: i32, target: i32, weights: i32, levels: i32, dPrediction: i32, scale: f64): void {
  const w = at(weights), q = at(levels), total = totalWeight(w, rows) * <f64>width;
  let p = at(prediction), d = at(dPrediction);
  for (let r = 0; r < rows; r++, p += bytes(width), d += bytes(width)) {
    const weight = weightAt(w, r);
    if (weight == 0) continue;
    const goal = <f64>load<f32>(at(target) + bytes(r));
    for (let j: usize = 0; j < <usize>width; j++) {
      const error = goal - <f64>load<f32>(p + j * 4), level = load<f64>(q + j * 8);
      const slope: f64 = error > 0 ? -level : error < 0 ? 1 - level : 0;
      store<f32>(d + j * 4, <f32>(<f64>load<f32>(d + j * 4) + (scale * weight * slope) / total));
    }
  }
}

export function pointLoss(squared: i32, count: i32, prediction: i32, target: i32, weights: i32): f64 {
  const w = at(weights);
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const weight = weightAt(w, i);
    if (weight == 0) continue;
    const error = <f64>load<f32>(at(prediction) + bytes(i)) - <f64>load<f32>(at(target) + bytes(i));
    total += weight * (squared ? error * error : abs(error));
  }
  return total == 0 ? 0 : total / totalWeight(w, count);
}

export function pointLossBackward(squared: i32, count: i32, prediction: i32, target: i32, weights: i32, dPrediction: i32, scale: f64): void {
  const w = at(weights), total = totalWeight(w, count);
  for (let i = 0; i < count; i++) {
    const weight = weightAt(w, i);
    if (weight == 0) continue;
    const error = <f64>load<f32>(at(prediction) + bytes(i)) - <f64>load<f32>(at(target) + bytes(i));
    const slope: f64 = squared ? 2 * error : error > 0 ? 1 : error < 0 ? -1 : 0;
    const d = at(dPrediction) + bytes(i);
    store<f32>(d, <f32>(<f64>load<f32>(d) + (scale * weight * slope) / total));
  }
}
