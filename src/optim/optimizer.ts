/** What all optimizers share: a learning rate, state beside each parameter, and one update of those that got a gradient. */
import { persistentTensor, releaseTensor, type Tensor } from "../autograd/index.ts";
import { OptionError, TensorError } from "../errors.ts";

interface Slot<Name extends string> {
  readonly parameter: Tensor;
  readonly state: Readonly<Record<Name, Tensor>>;
}

/** @throws OptionError unless every number is finite and at least 0 */
export function assertNotNegative(where: string, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (value >= 0 && value < Infinity) continue;
    throw new OptionError({ where: `${where} ${name}`, expected: "a number of at least 0", found: `${value}` });
  }
}

/** @throws OptionError unless every number is above 0 */
export function assertAbove(where: string, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (value > 0) continue;
    throw new OptionError({ where: `${where} ${name}`, expected: "a number above 0", found: `${value}` });
  }
}

function noGradients(): TensorError {
  return new TensorError({
    where: "optimizer step",
    expected: "parameters with gradients of the running step",
    found: "none",
    remedy: "call it inside step(() => { … }), after backward(loss), with the parameters that the loss depends on",
  });
}

/**
 * The base of all optimizers; its state persists in the arena beside the parameters.
 * @throws OptionError unless the learning rate is above 0
 */
export abstract class Optimizer<Name extends string = string> {
  /** May be changed between steps, by a schedule. */
  learningRate: number;
  readonly #slots: readonly Slot<Name>[];

  /** `state` names what is kept for each parameter; it starts at 0. */
  constructor(where: string, parameters: readonly Tensor[], learningRate: number, state: readonly Name[]) {
    assertAbove(where, { learningRate });
    this.learningRate = learningRate;
    this.#slots = parameters.map((parameter) => {
      const zeros = new Float32Array(parameter.size);
      const made = state.map((name) => [name, persistentTensor(parameter.shape, zeros, false, parameter.backend)]);
      return { parameter, state: Object.fromEntries(made) as Record<Name, Tensor> };
    });
  }

  /**
   * Updates every parameter that received a gradient in the running step.
   * @throws TensorError when none did, as outside of a step or before `backward`
   */
  step(): void {
    const slots = this.#slots.filter(({ parameter }) => parameter.grad?.alive);
    if (slots.length === 0) throw noGradients();
    this.advance();
    for (const { parameter, state } of slots) this.update(parameter, parameter.grad!, state);
  }

  /** Called once a step, before the updates. */
  protected advance(): void {
    // most optimizers count no steps
  }

  protected abstract update(parameter: Tensor, gradient: Tensor, state: Readonly<Record<Name, Tensor>>): void;

  /** Gives the memory of the state back. */
  release(): void {
    for (const { state } of this.#slots) Object.values<Tensor>(state).forEach(releaseTensor);
  }
}
