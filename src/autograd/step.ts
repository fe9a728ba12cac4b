/**
 * Steps: the life time of everything that a computation makes. `step(body)` opens the arena's step region and a tape,
 * runs the synchronous body, and frees both at once.
 */
import { TensorError } from "../errors.ts";
import { defaultBackend, type Arena, type Backend } from "../kernels/index.ts";
import { PERSISTENT, RELEASED, sizeOf, Tensor, type Shape } from "./tensor.ts";

/** One recorded operation: what it made, and how gradients flow back through it. */
export interface TapeNode {
  readonly outputs: readonly Tensor[];
  readonly backward: () => void;
}

/** The record of a step. */
export interface Tape {
  readonly nodes: TapeNode[];
  /** Whether `backward` ran: fused operations overwrite what they saved, so that no second pass can follow. */
  spent: boolean;
}

const tapes = /* @__PURE__ */ new WeakMap<Backend, Tape>();

/** The tape of the backend's running step; undefined when nothing is recorded. */
export function activeTape(backend: Backend): Tape | undefined {
  return backend.arena.stepping ? tapes.get(backend) : undefined;
}

/** Options of `step`. */
export interface StepOptions {
  /** Whose memory to use; the shared float32 backend unless given. */
  readonly backend?: Backend;
  /** Record operations for `backward`; true unless given. Turn off for inference. */
  readonly record?: boolean;
}

/**
 * Runs a synchronous body; every tensor made in it is freed when it ends. What the body returns must not hold tensors.
 * @throws TensorError when a step is already running on the backend, or when the body returns a promise
 * @example step(() => add(tensor([1, 2]), tensor([3, 4])).data[1]) //=> 6
 */
export function step<T>(body: () => T, { backend = defaultBackend(), record = true }: StepOptions = {}): T {
  backend.arena.beginStep();
  if (record) tapes.set(backend, { nodes: [], spent: false });
  try {
    const result = body();
    if (result instanceof Promise) {
      result.catch(() => undefined); // it fails on its own after the step; the error below is the one to see
      throw new TensorError({
        where: "step",
        expected: "a synchronous body",
        found: "a promise",
        remedy: "await before or after the step, not inside it",
      });
    }
    return result;
  } finally {
    tapes.delete(backend);
    backend.arena.endStep();
  }
}

function assertStepping(arena: Arena): void {
  if (arena.stepping) return;
  throw new TensorError({
    where: "tensor",
    expected: "a running step",
    found: "none",
    remedy: "compute inside step(() => { … }), or make a parameter, which persists",
  });
}

/**
 * Makes a tensor of the running step with undefined content.
 * @throws TensorError when no step is running
 */
export function emptyTensor(shape: Shape, backend: Backend = defaultBackend()): Tensor {
  const { arena } = backend;
  assertStepping(arena);
  return new Tensor(backend, arena.bump(sizeOf(shape)), shape, arena.generation);
}

/** Makes a tensor of the running step filled with one value. */
export function filledTensor(shape: Shape, value: number, backend: Backend = defaultBackend()): Tensor {
  const made = emptyTensor(shape, backend);
  backend.kernels.fill(made.pointer, made.size, value);
  return made;
}

/**
 * Makes a tensor of the running step that shares the memory of another one, even of one that persists.
 * @throws TensorError when no step is running
 */
export function viewTensor(x: Tensor, shape: Shape): Tensor {
  const { arena } = x.backend;
  assertStepping(arena);
  return new Tensor(x.backend, x.pointer, shape, arena.generation);
}

/** The values, copied where they are a view of this arena: an allocation that grows memory would empty the view. */
export function ownValues(values: ArrayLike<number>, { memory }: Arena): ArrayLike<number> {
  const inside = (values instanceof Float32Array || values instanceof Float64Array) && values.buffer === memory.buffer;
  return inside ? values.slice() : values;
}

/** Makes a persistent tensor; `releaseTensor` gives its memory back. Gradients are collected where `requiresGrad` is set. */
export function persistentTensor(
  shape: Shape,
  values: ArrayLike<number>,
  requiresGrad: boolean,
  backend: Backend = defaultBackend(),
): Tensor {
  const source = ownValues(values, backend.arena);
  const pointer = backend.arena.allocate(sizeOf(shape));
  const made = new Tensor(backend, pointer, shape, PERSISTENT, requiresGrad);
  made.data.set(source);
  return made;
}

/**
 * Gives the memory of a persistent tensor back; the tensor cannot be used any more.
 * @throws TensorError when it was released before, or belongs to a step
 */
export function releaseTensor(tensor: Tensor): void {
  tensor.assertAlive("releaseTensor");
  if (tensor.generation !== PERSISTENT) {
    throw new TensorError({
      where: "releaseTensor",
      expected: "a tensor that persists",
      found: "a tensor of the running step",
      remedy: "leave it: the step frees it at its end",
    });
  }
  tensor.generation = RELEASED;
  if (tensor.home) tensor.home.leave();
  else tensor.backend.arena.release(tensor.pointer, tensor.size);
}
