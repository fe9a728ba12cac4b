/** Dropout as an operation: the mask is drawn from a random stream that the caller passes. */
import { OptionError } from "../../errors.ts";
import type { Random } from "../../random.ts";
import { emptyTensor } from "../step.ts";
import type { Tensor } from "../tensor.ts";
import { multiply } from "./elementwise.ts";

/**
 * Sets each element to 0 with the given probability and scales the rest by 1 / (1 - probability).
 * @throws OptionError unless 0 <= probability < 1
 * @see Srivastava et al. 2014, "Dropout", JMLR 15 (inverted form)
 */
export function dropout(x: Tensor, probability: number, random: Random): Tensor {
  if (!(probability >= 0 && probability < 1)) {
    throw new OptionError({ where: "dropout", expected: "a probability in [0, 1)", found: `${probability}` });
  }
  if (probability === 0) return x;
  const mask = emptyTensor(x.shape, x.backend);
  const kept = 1 / (1 - probability);
  const values = mask.data;
  for (let i = 0; i < values.length; i++) values[i] = random.uniform() < probability ? 0 : kept;
  return multiply(x, mask);
}
