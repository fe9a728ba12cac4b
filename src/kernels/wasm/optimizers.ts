/** The parameter updates of the wasm backend; factors are computed here, in float64. */
import { NONE } from "../arena.ts";
import type { AdamUpdate, Kernels } from "../kernels.ts";
import type { SimdExports } from "./simdModule.ts";

/** The updates that the wasm backend offers. */
export type Optimizers = Pick<Kernels, "sgd" | "rmsprop" | "adam">;

function adamFactors(update: AdamUpdate): number[] {
  const { learningRate, beta1, beta2, epsilon, correction1, correction2 } = update;
  const moments = [learningRate / correction1, beta1, 1 - beta1, beta2, 1 - beta2, 1 / Math.sqrt(correction2), epsilon];
  return [...moments, update.weightDecay ?? 0, update.shrinkage ?? 1, update.greatest ?? NONE];
}

/** Binds the updates of a module. */
export function optimizers(simd: SimdExports): Optimizers {
  return {
    sgd({ count, parameter, gradient, velocity, ...u }) {
      const factors = [u.learningRate, u.momentum, 1 - u.dampening, Number(u.nesterov), u.weightDecay];
      simd.sgd(count, parameter, gradient, velocity, ...factors);
    },
    rmsprop({ count, parameter, gradient, square, mean, velocity, ...u }) {
      const factors = [u.learningRate, u.alpha, 1 - u.alpha, u.momentum, u.epsilon, u.weightDecay];
      simd.rmsprop(count, parameter, gradient, square, mean, velocity, ...factors);
    },
    adam(update) {
      const { count, parameter, gradient, mean, variance } = update;
      simd.adam(count, parameter, gradient, mean, variance, ...adamFactors(update));
    },
  };
}
