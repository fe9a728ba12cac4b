/** The Adam update (Kingma & Ba 2015, algorithm 1, with PyTorch's placement of epsilon), AMSGrad and both weight decays. */
import { NONE, type Arena } from "../arena.ts";
import type { AdamUpdate } from "../kernels.ts";

/** Updates parameters and moments in place. */
export function adam({ values }: Arena, u: AdamUpdate): void {
  const { weightDecay = 0, shrinkage = 1, greatest = NONE } = u;
  const rate = u.learningRate / u.correction1;
  const root = Math.sqrt(u.correction2);
  for (let i = 0; i < u.count; i++) {
    const parameter = values[u.parameter + i]!;
    const gradient = values[u.gradient + i]! + weightDecay * parameter;
    const mean = u.beta1 * values[u.mean + i]! + (1 - u.beta1) * gradient;
    let variance = u.beta2 * values[u.variance + i]! + (1 - u.beta2) * gradient * gradient;
    values[u.mean + i] = mean;
    values[u.variance + i] = variance;
    if (greatest !== NONE) values[greatest + i] = variance = Math.max(values[greatest + i]!, variance);
    values[u.parameter + i] = shrinkage * parameter - (rate * mean) / (Math.sqrt(variance) / root + u.epsilon);
  }
}
