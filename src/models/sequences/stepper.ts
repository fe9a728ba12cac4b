/** Stepping through a text with a trained network: each token moves the states on, and nothing is read twice. */
import { crossEntropyLoss, step, tensor } from "../../autograd/index.ts";
import { createRandom } from "../../random.ts";
import type { CarriedState, GeneratorNetwork } from "./generatorNetwork.ts";

const CONTEXT = { training: false, random: createRandom(0) };

/** A network with the states of one stream. */
export class Stepper {
  readonly #network: GeneratorNetwork;
  #state: CarriedState | undefined;

  constructor(network: GeneratorNetwork) {
    this.#network = network;
  }

  /** Reads classes, at least one, and gives the logits (K) of what follows the last. */
  read(tokens: ArrayLike<number>): Float64Array {
    return step(
      () => {
        const { logits, state } = this.#network.forward(Float32Array.from(tokens), 1, this.#state, CONTEXT);
        this.#state = state;
        const classes = logits.shape[2]!;
        return Float64Array.from(logits.data.subarray(logits.size - classes));
      },
      { record: false },
    );
  }

  /** Reads classes, at least one, and gives the mean cross-entropy in nats of what follows each. */
  judge(tokens: ArrayLike<number>, targets: ArrayLike<number>): number {
    return step(
      () => {
        const { logits, state } = this.#network.forward(Float32Array.from(tokens), 1, this.#state, CONTEXT);
        this.#state = state;
        return crossEntropyLoss(logits, tensor(targets, [1, targets.length])).item();
      },
      { record: false },
    );
  }
}
