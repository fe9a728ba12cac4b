/**
 * Modules own parameters: persistent tensors in the arena, registered by name. Names and layouts of `stateDict` are
 * PyTorch's, so that weights can be exchanged; in memory a weight lies as the kernels want it.
 */
import { persistentTensor, releaseTensor, sizeOf, type Shape, type Tensor } from "../autograd/index.ts";
import { ModelFileError, OptionError } from "../errors.ts";
import { defaultBackend, type Backend } from "../kernels/index.ts";
import type { Random } from "../random.ts";
import type { NamedArray } from "../safetensors.ts";

export type { NamedArray };

/** What a forward pass needs to know besides its inputs. */
export interface ForwardContext {
  /** Whether dropout is active. */
  readonly training: boolean;
  /** Where chance comes from. */
  readonly random: Random;
  /** Share of the training that is done, in [0, 1): for schedules within a network, such as teacher forcing. */
  readonly progress?: number;
}

/** Where a module's parameters live and how they are first drawn. */
export interface ModuleContext {
  readonly random: Random;
  readonly backend?: Backend | undefined;
}

/** Parameters by PyTorch's names, in PyTorch's layouts. */
export type StateDict = Record<string, NamedArray>;

/** Gives the first values of a parameter. */
export type Initializer = (shape: Shape, random: Random) => ArrayLike<number>;

interface Registered {
  readonly tensor: Tensor;
  readonly transposed: boolean;
}

/** @throws OptionError unless every size is a whole number of at least `least` */
export function assertSizes(where: string, sizes: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, value] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value >= least) continue;
    const expected = `a whole number of at least ${least}`;
    throw new OptionError({ where: `${where} ${name}`, expected, found: `${value}` });
  }
}

/** The base of all layers and networks. */
export abstract class Module {
  readonly #parameters = new Map<string, Registered>();
  readonly #children = new Map<string, Module>();
  protected readonly context: ModuleContext;

  constructor(context: ModuleContext) {
    this.context = context;
  }

  /**
   * Registers a parameter that is drawn uniformly from [-start, start], or starts at what `start` gives; `transposed` marks
   * weights that PyTorch stores with their dimensions in reverse: as (out,in), or (out,in,taps).
   */
  protected parameter(name: string, shape: Shape, start: number | Initializer, transposed = false): Tensor {
    const { random, backend = defaultBackend() } = this.context;
    const values =
      typeof start === "number"
        ? Float64Array.from({ length: sizeOf(shape) }, () => start * (2 * random.uniform() - 1))
        : start(shape, random);
    const tensor = persistentTensor(shape, values, true, backend);
    this.#parameters.set(name, { tensor, transposed });
    return tensor;
  }

  /** Registers a module whose parameters belong to this one. */
  protected child<M extends Module>(name: string, module: M): M {
    this.#children.set(name, module);
    return module;
  }

  /** All parameters, own ones first, in order of registration. */
  parameters(): Tensor[] {
    return [...this.#named("")].map(([, { tensor }]) => tensor);
  }

  /** All parameters in the same order, with PyTorch's names; in memory they lie as the kernels want them. */
  namedParameters(): [string, Tensor][] {
    return [...this.#named("")].map(([name, { tensor }]) => [name, tensor]);
  }

  /** Number of trainable values. */
  parameterCount(): number {
    return this.parameters().reduce((total, { size }) => total + size, 0);
  }

  /** Copies of all parameters by PyTorch's names, in PyTorch's layouts. */
  stateDict(): StateDict {
    const state: StateDict = {};
    for (const [name, { tensor, transposed }] of this.#named("")) {
      const data = tensor.data.slice();
      state[name] = transposed
        ? { shape: tensor.shape.toReversed(), data: transpose(data, tensor.shape) }
        : { shape: tensor.shape, data };
    }
    return state;
  }

  /**
   * Sets all parameters, or none when one does not fit.
   * @throws ModelFileError when a parameter is missing, unknown or of another shape
   */
  loadStateDict(state: Readonly<Record<string, { readonly shape: Shape; readonly data: ArrayLike<number> }>>): void {
    const remedy = "build the module with the options that the state was saved with";
    const unknown = new Set(Object.keys(state));
    const assignments = [...this.#named("")].map(([name, { tensor, transposed }]) => {
      const shape = transposed ? tensor.shape.toReversed() : tensor.shape;
      const given = state[name];
      if (!given || given.shape.join() !== shape.join() || given.data.length !== tensor.size) {
        const found = given ? `shape (${given.shape.join(",")}) with ${given.data.length} values` : "nothing";
        throw new ModelFileError({
          where: `parameter "${name}"`,
          expected: `shape (${shape.join(",")})`,
          found,
          remedy,
        });
      }
      unknown.delete(name);
      return { tensor, values: transposed ? transpose(Float64Array.from(given.data), shape) : given.data };
    });
    if (unknown.size > 0) {
      const found = [...unknown].join(", ");
      throw new ModelFileError({ where: "loadStateDict", expected: "only parameters of this module", found, remedy });
    }
    for (const { tensor, values } of assignments) tensor.data.set(values);
  }

  /** Gives the memory of all parameters back; the module cannot be used any more. */
  release(): void {
    for (const tensor of this.parameters()) releaseTensor(tensor);
    this.#parameters.clear();
    this.#children.clear();
  }

  *#named(prefix: string): Generator<[string, Registered]> {
    for (const [name, registered] of this.#parameters) yield [prefix + name, registered];
    for (const [name, child] of this.#children) yield* child.#named(`${prefix}${name}.`);
  }
}

/** (m,n) → (n,m), (l,m,n) → (n,m,l), row-major. */
function transpose<A extends Float32Array | Float64Array>(data: A, shape: Shape): A {
  const [l, m, n] = shape.length === 3 ? shape : [1, ...shape];
  const out = data.slice() as A;
  for (let h = 0; h < l!; h++)
    for (let i = 0; i < m!; i++) for (let j = 0; j < n!; j++) out[(j * m! + i) * l! + h] = data[(h * m! + i) * n! + j]!;
  return out;
}
