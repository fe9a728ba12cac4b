/** The dropout layer: active in training only. */
import { dropout, type Tensor } from "../autograd/index.ts";
import { OptionError } from "../errors.ts";
import type { ForwardContext } from "./module.ts";

/**
 * Zeroes elements with a probability in training, and passes them through otherwise. It owns no parameters.
 * @throws OptionError unless the probability lies in [0, 1)
 * @see Srivastava et al. 2014, "Dropout", JMLR 15
 */
export class Dropout {
  readonly probability: number;

  constructor(probability: number) {
    if (!(probability >= 0 && probability < 1)) {
      throw new OptionError({ where: "Dropout", expected: "a probability in [0, 1)", found: `${probability}` });
    }
    this.probability = probability;
  }

  /** Shapes: x and result alike. */
  forward(x: Tensor, { training, random }: ForwardContext): Tensor {
    return training ? dropout(x, this.probability, random) : x;
  }
}
