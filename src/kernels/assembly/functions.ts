// exp, log, sigmoid and tanh of four floats, from polynomials: the same bits on every machine of one numerics class. The
// constants of exp, log and the inner tanh are those of the Cephes library (Moshier 1989). NaN passes through: `pmin` and
// `pmax` return their first operand where a comparison is false. Errors are asserted in tests/kernels/wasmFunctions.test.ts.
import { add, div, ld, ldn, mul, multiplyAdd, splat, st, stn, sub } from "./simd";

// 1.5 * 2^23 + 127: adding it rounds to an integer and leaves the biased exponent in the low bits.
const ROUND: f32 = 12583039.0;

/** e^r - 1 for |r| <= ln(2)/2 */
@inline function expNear(r: v128): v128 {
  let p = splat(1.9875691500e-4);
  p = multiplyAdd(p, r, splat(1.3981999507e-3));
  p = multiplyAdd(p, r, splat(8.3334519073e-3));
  p = multiplyAdd(p, r, splat(4.1665795894e-2));
  p = multiplyAdd(p, r, splat(1.6666665459e-1));
  p = multiplyAdd(p, r, splat(5.0000001201e-1));
  return multiplyAdd(p, mul(r, r), r);
}

/** x - n ln(2), in two steps, of which the first is exact */
@inline function reduce(x: v128, n: v128): v128 {
  return multiplyAdd(n, splat(2.12194440e-4), multiplyAdd(n, splat(-0.693359375), x));
}

/** exp without numbers below the smallest normal one; infinite from 88.4 on. For use inside sigmoid and tanh. */
@inline export function expNormal(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, splat(88.9)), splat(-87.3));
  const rounded = multiplyAdd(x, splat(1.44269504088896341), splat(ROUND));
  const power = i32x4.shl(rounded, 23); // 2^n
  return mul(add(expNear(reduce(x, sub(rounded, splat(ROUND)))), splat(1.0)), power);
}

/** exp over the whole range: 2^n in two factors, so that results below the smallest normal number are rounded once. */
export function exp(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, splat(89.0)), splat(-104.0));
  const rounded = multiplyAdd(x, splat(1.44269504088896341), splat(ROUND));
  const n = sub(rounded, splat(ROUND));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(whole, half), i32x4.splat(127)), 23);
  return mul(mul(add(expNear(reduce(x, n)), splat(1.0)), first), second);
}

/** 1 / (1 + exp(-x)); 0 below -88.4, where the result would be no normal number */
@inline export function sigmoid(x: v128): v128 {
  return div(splat(1.0), add(splat(1.0), expNormal(f32x4.neg(x))));
}

/** An odd polynomial below 0.625; above, 1 - 2 / (exp(2 |x|) + 1) with the sign of x. */
@inline export function tanh(x: v128): v128 {
  const a = f32x4.abs(x);
  const far = sub(splat(1.0), div(splat(2.0), add(expNormal(add(a, a)), splat(1.0))));
  const z = mul(x, x);
  let p = splat(-5.70498872745e-3);
  p = multiplyAdd(p, z, splat(2.06390887954e-2));
  p = multiplyAdd(p, z, splat(-5.37397155531e-2));
  p = multiplyAdd(p, z, splat(1.33314422036e-1));
  p = multiplyAdd(p, z, splat(-3.33332819422e-1));
  const near = multiplyAdd(mul(p, z), a, a);
  const size = v128.bitselect(near, far, f32x4.lt(a, splat(0.625)));
  return v128.or(size, v128.and(x, splat(-0.0)));
}

/** The derivative of tanh where it is y: 1 - y², as a product whose relative error stays small where y is near 1 or -1. */
@inline export function tanhSlope(y: v128): v128 { return mul(sub(splat(1.0), y), add(splat(1.0), y)); }

// The same two as calls: what runs once a row, or seldom, does not repay a copy of its own.
function sigmoidCall(x: v128): v128 { return sigmoid(x); }
export function tanhCall(x: v128): v128 { return tanh(x); }
/** sigmoid, in place or by a call; `apart` is a constant */
@inline export function sigmoidOf(apart: bool, x: v128): v128 {
  if (apart) return sigmoidCall(x);
  else return sigmoid(x);
}
/** tanh likewise */
@inline export function tanhOf(apart: bool, x: v128): v128 {
  if (apart) return tanhCall(x);
  else return tanh(x);
}

/** p (count) = sigmoid(p + z); two vectors a turn share the constants */
export function sigmoidSums(count: i32, p: usize, z: usize): void {
  for (; count >= 8; count -= 8, p += 32, z += 32) {
    const a = sigmoid(add(ld(p), ld(z))), b = sigmoid(add(v128.load(p, 16), v128.load(z, 16)));
    st(p, a); v128.store(p, b, 16);
  }
  for (; count > 0; count -= 4, p += 16, z += 16) {
    const n = min(count, 4);
    stn(p, sigmoidCall(add(ldn(p, n), ldn(z, n))), n);
  }
}

/** p (count) = tanh(p + z) */
export function tanhSums(count: i32, p: usize, z: usize): void {
  for (; count >= 8; count -= 8, p += 32, z += 32) {
    const a = tanh(add(ld(p), ld(z))), b = tanh(add(v128.load(p, 16), v128.load(z, 16)));
    st(p, a); v128.store(p, b, 16);
  }
  for (; count > 0; count -= 4, p += 16, z += 16) {
    const n = min(count, 4);
    stn(p, tanhCall(add(ldn(p, n), ldn(z, n))), n);
  }
}

/** The natural logarithm: NaN below 0, -Infinity at 0. */
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(1.17549435e-38));
  const scaled = v128.bitselect(mul(x, splat(8388608.0)), x, tiny);
  // The exponent that brings the mantissa into [sqrt(1/2), sqrt(2)).
  const offset = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  const k = i32x4.shr_s(offset, 23);
  const m = i32x4.sub(scaled, i32x4.shl(k, 23));
  const n = sub(f32x4.convert_i32x4_s(k), v128.and(tiny, splat(23.0)));
  const f = sub(m, splat(1.0));
  const z = mul(f, f);
  let p = splat(7.0376836292e-2);
  p = multiplyAdd(p, f, splat(-1.1514610310e-1));
  p = multiplyAdd(p, f, splat(1.1676998740e-1));
  p = multiplyAdd(p, f, splat(-1.2420140846e-1));
  p = multiplyAdd(p, f, splat(1.4249322787e-1));
  p = multiplyAdd(p, f, splat(-1.6668057665e-1));
  p = multiplyAdd(p, f, splat(2.0000714765e-1));
  p = multiplyAdd(p, f, splat(-2.4999993993e-1));
  p = multiplyAdd(p, f, splat(3.3333331174e-1));
  let y = mul(mul(p, f), z);
  y = multiplyAdd(n, splat(-2.12194440e-4), y);
  y = multiplyAdd(z, splat(-0.5), y);
  y = multiplyAdd(n, splat(0.693359375), add(f, y));
  // Infinity and NaN stay what they are; 0 and numbers below it.
  y = v128.bitselect(y, x, f32x4.lt(x, splat(Infinity)));
  y = v128.bitselect(splat(-Infinity), y, f32x4.eq(x, splat(0.0)));
  return v128.bitselect(splat(NaN), y, f32x4.lt(x, splat(0.0)));
}
