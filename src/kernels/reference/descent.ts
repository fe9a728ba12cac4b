/** The updates of stochastic gradient descent and RMSprop, in PyTorch's order of operations. */
import { NONE, type Arena } from "../arena.ts";
import type { RmspropUpdate, SgdUpdate } from "../kernels.ts";

/** Updates parameters and velocities in place. */
export function sgd({ values }: Arena, u: SgdUpdate): void {
  for (let i = 0; i < u.count; i++) {
    const parameter = values[u.parameter + i]!;
    let direction = values[u.gradient + i]! + u.weightDecay * parameter;
    if (u.velocity !== NONE) {
      const velocity = u.momentum * values[u.velocity + i]! + (1 - u.dampening) * direction;
      values[u.velocity + i] = velocity;
      direction = u.nesterov ? direction + u.momentum * velocity : velocity;
    }
    values[u.parameter + i] = parameter - u.learningRate * direction;
  }
}

/** Updates parameters, running means and velocities in place. */
export function rmsprop({ values }: Arena, u: RmspropUpdate): void {
  for (let i = 0; i < u.count; i++) {
    const parameter = values[u.parameter + i]!;
    const gradient = values[u.gradient + i]! + u.weightDecay * parameter;
    const square = u.alpha * values[u.square + i]! + (1 - u.alpha) * gradient * gradient;
    values[u.square + i] = square;
    let variance = square;
    if (u.mean !== NONE) {
      const mean = u.alpha * values[u.mean + i]! + (1 - u.alpha) * gradient;
      values[u.mean + i] = mean;
      variance = Math.max(0, square - mean * mean); // rounding may leave less than 0
    }
    let update = gradient / (Math.sqrt(variance) + u.epsilon);
    if (u.velocity !== NONE) values[u.velocity + i] = update += u.momentum * values[u.velocity + i]!;
    values[u.parameter + i] = parameter - u.learningRate * update;
  }
}
