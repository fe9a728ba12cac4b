/**
 * Tensors: a pointer into a backend's arena, a shape, and the step that they live in. Values are read through views that
 * are made when asked for; a tensor of a finished step refuses to be read.
 */
import { ShapeError, TensorError } from "../errors.ts";
import type { Backend, Values } from "../kernels/index.ts";

/** The sizes of a tensor's dimensions, outermost first; [] is a scalar. */
export type Shape = readonly number[];

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Marks tensors that persist over steps. */
export const PERSISTENT = 0;

/** Marks tensors that persisted until their memory was given back. */
export const RELEASED = -1;

/** A block of tensors that lie side by side. */
export interface Home {
  /** The gradient of a member in the running step; those of all members lie side by side. */
  gradient(member: Tensor): Tensor;
  /** Called when a member is released. */
  leave(): void;
}

/** An array in arena memory. */
export class Tensor {
  readonly backend: Backend;
  /** Where the values lie; a parameter moves when an optimizer takes it, so read it at the time of use. */
  pointer: number;
  readonly shape: Shape;
  readonly size: number;
  /** The step that the tensor lives in; 0 when it persists, -1 when it was released. */
  generation: number;
  requiresGrad: boolean;
  /** The gradient that `backward` left here, for as long as the step lasts. */
  grad: Tensor | undefined;
  /** The block that a parameter of an optimizer lies in. */
  home: Home | undefined;

  constructor(backend: Backend, pointer: number, shape: Shape, generation: number, requiresGrad = false) {
    this.backend = backend;
    this.pointer = pointer;
    this.shape = shape;
    this.size = sizeOf(shape);
    this.generation = generation;
    this.requiresGrad = requiresGrad;
    this.grad = undefined;
    this.home = undefined;
  }

  /** Whether the tensor's memory is still its own. */
  get alive(): boolean {
    return (
      this.generation === PERSISTENT ||
      (this.generation === this.backend.arena.generation && this.backend.arena.stepping)
    );
  }

  /**
   * The values as a view (row-major), made anew at each reading: right however memory has grown since. A view that you hold
   * is not: whatever allocates may grow memory, which empties it (its length becomes 0) unless threads share the memory.
   * Copy what you keep.
   * @throws TensorError when the tensor's step has ended
   */
  get data(): Values {
    this.assertAlive("read");
    return this.backend.arena.values.subarray(this.pointer, this.pointer + this.size);
  }

  /** @throws TensorError when the tensor's step has ended */
  assertAlive(where: string): void {
    if (this.alive) return;
    const what = `a tensor (${this.shape.join(",")})`;
    const released = this.generation === RELEASED;
    throw new TensorError({
      where,
      expected: released ? "a tensor that holds memory" : "a tensor of the running step",
      found: released ? `${what} that was released` : `${what} whose step has ended`,
      remedy: released
        ? "release a module or an optimizer only after its last use, and once"
        : "copy what you need inside the step: Array.from(tensor.data) or tensor.item()",
    });
  }

  /**
   * The only value of a tensor of one element.
   * @throws ShapeError when it has more
   */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError({
        where: "item",
        expected: "a tensor of one element",
        found: `shape (${this.shape.join(",")})`,
      });
    }
    this.assertAlive("read");
    return this.backend.arena.values[this.pointer]!;
  }
}
