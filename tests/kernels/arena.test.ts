import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { persistentTensor, releaseTensor, step, tensor } from "../../src/autograd/index.ts";
import { TensorError } from "../../src/errors.ts";
import { Arena, NONE } from "../../src/kernels/arena.ts";
import { createBackend, defaultBackend, type Backend } from "../../src/kernels/index.ts";
import { wasmKernels } from "../../src/kernels/wasm/wasmKernels.ts";

const MB = 2 ** 20;

describe.each(["float32", "float64"] as const)("an arena of %s", (precision) => {
  it("gives blocks that are aligned to 64 bytes, not none, and never overlap", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 5000 })), { maxLength: 40 }),
        (requests) => {
          const arena = new Arena(precision);
          arena.beginStep();
          const taken = requests.map(([lasting, count]) => ({
            count,
            from: lasting ? arena.allocate(count) : arena.bump(count),
          }));
          taken.sort((a, b) => a.from - b.from);
          taken.forEach(({ from, count }, i) => {
            expect(from).not.toBe(NONE);
            expect((from * arena.values.BYTES_PER_ELEMENT) % 64).toBe(0);
            expect(from + count).toBeLessThanOrEqual(taken[i + 1]?.from ?? arena.values.length);
          });
        },
      ),
    );
  });

  it("keeps what persists apart under any order of taking and giving back", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 60 }), (sizes) => {
        const arena = new Arena(precision);
        const held: { from: number; count: number; mark: number }[] = [];
        sizes.forEach((count, mark) => {
          if (count % 3 === 0 && held.length > 0) {
            const [gone] = held.splice(count % held.length, 1);
            arena.release(gone!.from, gone!.count);
          }
          const from = arena.allocate(count);
          arena.values.fill(mark, from, from + count);
          held.push({ from, count, mark });
        });
        for (const { from, count, mark } of held) {
          expect(arena.values.subarray(from, from + count).every((value) => value === mark)).toBe(true);
        }
      }),
    );
  });
});

describe("persistent memory", () => {
  it("is reused by requests of the same size class", () => {
    const arena = new Arena("float32");
    const first = arena.allocate(100);
    arena.allocate(1);
    arena.release(first, 100);
    expect(arena.allocate(113)).not.toBe(first);
    expect(arena.allocate(112)).toBe(first);
  });

  it("that was taken last is given back to all sizes", () => {
    const arena = new Arena("float32");
    const first = arena.allocate(100);
    arena.release(first, 100);
    expect(arena.allocate(5000)).toBe(first);
  });

  it.each([false, true])("survives growth, and views made afterwards see it (shared: %s)", (shared) => {
    const arena = new Arena("float32", shared);
    const backend: Backend = { arena, ...wasmKernels(arena) };
    const kept = persistentTensor([3], [1, 2, 3], false, backend);
    const before = backend.arena.values;
    const length = before.length;
    const large = persistentTensor([4 * MB], new Float32Array(4 * MB), false, backend);
    expect(backend.arena.values === before).toBe(false);
    expect(before.length).toBe(shared ? length : 0); // what others share is not taken from them
    expect(backend.arena.values.length).toBeGreaterThan(4 * MB);
    expect([...kept.data]).toEqual([1, 2, 3]);
    large.data[0] = 5;
    expect([...kept.data]).toEqual([1, 2, 3]);
  });

  it("is filled from a view of the arena even when making it grows memory", () => {
    const backend = createBackend();
    const source = persistentTensor([300_000], new Float32Array(300_000).fill(7), false, backend);
    const copies = Array.from({ length: 5 }, () => persistentTensor([300_000], source.data, false, backend));
    for (const copy of copies) expect(copy.data[299_999]).toBe(7);
    step(
      () => {
        for (let i = 0; i < 5; i++) expect(tensor(source.data, [300_000], backend).data[299_999]).toBe(7);
      },
      { backend },
    );
  });

  it("cannot be used or given back after it was given back", () => {
    const backend = createBackend();
    const gone = persistentTensor([2, 3], new Float32Array(6), false, backend);
    releaseTensor(gone);
    const remedy = "release a module or an optimizer only after its last use, and once";
    expect(() => gone.data).toThrow(
      `read: expected a tensor that holds memory, found a tensor (2,3) that was released; ${remedy}`,
    );
    expect(() => releaseTensor(gone)).toThrow(TensorError);
  });

  it("is the only memory that releaseTensor takes", () => {
    const backend = createBackend();
    const message = "releaseTensor: expected a tensor that persists, found a tensor of the running step";
    step(() => expect(() => releaseTensor(tensor([1], [1], backend))).toThrow(message), { backend });
  });
});

describe("the step region", () => {
  it("does not grow over 10,000 equal steps", () => {
    const arena = new Arena("float32");
    const run = (): void => {
      arena.beginStep();
      for (const count of [100_000, 7, 300_000, 64, 50_000]) arena.bump(count);
      arena.endStep();
    };
    run();
    run();
    const { bytes } = arena;
    for (let i = 0; i < 10_000; i++) run();
    expect(arena.bytes).toBe(bytes);
  });

  it("holds at most four and a half times what a step needs, and 1.5 MB", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 30 }), (counts) => {
        const arena = new Arena("float32");
        for (let i = 0; i < 3; i++) {
          arena.beginStep();
          for (const count of counts) arena.bump(count);
          arena.endStep();
        }
        const needed = 4 * counts.reduce((total, count) => total + count + 16, 0);
        // blocks double while the first step grows, and memory grows by half at a time
        expect(arena.bytes).toBeLessThanOrEqual(1.5 * (3 * needed + MB));
      }),
      { numRuns: 30 },
    );
  });

  it("does not lose memory when steps grow slowly", () => {
    const arena = new Arena("float32");
    for (let count = 1 << 16; count < 1 << 21; count += 1 << 14) {
      arena.beginStep();
      for (let part = 0; part < 4; part++) arena.bump(count / 4);
      arena.endStep();
    }
    expect(arena.bytes).toBeLessThanOrEqual(6 * 4 * (1 << 21));
  });

  it("keeps persistent memory that was taken between and inside steps", () => {
    const backend = createBackend();
    const kept: { index: number; from: number; size: number }[] = [];
    for (let index = 1; index < 30; index++) {
      const size = 1000 * index;
      backend.arena.beginStep();
      const scratch = [backend.arena.bump(40_000 * index), backend.arena.bump(50_000)];
      const from = backend.arena.allocate(size);
      backend.arena.values.fill(index, from, from + size);
      for (const at of scratch) backend.arena.values.fill(-1, at, at + 40_000);
      backend.arena.endStep();
      kept.push({ index, from, size });
    }
    for (const { index, from, size } of kept) {
      expect(backend.arena.values.subarray(from, from + size).every((value) => value === index)).toBe(true);
    }
  });

  it("refuses a step in a step and goes on with the outer one", () => {
    const backend = createBackend();
    step(
      () => {
        const outer = tensor([1, 2], [2], backend);
        expect(() => step(() => 0, { backend })).toThrow(
          "step: expected no other step running on this backend, found a step inside a step; " +
            "end the outer step first; a step's body must be synchronous",
        );
        expect([...outer.data]).toEqual([1, 2]);
      },
      { backend },
    );
  });
});

describe("the limit of 4 GB", () => {
  it("is an error that names the megabytes, after which the arena works on", () => {
    const { arena } = createBackend();
    const kept = arena.allocate(10);
    arena.values.fill(3, kept, kept + 10);
    arena.beginStep();
    const before = arena.bump(1000);
    const huge = 5 * 2 ** 28; // 5 GB of float32
    expect(() => arena.bump(huge)).toThrow(TensorError);
    expect(() => arena.bump(huge)).toThrow(
      /^arena: expected at most 4096 MB of tensors, found 5\d{3} MB wanted, \d+ MB held; use a smaller batchSize, contextLength or hiddenSize$/,
    );
    expect(() => arena.allocate(huge)).toThrow(TensorError);
    const after = arena.bump(1000);
    expect(after).toBeGreaterThanOrEqual(before + 1000);
    arena.endStep();
    arena.beginStep();
    expect(arena.bump(1000)).toBe(before);
    arena.endStep();
    expect(arena.bytes).toBeLessThan(8 * MB);
    expect(arena.values[kept + 9]).toBe(3);
  });
});

describe("backends", () => {
  it("share nothing but the default one", () => {
    expect(defaultBackend()).toBe(defaultBackend());
    expect(createBackend().arena).not.toBe(createBackend().arena);
    expect(createBackend("float64").arena.values).toBeInstanceOf(Float64Array);
    expect(createBackend("float64").kernels.name).toBe("reference");
  });
});
