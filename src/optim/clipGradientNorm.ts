/** Gradient clipping by the global norm. */
import type { Tensor } from "../autograd/index.ts";
import { OptionError } from "../errors.ts";

/**
 * Scales all gradients of the running step together so that their common norm is at most `maxNorm`.
 * @returns the norm before clipping; NaN or infinity when a gradient is
 * @throws OptionError unless `maxNorm` is above 0
 * @see Pascanu et al. 2013, "On the difficulty of training recurrent neural networks", ICML, algorithm 1
 */
export function clipGradientNorm(parameters: readonly Tensor[], maxNorm: number): number {
  if (!(maxNorm > 0))
    throw new OptionError({ where: "clipGradientNorm maxNorm", expected: "a number above 0", found: `${maxNorm}` });
  const gradients: Tensor[] = [];
  for (const { grad } of parameters) if (grad?.alive) gradients.push(grad);
  let total = 0; // parameter after parameter: the same order whether they are gathered or not
  for (const { backend, pointer, size } of gradients) total += backend.kernels.sumOfSquares(pointer, size);
  const norm = Math.sqrt(total);
  const factor = maxNorm / (norm + 1e-6);
  if (factor < 1)
    for (const { backend, pointer, size } of gradients) backend.kernels.scale(pointer, pointer, size, factor);
  return norm;
}
