// The Adam update over a block of parameters. The factors come as numbers that the caller computed in float64.
import { at, div, ldn, mul, multiplyAdd, normal, splat, stn, sub } from "./simd";

/** One vector of n <= 4 parameters; what `extended` leaves out costs a tenth of the time. `x` at 0: no largest variance. */
@inline function update(extended: bool, p: usize, g: usize, m: usize, v: usize, x: usize, n: i32, rate: v128, beta1: v128, rest1: v128, beta2: v128, rest2: v128, inverseRoot: v128, epsilon: v128, decay: v128, shrinkage: v128): void {
  let parameter = ldn(p, n), gradient = ldn(g, n);
  if (extended) gradient = multiplyAdd(decay, parameter, gradient);
  const mean = normal(multiplyAdd(beta1, ldn(m, n), mul(rest1, gradient)));
  let variance = normal(multiplyAdd(beta2, ldn(v, n), mul(mul(rest2, gradient), gradient)));
  stn(m, mean, n);
  stn(v, variance, n);
  if (extended) {
    parameter = mul(shrinkage, parameter);
    if (x) {
      variance = f32x4.max(ldn(x, n), variance);
      stn(x, variance, n);
    }
  }
  const divisor = multiplyAdd(f32x4.sqrt(variance), inverseRoot, epsilon);
  stn(p, sub(parameter, div(mul(rate, mean), divisor)), n);
}

/** rest = 1 - beta; inverseRoot = 1 / sqrt(correction2) */
export function adam(count: i32, parameter: i32, gradient: i32, mean: i32, variance: i32, rate: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, inverseRoot: f32, epsilon: f32, decay: f32, shrinkage: f32, greatest: i32): void {
  let p = at(parameter), g = at(gradient), m = at(mean), v = at(variance), x = at(greatest);
  const r = splat(rate), b1 = splat(beta1), c1 = splat(rest1), b2 = splat(beta2), c2 = splat(rest2), i = splat(inverseRoot), e = splat(epsilon), d = splat(decay), s = splat(shrinkage);
  if (x == 0 && decay == 0 && shrinkage == 1) {
    for (; count >= 4; count -= 4, p += 16, g += 16, m += 16, v += 16) update(false, p, g, m, v, 0, 4, r, b1, c1, b2, c2, i, e, d, s);
    if (count > 0) update(false, p, g, m, v, 0, count, r, b1, c1, b2, c2, i, e, d, s);
    return;
  }
  const stride: usize = x ? 16 : 0;
  for (; count > 0; count -= 4, p += 16, g += 16, m += 16, v += 16, x += stride) update(true, p, g, m, v, x, min(count, 4), r, b1, c1, b2, c2, i, e, d, s);
}
