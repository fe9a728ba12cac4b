// exp and log in float64, operation for operation those of src/elementary.ts: losses give the reference's bytes.
const LN2_HIGH: f64 = 0.69314718036912381649;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

/** 2^k for -1022 <= k <= 1023 */
@inline function power(k: i32): f64 { return reinterpret<f64>((<u64>(k + 1023)) << 52); }

export function exp(x: f64): f64 {
  if (!(x < 709.8)) return x == x ? Infinity : NaN;
  if (x < -745.2) return 0;
  const n = floor(x * 1.4426950408889634 + 0.5);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let p: f64 = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  const y = 1 + (r + r * r * p), k = <i32>n;
  if (k <= -1022) return (y * power(k + 60)) / power(60);
  return k < 1024 ? y * power(k) : y * 2 * power(k - 1);
}

export function log(x: f64): f64 {
  if (!(x > 0) || x == Infinity) return x == 0 ? -Infinity : x > 0 ? Infinity : NaN;
  let k: f64 = 0, m = x;
  for (; m > 1.3407807929942597e154; m *= 7.458340731200207e-155) k += 512;
  for (; m < 7.458340731200207e-155; m *= 1.3407807929942597e154) k -= 512;
  for (; m >= 4294967296.0; m /= 4294967296.0) k += 32;
  for (; m < 1.0 / 4294967296.0; m *= 4294967296.0) k -= 32;
  for (; m > 1.4142135623730951; m /= 2) k++;
  for (; m < 0.7071067811865476; m *= 2) k--;
  const f = m - 1, s = f / (2 + f), z = s * s;
  let w: f64 = 2.0 / 21.0;
  for (let d: f64 = 19; d >= 3; d -= 2) w = 2.0 / d + z * w;
  w = z * w;
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + w) + k * LN2_LOW) - f);
}
