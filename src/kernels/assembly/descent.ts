// The updates of stochastic gradient descent and RMSprop over a block of parameters; states at address 0 are absent.
import { add, at, bytes, div, ldn, mul, multiplyAdd, normal, splat, stn, sub } from "./simd";

/** rest = 1 - dampening */
export function sgd(count: i32, parameter: i32, gradient: i32, velocity: i32, rate: f32, momentum: f32, rest: f32, nesterov: i32, decay: f32): void {
  const p = at(parameter), g = at(gradient), v = at(velocity);
  for (let j = 0; j < count; j += 4) {
    const n = min(count - j, 4), i = bytes(j), x = ldn(p + i, n);
    let direction = multiplyAdd(splat(decay), x, ldn(g + i, n));
    if (v) {
      const speed = normal(multiplyAdd(splat(momentum), ldn(v + i, n), mul(splat(rest), direction)));
      stn(v + i, speed, n);
      direction = nesterov ? multiplyAdd(splat(momentum), speed, direction) : speed;
    }
    stn(p + i, sub(x, mul(splat(rate), direction)), n);
  }
}

/** rest = 1 - alpha */
export function rmsprop(count: i32, parameter: i32, gradient: i32, square: i32, mean: i32, velocity: i32, rate: f32, alpha: f32, rest: f32, momentum: f32, epsilon: f32, decay: f32): void {
  const p = at(parameter), g = at(gradient), q = at(square), m = at(mean), v = at(velocity);
  for (let j = 0; j < count; j += 4) {
    const n = min(count - j, 4), i = bytes(j), x = ldn(p + i, n);
    const slope = multiplyAdd(splat(decay), x, ldn(g + i, n));
    let variance = normal(multiplyAdd(splat(alpha), ldn(q + i, n), mul(mul(splat(rest), slope), slope)));
    stn(q + i, variance, n);
    if (m) {
      const average = normal(multiplyAdd(splat(alpha), ldn(m + i, n), mul(splat(rest), slope)));
      stn(m + i, average, n);
      variance = f32x4.max(splat(0), sub(variance, mul(average, average)));
    }
    let update = div(slope, add(f32x4.sqrt(variance), splat(epsilon)));
    if (v) {
      update = normal(multiplyAdd(splat(momentum), ldn(v + i, n), update));
      stn(v + i, update, n);
    }
    stn(p + i, sub(x, mul(splat(rate), update)), n);
  }
}
