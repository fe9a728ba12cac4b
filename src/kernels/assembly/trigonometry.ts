// sin and cos of four floats. Angles are reduced to |r| <= pi/4 in float64, so that results beside the zeros keep their digits;
// the polynomials are those of the Cephes library (Moshier 1989). Errors are asserted in tests/kernels/wasmFunctions.test.ts.
import { multiplyAdd, mul, promoteHigh, splat, sub } from "./simd";

// pi/2 in parts of 28 and 53 bits: below 2^25 a count of quarter turns times the first is exact.
const QUARTER_HIGH: f64 = 1.570796325802803, QUARTER_LOW: f64 = 9.920935796805404e-10;
const QUARTERS: f64 = 0.6366197723675814; // 2/pi
const LARGE: f32 = 33554432.0;

/** Digits `shift` and following of two neighbouring words. */
@inline function digits(a: u64, b: u64, shift: u64): u64 { return (a << shift) | ((b >> 1) >> (63 - shift)); }

/**
 * An angle of |x| >= 2^25 less whole turns, after Payne and Hanek (1983): of 2/pi, whose first 256 binary digits these are, only
 * the 96 count that are left over once those worth a whole turn are gone. The error is below 1e-15; NaN for what is not finite.
 */
function unwind(x: f32): f64 {
  const word = reinterpret<u32>(x), exponent = word >> 23 & 255;
  if (exponent == 255) return NaN;
  if (abs(x) < LARGE) return <f64>x;
  const from = exponent - 152, far = from > 63, shift = <u64>(from & 63);
  const a: u64 = far ? 0xfc2757d1f534ddc0 : 0xa2f9836e4e441529;
  const b: u64 = far ? 0xdb6295993c439041 : 0xfc2757d1f534ddc0;
  const c: u64 = far ? 0xfe5163abdebbc561 : 0xdb6295993c439041;
  const mantissa = <u64>(word & 0x7fffff | 0x800000);
  const product = mantissa * digits(a, b, shift) + (mantissa * (digits(b, c, shift) >> 32) >> 32); // quarter turns * 2^62, modulo 4
  const angle = <f64>(<i64>product) * 3.4061215800865545e-19; // pi/2 * 2^-62
  return x < 0 ? -angle : angle;
}

/** Two angles of four, unwound; `second` is a constant. */
@inline function unwindTwo(x: v128, second: bool): v128 {
  const a = second ? f32x4.extract_lane(x, 2) : f32x4.extract_lane(x, 0), b = second ? f32x4.extract_lane(x, 3) : f32x4.extract_lane(x, 1);
  return f64x2.replace_lane(f64x2.splat(unwind(a)), 1, unwind(b));
}

@inline function quartersIn(x: v128): v128 { return f64x2.floor(f64x2.add(f64x2.mul(x, f64x2.splat(QUARTERS)), f64x2.splat(0.5))); }
@inline function rest(x: v128, n: v128): v128 {
  return f32x4.demote_f64x2_zero(f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(QUARTER_HIGH))), f64x2.mul(n, f64x2.splat(QUARTER_LOW))));
}
@inline function together(low: v128, high: v128): v128 { return v128.shuffle<f64>(low, high, 0, 2); }

/** The sine of x and `turns` quarter turns more: 0 is sin, 1 cos, 2 -sin. */
export function sine(x: v128, turns: i32): v128 {
  let low = f64x2.promote_low_f32x4(x), high = promoteHigh(x);
  if (v128.any_true(f32x4.ge(f32x4.abs(x), splat(LARGE)))) { low = unwindTwo(x, false); high = unwindTwo(x, true); }
  const n = quartersIn(low), m = quartersIn(high);
  const r = together(rest(low, n), rest(high, m)), z = mul(r, r);
  const quadrant = i32x4.add(together(i32x4.trunc_sat_f64x2_s_zero(n), i32x4.trunc_sat_f64x2_s_zero(m)), i32x4.splat(turns));
  let p = multiplyAdd(splat(-1.9515295891e-4), z, splat(8.3321608736e-3));
  p = mul(multiplyAdd(p, z, splat(-1.6666654611e-1)), z);
  let q = multiplyAdd(splat(2.443315711809948e-5), z, splat(-1.388731625493765e-3));
  q = multiplyAdd(q, z, splat(4.166664568298827e-2));
  q = multiplyAdd(q, mul(z, z), sub(splat(1), mul(z, splat(0.5))));
  const odd = i32x4.shr_s(i32x4.shl(quadrant, 31), 31);
  const sign = v128.and(i32x4.shl(quadrant, 30), splat(-0.0));
  p = v128.or(multiplyAdd(p, r, r), v128.and(r, splat(-0.0))); // the sum forgets the sign of 0
  return v128.xor(v128.bitselect(q, p, odd), sign);
}
