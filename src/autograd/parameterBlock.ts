/**
 * Parameter blocks: persistent tensors side by side in one piece of arena memory, and their gradients of a step likewise,
 * so that an optimizer updates all of them in one call. Each takes whole cache lines; what fills them up is 0.
 */
import { aligned, type Backend, type Pointer } from "../kernels/index.ts";
import { filledTensor } from "./step.ts";
import { PERSISTENT, Tensor, type Home } from "./tensor.ts";

class ParameterBlock implements Home {
  readonly #backend: Backend;
  readonly #pointer: Pointer;
  readonly #size: number;
  #taken = 0; // elements
  #members = 0;
  #gradients: Tensor | undefined;

  constructor(backend: Backend, size: number) {
    this.#backend = backend;
    this.#size = size;
    this.#pointer = backend.arena.allocate(size);
    backend.kernels.fill(this.#pointer, size, 0);
  }

  /** Takes a tensor in, behind the ones before; the memory that it had is given back. */
  take(tensor: Tensor): void {
    const { arena } = this.#backend;
    const from = tensor.pointer;
    tensor.pointer = this.#pointer + this.#taken;
    tensor.home = this;
    arena.values.copyWithin(tensor.pointer, from, from + tensor.size);
    arena.release(from, tensor.size);
    this.#taken += aligned(tensor.size);
    this.#members++;
  }

  gradient({ pointer, shape }: Tensor): Tensor {
    if (!this.#gradients?.alive) this.#gradients = filledTensor([this.#size], 0, this.#backend);
    const offset = pointer - this.#pointer;
    return new Tensor(this.#backend, this.#gradients.pointer + offset, shape, this.#gradients.generation);
  }

  leave(): void {
    if (--this.#members === 0) this.#backend.arena.release(this.#pointer, this.#size);
  }
}

/**
 * Moves those parameters of one backend that lie in no block yet into a block of their own, in order. Within a step, whose
 * operations may have noted where a parameter lies, nothing moves. The block's memory is given back with its last member.
 */
export function gatherParameters(parameters: readonly Tensor[]): void {
  const loose = new Set(parameters.filter((p) => p.generation === PERSISTENT && p.requiresGrad && !p.home));
  const [first] = loose;
  if (!first || loose.size < 2 || first.backend.arena.stepping) return;
  const size = [...loose].reduce((total, parameter) => total + aligned(parameter.size), 0);
  const block = new ParameterBlock(first.backend, size);
  for (const parameter of loose) block.take(parameter);
}
