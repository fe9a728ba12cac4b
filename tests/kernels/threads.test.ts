/** Threads change no byte; their workers come, die, fail to start and end without harm. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { availableThreads, startWorker } from "#platform";
import { attentionDecoder, backward, mseLoss, step, tensor } from "../../src/autograd/index.ts";
import { OptionError, TensorError } from "../../src/errors.ts";
import { Arena } from "../../src/kernels/arena.ts";
import { createBackend, defaultBackend, setThreads, threads, type Backend } from "../../src/kernels/index.ts";
import { mostParts, split } from "../../src/kernels/wasm/split.ts";
import type { ThreadPool, ThreadPoolOptions } from "../../src/kernels/wasm/threadPool.ts";
import { wasmKernels } from "../../src/kernels/wasm/wasmKernels.ts";
import { control } from "../../src/kernels/wasm/workerScript.ts";
import { GRU, LSTM, RNN } from "../../src/nn/index.ts";
import { Adam, clipGradientNorm } from "../../src/optim/index.ts";
import { createRandom } from "../../src/random.ts";
import { decoderCases, run as runDecoder } from "../autograd/decoderCases.ts";
import { noise, type Bench } from "./pair.ts";
import { cases, fullCase, kinds, run, runForward } from "./recurrenceCases.ts";

const before = setThreads(3);
afterEach(() => {
  setThreads(3);
  vi.unstubAllEnvs();
});
afterAll(() => {
  setThreads(before);
});

type Pooled = Backend & { readonly pool: ThreadPool };

function pooled(options: Partial<ThreadPoolOptions> = {}): Pooled {
  const arena = new Arena("float32", true);
  const { kernels, pool } = wasmKernels(arena, options);
  return { arena, kernels, pool: pool! };
}

/** Asks for threads until there are as many as wanted. */
async function awaitThreads({ pool }: Backend, count: number): Promise<void> {
  for (let i = 0; i < 2000 && pool!.running < count; i++) {
    pool!.parts(1e12, 3);
    await sleep(5);
  }
  expect(pool!.running).toBe(count);
}

/** A square product, large enough for three threads. */
function multiply({ arena, kernels }: Backend, size = 300): Float32Array {
  const count = size * size;
  const [a, b, c] = [arena.allocate(count), arena.allocate(count), arena.allocate(count)];
  arena.values.set(noise(1, count), a);
  arena.values.set(noise(2, count), b);
  const strides = { aRow: size, aColumn: 1, bRow: size, bColumn: 1, cRow: size };
  try {
    kernels.gemm({ m: size, n: size, k: size, a, b, c, ...strides, accumulate: false });
    return Float32Array.from(arena.values.subarray(c, c + count));
  } finally {
    for (const pointer of [c, b, a]) arena.release(pointer, count);
  }
}

/** Puts, runs and reads in a step's memory. */
function inStep<T>({ arena, kernels }: Backend, shift: number, body: (bench: Bench) => T): T {
  const put = (values: ArrayLike<number>): number => {
    const pointer = arena.bump(values.length + shift) + shift;
    arena.values.set(values, pointer);
    return pointer;
  };
  const blank = (count: number): number => put(new Float32Array(count).fill(NaN));
  const read = (pointer: number, count: number): number[] =>
    Array.from(arena.values.subarray(pointer, pointer + count));
  arena.beginStep();
  try {
    return body({ arena, kernels, put, blank, read });
  } finally {
    arena.endStep();
  }
}

/** What a body gives on one, two and three threads. */
function onEachCount<T>(body: () => T): T[] {
  return [1, 2, 3].map((count) => {
    setThreads(count);
    return body();
  });
}

describe("split", () => {
  it("covers the whole with neighbouring parts, none empty, cut between tiles where there are two", () => {
    const counts = fc.tuple(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(1, 4, 16),
    );
    fc.assert(
      fc.property(counts, ([count, parts, tile]) => {
        const shares = split(count, parts, tile);
        const whole = count >= 2 * tile;
        expect(shares.length).toBe(Math.min(parts, mostParts(count, tile)));
        expect(mostParts(count, tile)).toBe(whole ? Math.ceil(count / tile) : count);
        let end = 0;
        for (const part of shares) {
          expect(part.from).toBe(end);
          expect(part.count).toBeGreaterThan(0);
          if (whole) expect(part.from % tile).toBe(0);
          end += part.count;
        }
        expect(end).toBe(count);
      }),
    );
    expect(split(0, 3, 4)).toEqual([{ from: 0, count: 0 }]);
  });
});

describe("one, two and three threads give the same bytes", () => {
  const backend = pooled({ repayingWork: 0.5 });
  beforeAll(() => awaitThreads(backend, 3));

  it("in attention decoders of any sizes and options, forward and backward", () => {
    fc.assert(
      fc.property(decoderCases, (given) => {
        const [one, ...more] = onEachCount(() => runDecoder(given, attentionDecoder, backend));
        for (const other of more) expect(other).toEqual(one);
      }),
      { numRuns: 60 },
    );
  });

  it("in products of any sizes, strides and operands", () => {
    const sizes = fc.record({
      m: fc.integer({ min: 0, max: 70 }),
      n: fc.integer({ min: 0, max: 70 }),
      k: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(255, 256, 257, 600)),
      transposed: fc.integer({ min: 0, max: 3 }),
      ending: fc.constantFrom("store", "accumulate", "bias and tanh"),
      seed: fc.integer(),
      shift: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(sizes, ({ m, n, k, transposed, ending, seed, shift }) => {
        const [one, ...more] = onEachCount(() =>
          inStep(backend, shift, ({ kernels, put, read }) => {
            const [a, b, c] = [put(noise(seed, m * k)), put(noise(seed + 1, k * n)), put(noise(seed + 2, m * n))];
            const left = transposed & 1 ? { aRow: 1, aColumn: m } : { aRow: k, aColumn: 1 };
            const right = transposed & 2 ? { bRow: 1, bColumn: k } : { bRow: n, bColumn: 1 };
            const f =
              ending === "bias and tanh" ? ({ bias: put(noise(seed + 3, n)), activation: "tanh" } as const) : {};
            const accumulate = ending === "accumulate";
            kernels.gemm({ m, n, k, a, b, c, ...left, ...right, cRow: n, accumulate, ...f });
            return read(c, m * n);
          }),
        );
        for (const other of more) expect(other).toEqual(one);
      }),
      { numRuns: 300 },
    );
  });

  it.each(kinds)("in a %s of any sizes, masks and directions, forward and backward", (kind) => {
    fc.assert(
      fc.property(cases, (given) => {
        const [one, ...more] = onEachCount(() => inStep(backend, given.shift, (bench) => run(bench, kind, given)));
        for (const other of more) expect(other).toEqual(one);
        const alone = onEachCount(() => inStep(backend, given.shift, (bench) => runForward(bench, kind, given, false)));
        for (const other of alone) expect(other).toEqual(one!.slice(0, other.length));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["LSTM", LSTM],
    ["GRU", GRU],
    ["RNN", RNN],
  ] as const)("after 200 training steps of an %s of two layers; and so does unshared memory", async (_, Cell) => {
    const train = async (count: number): Promise<string> => {
      setThreads(count);
      const own = createBackend();
      expect(own.arena.shared).toBe(count > 1);
      if (count > 1) await awaitThreads(own, count);
      const random = createRandom(3);
      const layer = new Cell({ inputSize: 5, hiddenSize: 48, numLayers: 2, dropout: 0.1 }, { random, backend: own });
      const adam = new Adam(layer.parameters());
      const [x, y] = [noise(1, 34 * 24 * 5), noise(2, 34 * 48)];
      for (let i = 0; i < 200; i++) {
        step(
          () => {
            const { state } = layer.forward(tensor(x, [34, 24, 5], own), { training: true, random });
            backward(mseLoss(state.h.at(-1)!, tensor(y, [34, 48], own)));
            clipGradientNorm(layer.parameters(), 1);
            adam.step();
          },
          { backend: own },
        );
      }
      expect(threads(own).running).toBe(count);
      own.pool?.stop();
      return layer
        .parameters()
        .map(({ data }) => Buffer.from(Float32Array.from(data).buffer).toString("base64"))
        .join();
    };
    const one = await train(1);
    expect(await train(2)).toBe(one);
    expect(await train(3)).toBe(one);
  });

  it("in memory that grew after the workers started", async () => {
    const own = pooled();
    await awaitThreads(own, 3);
    const first = multiply(own);
    const { bytes } = own.arena;
    own.arena.allocate(64 << 20);
    expect(own.arena.bytes).toBeGreaterThan(bytes + (200 << 20));
    expect(multiply(own)).toEqual(first);
    // a long copy checks the memory's length as the worker's instance knows it
    const whole = { ...fullCase, batch: 40, time: 400, input: 2, hidden: 32, masked: false, seed: 1 };
    const grown = inStep(own, 0, (bench) => run(bench, "lstm", whole));
    setThreads(1);
    expect(grown).toEqual(inStep(own, 0, (bench) => run(bench, "lstm", whole)));
    own.pool.stop();
  });
});

describe("workers", () => {
  it("start at the first work that repays them, and nobody waits for them", async () => {
    const backend = createBackend();
    expect(threads(backend)).toEqual({ wanted: 3, running: 1, failure: undefined });
    const start = vi.fn(startWorker);
    const own = pooled({ start });
    multiply(own, 30);
    expect(start).not.toHaveBeenCalled();
    const early = multiply(own);
    expect(start).toHaveBeenCalledTimes(2);
    await awaitThreads(own, 3);
    expect(multiply(own)).toEqual(early);
    expect(start).toHaveBeenCalledTimes(2);
    own.pool.stop();
  });

  it("that cannot start leave one thread and a note, until setThreads", async () => {
    const start = vi.fn((): never => {
      throw new Error("no workers here");
    });
    const own = pooled({ start });
    const expected = multiply(pooled({ start }));
    expect(multiply(own)).toEqual(expected);
    expect(own.pool.failure).toBe("Error: no workers here");
    expect(threads(own)).toEqual({ wanted: 3, running: 1, failure: "Error: no workers here" });
    multiply(own);
    expect(start).toHaveBeenCalledTimes(2);
    start.mockImplementation(startWorker as never);
    setThreads(2);
    await awaitThreads(own, 2);
    expect(threads(own)).toEqual({ wanted: 2, running: 2, failure: undefined });
    expect(multiply(own)).toEqual(expected);
    own.pool.stop();
  });

  it("that fail before they are ready leave one thread and a note", async () => {
    const own = pooled({
      start: (_, task, onEnd) => startWorker('function serve() { throw new Error("weak") }', task, onEnd),
    });
    own.pool.parts(1e12, 3);
    await vi.waitFor(() => expect(own.pool.failure).toBe("Error: weak"), 10_000);
    expect(own.pool.parts(1e12, 3)).toBe(1);
    expect(own.pool.running).toBe(1);
  });

  it("that trap make an error that names the kernel and the cause", async () => {
    const own = pooled();
    await awaitThreads(own, 3);
    const scratch = own.arena.allocate(30_000);
    const call = (m: number, k: number, c: number): number[] => [m, 8, k, 16, 0, 0, 16, 0, 0, c, 0, 0, 0, -1, scratch];
    const behind = own.arena.bytes / 4;
    let caught: unknown;
    for (let i = 0; i < 100 && !(caught instanceof TensorError); i++) {
      try {
        own.pool.run("gemm", [call(2000, 4000, 64), call(1, 1, behind)]);
      } catch (error) {
        caught = error; // a RuntimeError where the worker was late and the caller did its part
      }
    }
    expect(caught).toBeInstanceOf(TensorError);
    expect(own.pool.failure).toContain("memory access out of bounds");
    expect(own.pool.running).toBe(1);
    setThreads(3);
    await awaitThreads(own, 3);
    own.pool.stop();
  });

  it("that vanish in the middle of a call make an error, not a hang", async () => {
    const dying = `function serve({ words }) {
      Atomics.store(words, ${control.ready}, 1);
      for (;;) {
        const call = Atomics.load(words, ${control.ordered});
        if (call === 0) continue;
        if (Atomics.compareExchange(words, ${control.taken}, call - 1, call) === call - 1) process.exit(3);
      }
    }`;
    setThreads(2);
    const own = pooled({ patience: 100, start: (_, task, onEnd) => startWorker(dying, task, onEnd) });
    await awaitThreads(own, 2);
    const untilTaken = (): void => {
      for (let i = 0; i < 1000; i++) multiply(own);
    };
    expect(untilTaken).toThrow(
      /^gemm: expected every thread to finish its part, found a worker that failed: no answer/,
    );
    expect(own.pool.parts(1e12, 3)).toBe(1);
    expect(multiply(own)).toEqual(multiply(pooled()));
  });

  it("that are late find their part done by the caller", async () => {
    const deaf = `function serve({ words }) { Atomics.store(words, ${control.ready}, 1); Atomics.wait(words, ${control.failed}, 0); }`;
    const own = pooled({ start: (_, task, onEnd) => startWorker(deaf, task, onEnd) });
    const expected = multiply(own);
    await awaitThreads(own, 3);
    expect(multiply(own)).toEqual(expected);
    expect(multiply(own)).toEqual(expected);
    expect(own.pool.failure).toBeUndefined();
    own.pool.stop();
  });

  it("that vanish between calls make an error at the next call, then one thread goes on", async () => {
    const fainting = `function serve({ words }) { Atomics.store(words, ${control.ready}, 1); setTimeout(() => process.exit(3), 300); }`;
    const own = pooled({ start: (_, task, onEnd) => startWorker(fainting, task, onEnd) });
    await awaitThreads(own, 3);
    await vi.waitFor(() => expect(own.pool.failure).toBe("exit with status 3"), 10_000);
    expect(() => multiply(own)).toThrow(TensorError);
    expect(multiply(own).length).toBe(90_000);
    expect(own.pool.running).toBe(1);
  });

  it("end with the arena that they served, and so give its memory back", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const stopped = vi.fn();
    const start: NonNullable<ThreadPoolOptions["start"]> = (script, task, onEnd) => {
      const worker = startWorker(script, task, onEnd);
      return { stop: () => (stopped(), worker.stop()) };
    };
    const use = async (): Promise<void> => {
      const own = pooled({ start });
      await awaitThreads(own, 3);
      expect(stopped).not.toHaveBeenCalled();
    };
    await use();
    await vi.waitFor(() => {
      collect();
      expect(stopped).toHaveBeenCalledTimes(2);
    }, 20_000);
  });
});

describe("the count of threads", () => {
  it("is set, given back and refused where it is no count", () => {
    expect(setThreads(2)).toBe(3);
    expect(setThreads(3)).toBe(2);
    for (const wrong of [0, -1, 1.5, NaN, Infinity]) expect(() => setThreads(wrong)).toThrow(OptionError);
    expect(() => setThreads(0)).toThrow(
      "setThreads: expected a whole number from 1 to 256, found 0; give the count of cores to use; 1 computes without workers",
    );
    expect(threads().wanted).toBe(3);
    expect(defaultBackend().arena.shared).toBe(true);
  });

  it("comes from SEQCAST_THREADS, else from the machine", () => {
    vi.stubEnv("SEQCAST_THREADS", "5");
    expect(availableThreads()).toBe(5);
    vi.stubEnv("SEQCAST_THREADS", "");
    expect(availableThreads()).toBe(availableParallelism());
    vi.stubEnv("SEQCAST_THREADS", "many");
    expect(() => availableThreads()).toThrow(
      'SEQCAST_THREADS: expected a whole number from 1 to 256, found "many"; set the environment variable',
    );
  });

  it("is one for memory made while one was wanted, whatever comes later", () => {
    setThreads(1);
    const own = createBackend();
    setThreads(3);
    expect(own.arena.shared).toBe(false);
    expect(threads(own)).toEqual({ wanted: 3, running: 1, failure: expect.stringContaining("made for one thread") });
    expect(multiply(own)).toEqual(multiply(pooled()));
  });
});

describe("a bundle", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "seqcast-threads-"));
    const entry = `
      import { autograd, setThreads, threads } from "./src/index.ts";
      setThreads(2);
      const numbers = Float32Array.from({ length: 90000 }, (_, i) => (i % 97) / 50 - 1);
      const work = () => autograd.step(() => {
        const x = autograd.tensor(numbers, [300, 300]);
        return autograd.matmul(x, x).data.reduce((a, b) => a + b);
      });
      const alone = work();
      const timer = setInterval(() => {
        const again = work();
        if (again === alone && threads().running < 2) return;
        console.log(JSON.stringify({ same: again === alone, ...threads() }));
        clearInterval(timer);
      }, 5);`;
    for (const format of ["esm", "cjs"] as const) {
      await build({
        stdin: { contents: entry, resolveDir: process.cwd(), loader: "ts" },
        outfile: join(folder, format === "esm" ? "main.mjs" : "main.cjs"),
        bundle: true,
        platform: "node",
        target: "es2022",
        format,
        external: ["@napi-rs/canvas"],
        alias: { "#platform": "./src/platform.node.ts", "#picture": "./src/plots/picture.node.ts" },
      });
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(["main.mjs", "main.cjs"])("starts its workers from %s and ends with its last work", (file) => {
    const output = execFileSync(process.execPath, [join(folder, file)], { encoding: "utf8", timeout: 20_000 });
    expect(JSON.parse(output)).toEqual({ same: true, wanted: 2, running: 2 });
  });
});
