/** Memory over a long training, where it grows, and at its limit. */
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { backward, mseLoss, pinballLoss, step, tensor } from "../../src/autograd/index.ts";
import { TensorError } from "../../src/errors.ts";
import { Arena } from "../../src/kernels/arena.ts";
import { createBackend, setThreads, type Backend } from "../../src/kernels/index.ts";
import { wasmKernels } from "../../src/kernels/wasm/wasmKernels.ts";
import { Linear, LSTM } from "../../src/nn/index.ts";
import { Adam, clipGradientNorm } from "../../src/optim/index.ts";
import { createRandom } from "../../src/random.ts";
import { noise } from "./pair.ts";

const MB = 2 ** 20;
const before = setThreads(1);
afterAll(() => {
  setThreads(before);
});

/** A training of a small network, as a function that makes one step on a batch of the given size. */
function training(backend: Backend): (batch: number) => void {
  const random = createRandom(1);
  const layer = new LSTM({ inputSize: 2, hiddenSize: 6 }, { random, backend });
  const head = new Linear({ inFeatures: 6, outFeatures: 1 }, { random, backend });
  const parameters = [...layer.parameters(), ...head.parameters()];
  const adam = new Adam(parameters);
  const [x, y] = [Float32Array.from(noise(1, 64 * 5 * 2)), Float32Array.from(noise(2, 64))];
  return (batch) =>
    step(
      () => {
        const { state } = layer.forward(tensor(x.subarray(0, batch * 10), [batch, 5, 2], backend), {
          training: true,
          random,
        });
        backward(mseLoss(head.forward(state.h[0]!), tensor(y.subarray(0, batch), [batch, 1], backend)));
        clipGradientNorm(parameters, 1);
        adam.step();
      },
      { backend },
    );
}

describe("memory over 10,000 training steps", () => {
  it("does not grow where the steps are equal", () => {
    const backend = createBackend();
    const train = training(backend);
    for (let i = 0; i < 3; i++) train(16);
    const { bytes } = backend.arena;
    for (let i = 0; i < 10_000; i++) train(16);
    expect(backend.arena.bytes).toBe(bytes);
  });

  it("does not grow where batches vary, once the largest was seen", () => {
    const backend = createBackend();
    const train = training(backend);
    const random = createRandom(2);
    for (let i = 0; i < 3; i++) train(64);
    const { bytes } = backend.arena;
    for (let i = 0; i < 10_000; i++) train(1 + Math.floor(64 * random.uniform()));
    expect(backend.arena.bytes).toBe(bytes);
  });
});

/** Takes all that an arena still has, so that its next allocation grows it. */
function exhaust({ arena }: Backend): void {
  let end = arena.allocate(16) + 16;
  for (let size = 2 ** 28; size >= 16; size /= 2) {
    for (; end + size <= arena.values.length; end += size) expect(arena.allocate(size)).toBe(end);
  }
}

describe("growth", () => {
  it("inside an operation leaves its result where it belongs", () => {
    const backend = createBackend();
    step(
      () => {
        const [x, y] = [tensor([1, 2, 3], [3, 1], backend), tensor([1, 1, 1], [3], backend)];
        exhaust(backend);
        const { bytes } = backend.arena;
        expect(pinballLoss(x, y, [0.25]).item()).toBe(0.75);
        expect(backend.arena.bytes).toBeGreaterThan(bytes);
      },
      { backend },
    );
  });

  it.each([false, true])("leaves what persists right where it is read anew (shared: %s)", (shared) => {
    const arena = new Arena("float32", shared);
    const backend = { arena, ...wasmKernels(arena) };
    const random = createRandom(1);
    const layer = new Linear({ inFeatures: 2, outFeatures: 3 }, { random, backend });
    const { weight } = layer;
    const [view, copy] = [weight.data, Array.from(weight.data)];
    exhaust(backend);
    arena.allocate(1000);
    expect(Array.from(weight.data)).toEqual(copy);
    weight.data[0] = 5;
    expect(weight.data[0]).toBe(5);
    // What was held: emptied where memory moves, a part of the memory still where it is shared; as `Tensor.data` says.
    expect([view.length, view[0]]).toEqual(shared ? [6, 5] : [0, undefined]);
  });
});

describe("the limit of an arena", () => {
  const limit = 8 * MB;
  const filled = (): Arena => {
    const arena = new Arena("float32", false, limit);
    for (let i = 0; i < 7; i++) arena.allocate(MB / 4);
    return arena;
  };

  it("is an error that tells what was wanted and held, in megabytes", () => {
    const arena = filled();
    expect(() => arena.allocate(MB / 2)).toThrow(TensorError);
    expect(() => arena.allocate(MB / 2)).toThrow(
      "arena: expected at most 8 MB of tensors, found 10 MB wanted, 8 MB held; use a smaller batchSize, contextLength or hiddenSize",
    );
  });

  it("lets steps use what is left, down to the last bytes, and what is given back", () => {
    const arena = filled();
    const kept = arena.allocate(1000);
    arena.values.fill(3, kept, kept + 1000);
    for (let i = 0; i < 3; i++) {
      arena.beginStep();
      const parts: number[] = [];
      expect(() => {
        for (;;) parts.push(arena.bump(1024));
      }).toThrow(TensorError);
      expect(new Set(parts).size).toBe(parts.length);
      expect(parts.length).toBeGreaterThan(180); // of 250
      for (const part of parts) arena.values.fill(i, part, part + 1024);
      arena.endStep();
    }
    expect(arena.bytes).toBe(limit);
    expect(arena.values.subarray(kept, kept + 1000).every((value) => value === 3)).toBe(true);
  });

  it("stops a training with the sizes, after which a smaller one goes on", () => {
    const arena = new Arena("float32", false, 2 * MB);
    const backend = { arena, ...wasmKernels(arena) };
    const train = training(backend);
    train(4);
    const large = (): unknown => step(() => tensor(new Float32Array(MB), [MB], backend).size, { backend });
    expect(large).toThrow(/^arena: expected at most 2 MB of tensors, found [5-9] MB wanted, [12] MB held;/);
    train(4);
  });
});

describe("persistent memory", () => {
  const requests = fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.boolean()), { maxLength: 120 });

  it("is never handed out twice, and never takes more than the most that was held of each size", () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 4 }), (program, rounds) => {
        const arena = new Arena("float32");
        const most = new Map<number, number>(); // by count: how many blocks were held at once
        let top = 0;
        for (let round = 0; round < rounds; round++) {
          const held: { from: number; count: number }[] = [];
          const giveBack = (i: number): void => {
            const [gone] = held.splice(i, 1);
            arena.release(gone!.from, gone!.count);
          };
          for (const [count, giving] of program) {
            if (giving && held.length > 0) giveBack(count % held.length);
            const from = arena.allocate(count);
            for (const other of held) expect(from + count <= other.from || other.from + other.count <= from).toBe(true);
            held.push({ from, count });
            top = Math.max(top, from + count);
            most.set(count, Math.max(most.get(count) ?? 0, held.filter((one) => one.count === count).length));
          }
          while (held.length > 0) giveBack(program.length % held.length);
        }
        const needed = [...most].reduce((total, [count, blocks]) => total + blocks * (1.25 * count + 16), 16);
        expect(top).toBeLessThanOrEqual(needed); // however often the program ran: nothing leaks
      }),
      { numRuns: 300 },
    );
  });
});
