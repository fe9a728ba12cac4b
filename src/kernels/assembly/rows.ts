// Functions of whole rows: softmax and its logarithm, layer normalization, rows chosen from a table. Sums run in float64.
import { log as log1 } from "./elementary";
import { addScaledBytes, lanesSum, sumBytes } from "./elementwise";
import { exp } from "./functions";
import { add, at, bytes, ld, ldn, mul, multiplyAdd, promoteHigh, splat, stn, sub } from "./simd";

/** The largest element; NaN where one is. */
export function rowMaximum(p: usize, count: i32): f32 {
  let m = splat(-Infinity);
  for (; count >= 4; count -= 4, p += 16) m = f32x4.max(m, ld(p));
  let top = max(max(f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)), max(f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)));
  for (; count > 0; count--, p += 4) top = max(top, load<f32>(p));
  return top;
}

function dot(p: usize, q: usize, count: i32): f64 {
  let low = f64x2.splat(0), high = low;
  for (let j = 0; j < count; j += 4, p += 16, q += 16) {
    const n = min(count - j, 4), a = ldn(p, n), b = ldn(q, n);
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)));
    high = f64x2.add(high, f64x2.mul(promoteHigh(a), promoteHigh(b)));
  }
  return lanesSum(low, high);
}

/** y = exp(x - top); gives the sum */
export function exponentials(x: usize, y: usize, width: i32, top: f32): f64 {
  for (let j = 0; j < width; j += 4) {
    const n = min(width - j, 4);
    stn(y + bytes(j), exp(sub(ldn(x + bytes(j), n), splat(top))), n);
  }
  return sumBytes(y, width);
}

export function logSoftmax(x: usize, y: usize, rows: i32, width: i32): void {
  for (; rows > 0; rows--, x += bytes(width), y += bytes(width)) {
    const top = rowMaximum(x, width), shift = <f32>log1(exponentials(x, y, width, top));
    for (let j = 0; j < width; j += 4) {
      const n = min(width - j, 4);
      stn(y + bytes(j), sub(sub(ldn(x + bytes(j), n), splat(top)), splat(shift)), n);
    }
  }
}

function softmax(x: usize, y: usize, rows: i32, width: i32): void {
  for (; rows > 0; rows--, x += bytes(width), y += bytes(width)) {
    const share = splat(<f32>(1 / exponentials(x, y, width, rowMaximum(x, width))));
    for (let j = 0; j < width; j += 4) {
      const n = min(width - j, 4);
      stn(y + bytes(j), mul(ldn(y + bytes(j), n), share), n);
    }
  }
}

/** `logarithm`: of the softmax */
export function rowFunction(logarithm: i32, x: i32, y: i32, rows: i32, width: i32): void {
  if (logarithm) logSoftmax(at(x), at(y), rows, width);
  else softmax(at(x), at(y), rows, width);
}

export function rowFunctionBackward(logarithm: i32, y: i32, dy: i32, dx: i32, rows: i32, width: i32): void {
  let p = at(y), q = at(dy), d = at(dx);
  for (; rows > 0; rows--, p += bytes(width), q += bytes(width), d += bytes(width)) {
    const total = splat(<f32>(logarithm ? sumBytes(q, width) : dot(p, q, width)));
    for (let j = 0; j < width; j += 4) {
      const n = min(width - j, 4), i = bytes(j), value = ldn(p + i, n), slope = ldn(q + i, n);
      const change = logarithm ? sub(slope, mul(exp(value), total)) : mul(value, sub(slope, total));
      stn(d + i, add(ldn(d + i, n), change), n);
    }
  }
}

/** The sum of (x - mean)². */
function squaresAbout(p: usize, count: i32, mean: f64): f64 {
  let low = f64x2.splat(0), high = low;
  const m = f64x2.splat(mean);
  for (; count >= 4; count -= 4, p += 16) {
    const v = ld(p), a = f64x2.sub(f64x2.promote_low_f32x4(v), m), b = f64x2.sub(promoteHigh(v), m);
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  let total = lanesSum(low, high);
  for (; count > 0; count--, p += 4) {
    const a = <f64>load<f32>(p) - mean;
    total += a * a;
  }
  return total;
}

@inline function weightsAt(w: usize, i: usize, n: i32): v128 { return w ? ldn(w + i, n) : splat(1); }

export function layerNorm(rows: i32, width: i32, x: i32, weight: i32, bias: i32, y: i32, means: i32, scales: i32, epsilon: f64): void {
  const w = at(weight), b = at(bias);
  let p = at(x), q = at(y);
  for (let r = 0; r < rows; r++, p += bytes(width), q += bytes(width)) {
    const mean = sumBytes(p, width) / <f64>width;
    const scale = <f32>(1 / sqrt(squaresAbout(p, width, mean) / <f64>width + epsilon));
    store<f32>(at(means) + bytes(r), <f32>mean);
    store<f32>(at(scales) + bytes(r), scale);
    for (let j = 0; j < width; j += 4) {
      const n = min(width - j, 4), i = bytes(j);
      const value = mul(mul(sub(ldn(p + i, n), splat(<f32>mean)), splat(scale)), weightsAt(w, i, n));
      stn(q + i, b ? add(value, ldn(b + i, n)) : value, n);
    }
  }
}

export function layerNormBackward(rows: i32, width: i32, x: i32, weight: i32, means: i32, scales: i32, dY: i32, dX: i32, dWeight: i32, dBias: i32): void {
  const w = at(weight), e = at(dWeight), f = at(dBias);
  let p = at(x), q = at(dY), d = at(dX);
  for (let r = 0; r < rows; r++, p += bytes(width), q += bytes(width)) {
    const mean = splat(load<f32>(at(means) + bytes(r))), scale = splat(load<f32>(at(scales) + bytes(r)));
    let low = f64x2.splat(0), high = low, lowAlong = low, highAlong = low;
    for (let j = 0; j < width; j += 4) {
      const n = min(width - j, 4), i = bytes(j);
      const slope = ldn(q + i, n), value = mul(sub(ldn(p + i, n), mean), scale), g = mul(slope, weightsAt(w, i, n));
      const along = mul(g, value);
      low = f64x2.add(low, f64x2.promote_low_f32x4(g));
      high = f64x2.add(high, promoteHigh(g));
      lowAlong = f64x2.add(lowAlong, f64x2.promote_low_f32x4(along));
      highAlong = f64x2.add(highAlong, promoteHigh(along));
      if (e) stn(e + i, multiplyAdd(slope, value, ldn(e + i, n)), n);
    }
    if (f) addScaledBytes(q, f, width, 1);
    if (!dX) continue;
    const shift = splat(<f32>(lanesSum(low, high) / <f64>width)), tilt = splat(<f32>(lanesSum(lowAlong, highAlong) / <f64>width));
    for (let j = 0; j < width; j += 4) {
      const n = min(width - j, 4), i = bytes(j);
      const value = mul(sub(ldn(p + i, n), mean), scale), g = mul(ldn(q + i, n), weightsAt(w, i, n));
      stn(d + i, multiplyAdd(scale, sub(sub(g, shift), mul(value, tilt)), ldn(d + i, n)), n);
    }
    d += bytes(width);
  }
}

/** The row that a number chooses: row 0 unless it is a whole number in [0, rows). */
@inline function chosenRow(indices: usize, i: i32, rows: i32): i32 {
  const index = load<f32>(indices + bytes(i)), row = <i32>index;
  return <f32>row == index && <u32>row < <u32>rows ? row : 0;
}

export function gather(count: i32, width: i32, indices: i32, rows: i32, table: i32, out: i32): void {
  for (let i = 0; i < count; i++) memory.copy(at(out) + bytes(i * width), at(table) + bytes(chosenRow(at(indices), i, rows) * width), bytes(width));
}

export function scatter(count: i32, width: i32, indices: i32, rows: i32, table: i32, x: i32, skip: i32): void {
  for (let i = 0; i < count; i++) {
    const row = chosenRow(at(indices), i, rows);
    if (row != skip) addScaledBytes(at(x) + bytes(i * width), at(table) + bytes(row * width), width, 1);
  }
}
