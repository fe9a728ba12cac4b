// The attention of one step of one row, forward and back; formulas as in src/kernels/reference/attention.ts. Additive scores
// need tanh(k + q) of every key against every query: with r = 1 / (e^(2k) e^(2q) + 1) it is 1 - 2 r, so that one exponential
// of each key and each query serves all pairs. Where those would overflow, r comes from the tanh itself.
import { addScaledBytes } from "./elementwise";
import { exp, tanhCall } from "./functions";
import { exponentials, rowMaximum } from "./rows";
import { add, bytes, div, flush, ld, ldn, mul, multiplyAdd, splat, st, stn, sub } from "./simd";

/** Keys and queries up to this size multiply as exponentials: e^80 is a float32. */
const LARGEST: f32 = 20;

/** Whether the memory at m counts. */
@inline function counts(mask: usize, m: i32): bool { return !mask || load<f32>(mask + bytes(m)) != 0; }

@inline function lanesSum(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

function dot(p: usize, q: usize, count: i32): f32 {
  let x = splat(0), y = x;
  for (; count >= 8; count -= 8, p += 32, q += 32) {
    x = multiplyAdd(ld(p), ld(q), x);
    y = multiplyAdd(v128.load(p, 16), v128.load(q, 16), y);
  }
  for (; count > 0; count -= 4, p += 16, q += 16) x = multiplyAdd(ldn(p, min(count, 4)), ldn(q, min(count, 4)), x);
  return lanesSum(add(x, y));
}

/** to (count) = e^(2x); whether no x is too large, or NaN */
export function doubleExponentials(x: usize, to: usize, count: i32): bool {
  let most = splat(0);
  for (; count > 0; count -= 4, x += 16, to += 16) {
    const n = min(count, 4), v = ldn(x, n);
    most = f32x4.max(most, f32x4.abs(v));
    stn(to, exp(add(v, v)), n);
  }
  const a = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), b = max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3));
  return max(a, b) <= LARGEST;
}

/** (1 - tanh(k + q)) / 2, from exponentials where `quick`, a constant */
@inline function rest(quick: bool, k: v128, q: v128): v128 {
  if (quick) return div(splat(1), multiplyAdd(k, q, splat(1)));
  else return mul(splat(0.5), sub(splat(1), tanhCall(add(k, q))));
}

/** weight · tanh(key + query) = the weight's sum - 2 weight · r */
@inline function additiveScore(quick: bool, size: i32, key: usize, query: usize, weight: usize, weightSum: f32): f32 {
  let sum = splat(0);
  for (; size >= 4; size -= 4, key += 16, query += 16, weight += 16) sum = multiplyAdd(ld(weight), rest(quick, ld(key), ld(query)), sum);
  if (size > 0) sum = multiplyAdd(ldn(weight, size), rest(quick, ldn(key, size), ldn(query, size)), sum);
  return weightSum - 2 * lanesSum(sum);
}

export function sumOf(p: usize, count: i32): f32 {
  let sum = splat(0);
  for (; count > 0; count -= 4, p += 16) sum = add(sum, ldn(p, min(count, 4)));
  return lanesSum(sum);
}

/** scores (T) of keys, or of their exponentials; weight 0: multiplicative */
export function scoreAll(quick: bool, time: i32, size: i32, keys: usize, query: usize, weight: usize, mask: usize, scores: usize): void {
  const weightSum: f32 = weight ? sumOf(weight, size) : 0;
  for (let m = 0; m < time; m++, keys += bytes(size), scores += 4) {
    let score: f32 = -Infinity;
    if (counts(mask, m)) {
      if (!weight) score = dot(keys, query, size);
      else if (quick) score = additiveScore(true, size, keys, query, weight, weightSum);
      else score = additiveScore(false, size, keys, query, weight, weightSum);
    }
    store<f32>(scores, score);
  }
}

/** Scores (T) become their softmax; zeros where nothing counts. */
export function softmaxInPlace(scores: usize, time: i32): void {
  const top = rowMaximum(scores, time);
  if (top == -Infinity) { memory.fill(scores, 0, bytes(time)); return; }
  const share = splat(<f32>(1 / exponentials(scores, scores, time, top)));
  for (; time > 0; time -= 4, scores += 16) stn(scores, flush(mul(ldn(scores, min(time, 4)), share)), min(time, 4));
}

/** context (E) = the mean of the memory by attention */
export function meanOf(time: i32, size: i32, memories: usize, mask: usize, attention: usize, context: usize): void {
  memory.fill(context, 0, bytes(size));
  for (let m = 0; m < time; m++) if (counts(mask, m)) addScaledBytes(memories + bytes(m * size), context, size, load<f32>(attention + bytes(m)));
}

/** dScores (T) from the gradient of the context */
export function softmaxBack(time: i32, size: i32, memories: usize, mask: usize, attention: usize, dContext: usize, dScores: usize): void {
  let mean: f64 = 0;
  for (let m = 0; m < time; m++) {
    const o = bytes(m), slope: f32 = counts(mask, m) ? dot(dContext, memories + bytes(m * size), size) : 0;
    store<f32>(dScores + o, slope);
    mean += <f64>slope * <f64>load<f32>(attention + o);
  }
  for (; time > 0; time -= 4, dScores += 16, attention += 16) {
    const n = min(time, 4);
    stn(dScores, flush(mul(ldn(attention, n), sub(ldn(dScores, n), splat(<f32>mean)))), n);
  }
}

/** n <= 4 numbers of a key back: query, key (where wanted) and the score's weight receive their parts. */
@inline function fourBack(quick: bool, n: i32, slope: f32, key: usize, query: usize, weight: usize, dQuery: usize, dKey: usize, dWeight: usize): void {
  const one = splat(1), r = rest(quick, ldn(key, n), ldn(query, n));
  const change = mul(mul(splat(4 * slope), ldn(weight, n)), mul(r, sub(one, r)));
  stn(dQuery, add(ldn(dQuery, n), change), n);
  if (dKey) stn(dKey, add(ldn(dKey, n), change), n);
  stn(dWeight, multiplyAdd(splat(slope), sub(one, add(r, r)), ldn(dWeight, n)), n);
}

@inline function additiveBack(quick: bool, size: i32, slope: f32, key: usize, query: usize, weight: usize, dQuery: usize, dKey: usize, dWeight: usize): void {
  const stride: usize = dKey ? 16 : 0;
  for (; size >= 4; size -= 4, key += 16, query += 16, weight += 16, dQuery += 16, dKey += stride, dWeight += 16) {
    fourBack(quick, 4, slope, key, query, weight, dQuery, dKey, dWeight);
  }
  if (size > 0) fourBack(quick, size, slope, key, query, weight, dQuery, dKey, dWeight);
}

/** dQuery (A) is written, dKeys (T,A) and dWeight (A) receive their parts; weight 0: multiplicative */
export function scoreBack(quick: bool, time: i32, size: i32, keys: usize, query: usize, weight: usize, mask: usize, dScores: usize, dQuery: usize, dKeys: usize, dWeight: usize): void {
  const row = bytes(size), stride = dKeys ? row : 0;
  memory.fill(dQuery, 0, row);
  for (let m = 0; m < time; m++, keys += row, dKeys += stride) {
    if (!counts(mask, m)) continue;
    const slope = load<f32>(dScores + bytes(m));
    if (!weight) addScaledBytes(keys, dQuery, size, slope);
    else if (quick) additiveBack(true, size, slope, keys, query, weight, dQuery, dKeys, dWeight);
    else additiveBack(false, size, slope, keys, query, weight, dQuery, dKeys, dWeight);
  }
}
