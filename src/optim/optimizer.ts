/**
 * What all optimizers share: a learning rate, state for each parameter, and the update of those that got a gradient. The
 * parameters are gathered into a block, so that one kernel call updates what lies side by side: as a rule, all of them.
 */
import { assertTogether, gatherParameters, persistentTensor, releaseTensor, type Tensor } from "../autograd/index.ts";
import { OptionError, ShapeError, TensorError } from "../errors.ts";
import { aligned, type Kernels, type Pointer } from "../kernels/index.ts";

interface Slot {
  readonly parameter: Tensor;
  /** Where its state begins in each piece of state. */
  readonly offset: number;
  /** How often it was updated: a parameter that misses gradients counts fewer steps than the others. */
  steps: number;
}

/** Parameters that lie side by side, as do their gradients and their state: what one kernel call updates. */
export interface Run<Name extends string> {
  readonly kernels: Kernels;
  readonly count: number;
  readonly parameter: Pointer;
  readonly gradient: Pointer;
  readonly state: Readonly<Partial<Record<Name, Pointer>>>;
  /** Which update this is for them, counted from 1. */
  readonly step: number;
}

/** What an optimizer keeps besides the parameters, in plain memory. */
export interface OptimizerState {
  readonly learningRate: number;
  /** By name, that of all parameters side by side. */
  readonly arrays: Readonly<Record<string, Float32Array | Float64Array>>;
  /** Of each parameter, how often it was updated. */
  readonly steps: readonly number[];
}

/** Names and lengths, for messages and comparison. */
const sizes = (all: readonly (readonly [string, { readonly length: number }])[]): string =>
  all.map(([name, { length }]) => `${name} (${length})`).join(", ");

/** Whether the second of two slots continues the first in memory, so that both can be updated as one. */
function continues(first: Slot, second: Slot): boolean {
  const size = aligned(first.parameter.size);
  return (
    second.offset - first.offset === size &&
    second.parameter.pointer - first.parameter.pointer === size &&
    second.parameter.grad!.pointer - first.parameter.grad!.pointer === size &&
    second.steps === first.steps
  );
}

/** @throws OptionError unless every number is finite and at least 0 */
export function assertNotNegative(where: string, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (value >= 0 && value < Infinity) continue;
    throw new OptionError({ where: `${where} ${name}`, expected: "a number of at least 0", found: `${value}` });
  }
}

/** @throws OptionError unless every number is finite and above 0 */
export function assertAbove(where: string, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (value > 0 && value < Infinity) continue;
    throw new OptionError({ where: `${where} ${name}`, expected: "a number above 0", found: `${value}` });
  }
}

const SMALLEST_NORMAL = 1.17549435e-38; // below it the kernels' float32 may hold 0

/** @throws OptionError unless a divisor's epsilon is one in float32 too */
export function assertEpsilon(where: string, epsilon: number): void {
  if (epsilon >= SMALLEST_NORMAL && epsilon < Infinity) return;
  throw new OptionError({
    where: `${where} epsilon`,
    expected: `a number of at least ${SMALLEST_NORMAL}`,
    found: `${epsilon}`,
    remedy: "1e-8 is usual",
  });
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
 * @throws OptionError unless the learning rate is above 0, or when a parameter is named twice
 * @throws ShapeError unless all parameters live on one backend
 */
export abstract class Optimizer<Name extends string = string> {
  /** May be changed between steps, by a schedule. */
  learningRate: number;
  readonly #slots: readonly Slot[];
  /** Each piece of state holds that of all parameters, side by side. */
  readonly #state: readonly (readonly [Name, Tensor])[];

  /** `state` names what is kept for each parameter; it starts at 0. */
  constructor(where: string, parameters: readonly Tensor[], learningRate: number, state: readonly Name[]) {
    assertAbove(where, { learningRate });
    this.learningRate = learningRate;
    assertTogether(where, ...parameters);
    if (new Set(parameters).size < parameters.length) {
      throw new OptionError({ where: `${where} parameters`, expected: "each parameter once", found: "one twice" });
    }
    gatherParameters(parameters);
    let size = 0;
    this.#slots = parameters.map((parameter) => {
      size += aligned(parameter.size);
      return { parameter, offset: size - aligned(parameter.size), steps: 0 };
    });
    const zeros = new Float32Array(size);
    this.#state = state.map((name) => [name, persistentTensor([size], zeros, false, parameters[0]?.backend)]);
  }

  /**
   * Updates every parameter that received a gradient in the running step.
   * @throws TensorError when none did, as outside of a step or before `backward`, or when one of them, or the optimizer's own
   *   state, was released
   */
  step(): void {
    const slots = this.#slots.filter(({ parameter }) => parameter.grad?.alive);
    if (slots.length === 0) throw noGradients();
    for (const [, tensor] of this.#state) tensor.assertAlive("optimizer step");
    for (const slot of slots) {
      slot.parameter.assertAlive("optimizer step");
      slot.steps++;
    }
    for (let from = 0, to = 1; from < slots.length; from = to++) {
      while (to < slots.length && continues(slots[to - 1]!, slots[to]!)) to++;
      this.update(this.#run(slots[from]!, slots[to - 1]!));
    }
  }

  #run({ parameter, offset, steps: step }: Slot, last: Slot): Run<Name> {
    const state: Partial<Record<Name, Pointer>> = {};
    for (const [name, { pointer }] of this.#state) state[name] = pointer + offset;
    return {
      kernels: parameter.backend.kernels,
      count: last.offset + last.parameter.size - offset,
      parameter: parameter.pointer,
      gradient: parameter.grad!.pointer,
      state,
      step,
    };
  }

  protected abstract update(run: Run<Name>): void;

  /** A copy of what it keeps, from which `loadStateDict` of an optimizer of the same parameters goes on with the same bytes. */
  stateDict(): OptimizerState {
    return {
      learningRate: this.learningRate,
      arrays: Object.fromEntries(this.#state.map(([name, tensor]) => [name, tensor.data.slice()])),
      steps: this.#slots.map(({ steps }) => steps),
    };
  }

  /**
   * Goes on from a state.
   * @throws ShapeError when it is that of another optimizer, or of other parameters
   */
  loadStateDict({ learningRate, arrays, steps }: OptimizerState): void {
    const own = sizes([...this.#state.map(([name, { data }]) => [name, data] as const), ["steps", this.#slots]]);
    const given = sizes([...Object.entries(arrays), ["steps", steps]]);
    if (own !== given) throw new ShapeError({ where: "optimizer loadStateDict", expected: own, found: given });
    this.learningRate = learningRate;
    for (const [name, tensor] of this.#state) tensor.data.set(arrays[name]!);
    this.#slots.forEach((slot, i) => (slot.steps = steps[i]!));
  }

  /** Gives the memory of the state back. */
  release(): void {
    for (const [, tensor] of this.#state) releaseTensor(tensor);
  }
}
