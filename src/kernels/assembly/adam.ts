// The Adam update over a block of parameters. The factors come as numbers that the caller computed in float64.
import { at, div, ldn, mul, multiplyAdd, normal, splat, stn, sub } from "./simd";

/** One vector of n <= 4 parameters. */
@inline function update(p: usize, g: usize, m: usize, v: usize, n: i32, rate: v128, beta1: v128, rest1: v128, beta2: v128, rest2: v128, inverseRoot: v128, epsilon: v128): void {
  const gradient = ldn(g, n);
  const mean = normal(multiplyAdd(beta1, ldn(m, n), mul(rest1, gradient)));
  const variance = normal(multiplyAdd(beta2, ldn(v, n), mul(mul(rest2, gradient), gradient)));
  stn(m, mean, n);
  stn(v, variance, n);
  const divisor = multiplyAdd(f32x4.sqrt(variance), inverseRoot, epsilon);
  stn(p, sub(ldn(p, n), div(mul(rate, mean), divisor)), n);
}

/** rest = 1 - beta; inverseRoot = 1 / sqrt(correction2) */
export function adam(count: i32, parameter: i32, gradient: i32, mean: i32, variance: i32, rate: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, inverseRoot: f32, epsilon: f32): void {
  let p = at(parameter), g = at(gradient), m = at(mean), v = at(variance);
  const r = splat(rate), b1 = splat(beta1), c1 = splat(rest1), b2 = splat(beta2), c2 = splat(rest2), i = splat(inverseRoot), e = splat(epsilon);
  for (; count >= 4; count -= 4, p += 16, g += 16, m += 16, v += 16) update(p, g, m, v, 4, r, b1, c1, b2, c2, i, e);
  if (count > 0) update(p, g, m, v, count, r, b1, c1, b2, c2, i, e);
}
