// Losses in float64, element after element: they see one number a row, never the hot part of a step. Only
// the cross-entropy, which sees all classes of a row, works on vectors.
import { exp, log } from "./elementary";
import { exp as exp4 } from "./functions";
import { logSoftmax } from "./rows";
import { at, bytes, ldn, multiplyAdd, splat, stn } from "./simd";

// The numbers of PointLossKind; src/kernels/wasm/losses.ts counts alike.
const ABSOLUTE: i32 = 0, SQUARED: i32 = 1, HUBER: i32 = 2, LOG_COSH: i32 = 3;

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

function pointValue(kind: i32, p: f64, t: f64, delta: f64): f64 {
  const error = p - t, size = abs(error);
  if (kind == SQUARED) return error * error;
  if (kind == ABSOLUTE) return size;
  if (kind == HUBER) return size <= delta ? 0.5 * error * error : delta * (size - 0.5 * delta);
  if (kind == LOG_COSH) return size + log(1 + exp(-2 * size)) - 0.6931471805599453;
  return (p > 0 ? p : 0) - p * t + log(1 + exp(-abs(p)));
}

function pointSlope(kind: i32, p: f64, t: f64, delta: f64): f64 {
  const error = p - t;
  if (kind == SQUARED) return 2 * error;
  if (kind == ABSOLUTE) return error > 0 ? 1 : error < 0 ? -1 : 0;
  if (kind == HUBER) return error > delta ? delta : error < -delta ? -delta : error;
  if (kind == LOG_COSH) {
    const decay = exp(-2 * abs(error)), size = (1 - decay) / (1 + decay);
    return error < 0 ? -size : size;
  }
  return 1 / (1 + exp(-p)) - t;
}

@inline function number(pointer: i32, i: i32): f64 { return <f64>load<f32>(at(pointer) + bytes(i)); }
@inline function addTo(pointer: i32, i: i32, value: f64): void { store<f32>(at(pointer) + bytes(i), <f32>(number(pointer, i) + value)); }

export function pointLoss(kind: i32, delta: f64, count: i32, prediction: i32, target: i32, weights: i32): f64 {
  const w = at(weights);
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const weight = weightAt(w, i);
    if (weight != 0) total += weight * pointValue(kind, number(prediction, i), number(target, i), delta);
  }
  return total == 0 ? 0 : total / totalWeight(w, count);
}

export function pointLossBackward(kind: i32, delta: f64, count: i32, prediction: i32, target: i32, weights: i32, dPrediction: i32, scale: f64): void {
  const w = at(weights), total = totalWeight(w, count);
  for (let i = 0; i < count; i++) {
    const weight = weightAt(w, i);
    if (weight == 0) continue;
    addTo(dPrediction, i, (scale * weight * pointSlope(kind, number(prediction, i), number(target, i), delta)) / total);
  }
}

@inline function atLeast(value: f64, limit: f64): f64 { return value < limit ? limit : value; }

export function gaussianLoss(count: i32, mean: i32, variance: i32, target: i32, weights: i32, epsilon: f64): f64 {
  const w = at(weights);
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const weight = weightAt(w, i);
    if (weight == 0) continue;
    const error = number(mean, i) - number(target, i), v = atLeast(number(variance, i), epsilon);
    total += weight * 0.5 * (log(v) + (error * error) / v);
  }
  return total == 0 ? 0 : total / totalWeight(w, count);
}

export function gaussianLossBackward(count: i32, mean: i32, variance: i32, target: i32, weights: i32, epsilon: f64, dMean: i32, dVariance: i32, scale: f64): void {
  const w = at(weights), total = totalWeight(w, count);
  for (let i = 0; i < count; i++) {
    const weight = weightAt(w, i);
    if (weight == 0) continue;
    const error = number(mean, i) - number(target, i), v = atLeast(number(variance, i), epsilon), factor = (scale * weight) / total;
    if (dMean) addTo(dMean, i, (factor * error) / v);
    if (dVariance) addTo(dVariance, i, (factor * 0.5 * (1 - (error * error) / v)) / v);
  }
}

export function crossEntropy(rows: i32, classes: i32, logits: i32, logProbabilities: i32, target: i32, weights: i32): f64 {
  const w = at(weights);
  logSoftmax(at(logits), at(logProbabilities), rows, classes);
  let total: f64 = 0;
  for (let r = 0; r < rows; r++) {
    const weight = weightAt(w, r);
    if (weight != 0) total -= weight * number(logProbabilities, r * classes + <i32>number(target, r));
  }
  return total == 0 ? 0 : total / totalWeight(w, rows);
}

export function crossEntropyBackward(rows: i32, classes: i32, logits: i32, logProbabilities: i32, target: i32, weights: i32, dLogits: i32, scale: f64): void {
  const w = at(weights), total = totalWeight(w, rows);
  for (let r = 0; r < rows; r++) {
    const weight = weightAt(w, r);
    if (weight == 0) continue;
    const y = at(logProbabilities) + bytes(r * classes), d = at(dLogits) + bytes(r * classes), factor = (scale * weight) / total;
    for (let j = 0; j < classes; j += 4) {
      const n = min(classes - j, 4), i = bytes(j);
      stn(d + i, multiplyAdd(splat(<f32>factor), exp4(ldn(y + i, n)), ldn(d + i, n)), n);
    }
    addTo(dLogits, r * classes + <i32>number(target, r), -factor);
  }
}
