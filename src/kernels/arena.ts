/**
 * The arena: one `WebAssembly.Memory` that holds every tensor of a backend. Pointers count elements, not bytes; pointer 0
 * means "none". What persists (parameters, optimizer state) lives in size classes with free lists; what a step makes is
 * bump-allocated and released at the step's end at once, so that training leaves no garbage and needs no `dispose`.
 */
import { TensorError } from "../errors.ts";

/** Element type of an arena: float32 for work, float64 for gradient checks. */
export type Precision = "float32" | "float64";

/** A view of arena memory. */
export type Values = Float32Array | Float64Array;

/** The pointer that stands for "no tensor". */
export const NONE = 0;

const PAGE_BYTES = 65536;
const MOST_BYTES = 2 ** 32; // what 32 bits address
const ALIGNMENT = 16; // elements: 64 bytes of float32, a cache line

/** Rounds a count of elements up to whole cache lines. */
export function aligned(count: number): number {
  return Math.ceil(count / ALIGNMENT) * ALIGNMENT;
}

const SMALLEST_BLOCK = 1 << 16; // elements of the first step region

interface Block {
  readonly pointer: number;
  readonly size: number;
}

/** Memory of one backend: persistent blocks and the region of the running step. */
export class Arena {
  readonly precision: Precision;
  readonly memory: WebAssembly.Memory;
  /** Whether other threads can see the memory. */
  readonly shared: boolean;
  /** The whole memory as elements; replaced whenever memory grows, so never keep it across an allocation. */
  values: Values;
  /** Serial number of the running or last step; tensors of other steps are dead. */
  generation = 1;
  readonly #limit: number; // bytes
  readonly #elementBytes: number;
  readonly #free = new Map<number, number[]>();
  #frontier = ALIGNMENT; // pointer 0 stays unused
  #blocks: Block[] = [];
  #block = 0;
  #cursor = 0;
  #used = 0; // elements that the running step took
  #wanted = SMALLEST_BLOCK; // size of the next step's first block
  #stepping = false;

  constructor(precision: Precision, shared = false, limit: number = MOST_BYTES) {
    this.precision = precision;
    this.shared = shared;
    this.#limit = limit;
    this.#elementBytes = precision === "float32" ? 4 : 8;
    this.memory = new WebAssembly.Memory({ initial: 16, maximum: limit / PAGE_BYTES, shared });
    this.values = this.#view();
  }

  /** Whether a step is running. */
  get stepping(): boolean {
    return this.#stepping;
  }

  /** Bytes taken from the system so far. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Takes persistent memory for `count` elements; its content is undefined. */
  allocate(count: number): number {
    const size = sizeClass(count);
    return this.#free.get(size)?.pop() ?? this.#carve(size);
  }

  /** Gives persistent memory back; `count` is what was asked for. */
  release(pointer: number, count: number): void {
    const size = sizeClass(count);
    if (pointer + size === this.#frontier) {
      this.#frontier = pointer;
      return;
    }
    const list = this.#free.get(size);
    if (list) list.push(pointer);
    else this.#free.set(size, [pointer]);
  }

  /** Opens the step region. */
  beginStep(): void {
    if (this.#stepping) {
      throw new TensorError({
        where: "step",
        expected: "no other step running on this backend",
        found: "a step inside a step",
        remedy: "end the outer step first; a step's body must be synchronous",
      });
    }
    this.#stepping = true;
    this.generation++;
    this.#block = 0;
    this.#cursor = 0;
    this.#used = 0;
  }

  /** Closes the step region: every tensor made in the step is dead from now on. */
  endStep(): void {
    this.#stepping = false;
    this.generation++;
    if (this.#blocks.length < 2) return;
    // The next step takes one block that holds all that this one needed; the last block goes back first, so that
    // blocks that end at the frontier give their memory back whole.
    for (const { pointer, size } of this.#blocks.toReversed()) this.release(pointer, size);
    this.#blocks = [];
    this.#wanted = this.#used;
  }

  /** Takes memory that lives until the running step ends; its content is undefined. */
  bump(count: number): number {
    const size = aligned(Math.max(count, 1));
    for (; this.#block < this.#blocks.length; this.#block++, this.#cursor = 0) {
      const block = this.#blocks[this.#block]!;
      if (this.#cursor + size <= block.size) {
        this.#cursor += size;
        this.#used += size;
        return block.pointer + this.#cursor - size;
      }
    }
    const block = this.#extendRegion(size);
    this.#block = this.#blocks.push(block) - 1;
    this.#cursor = size;
    this.#used += size;
    return block.pointer;
  }

  /** A block for `size` elements: with room for more where memory lasts, else just large enough. */
  #extendRegion(size: number): Block {
    const last = this.#blocks.at(-1);
    const roomy = sizeClass(Math.max(size, last ? 2 * last.size : this.#wanted));
    try {
      return { pointer: this.allocate(roomy), size: roomy };
    } catch {
      const tight = sizeClass(size);
      return { pointer: this.allocate(tight), size: tight };
    }
  }

  #view(): Values {
    return this.precision === "float32" ? new Float32Array(this.memory.buffer) : new Float64Array(this.memory.buffer);
  }

  #carve(size: number): number {
    const pointer = this.#frontier;
    const needed = (pointer + size) * this.#elementBytes;
    if (needed > this.bytes) this.#grow(needed);
    this.#frontier = pointer + size;
    return pointer;
  }

  #grow(needed: number): void {
    const missing = Math.ceil((needed - this.bytes) / PAGE_BYTES);
    const comfortable = Math.max(missing, Math.ceil(this.bytes / 2 / PAGE_BYTES));
    for (const pages of [comfortable, missing]) {
      try {
        this.memory.grow(pages);
        this.values = this.#view();
        return;
      } catch {
        // try the smaller step, then report
      }
    }
    throw new TensorError({
      where: "arena",
      expected: `at most ${this.#limit / 2 ** 20} MB of tensors`,
      found: `${Math.ceil(needed / 2 ** 20)} MB wanted, ${Math.ceil(this.bytes / 2 ** 20)} MB held`,
      remedy: "use a smaller batchSize, contextLength or hiddenSize",
    });
  }
}

/** Rounds up to one of four sizes between neighbouring powers of two: at most a quarter is lost. */
function sizeClass(count: number): number {
  const quarter = Math.max(ALIGNMENT, 2 ** Math.floor(Math.log2(Math.max(count - 1, 1))) / 4);
  return Math.ceil(Math.max(count, 1) / quarter) * quarter;
}
