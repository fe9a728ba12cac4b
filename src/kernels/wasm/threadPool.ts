/**
 * Threads that compute on one arena: each part of a call gets a thread, the first one the caller's own. Workers start at
 * the first call that is large enough, nobody waits for them to come up, and they do not keep the process alive. Parts
 * write apart and nothing sums across them, so the count of threads changes no byte.
 */
import { startWorker } from "#platform";
import { TensorError } from "../../errors.ts";
import { threadChoices, wantedThreads } from "../threads.ts";
import type { SimdExports } from "./simdModule.ts";
import { control, CONTROL_WORDS, SPIN_MILLISECONDS, workerScript, type WorkerTask } from "./workerScript.ts";

/** The kernels that may run on workers: all their numbers are whole, none returns one. */
const names = [
  "gemm",
  "weightGradients",
  "rnnForward",
  "rnnBackward",
  "lstmForward",
  "lstmBackward",
  "gruForward",
  "gruBackward",
  "decoder",
] as const;

/** A kernel that may run on workers. */
export type SplitKernel = (typeof names)[number];

/** Floating-point operations that a thread must get to repay its waking: about 25 µs. */
const REPAYING_WORK = 7.5e5;
/** How long a worker may take longer than its caller did, in milliseconds, before it counts as lost. */
const PATIENCE = 20_000;

/** Starts a worker that serves a task; `onEnd` hears why it ended. A type of its own keeps the platform out of declarations. */
type StartWorker = (script: string, task: unknown, onEnd: (reason: string) => void) => { stop(): void };

/** What a pool is made of; tests replace the last three. */
export interface ThreadPoolOptions {
  readonly simd: SimdExports;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly start?: StartWorker;
  readonly patience?: number;
  readonly repayingWork?: number;
}

interface Member {
  readonly words: Int32Array;
  readonly worker: { stop(): void };
}

/** The threads of one arena. */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  #members: Member[] = [];
  #failure: string | undefined;
  #crash: TensorError | undefined;
  #choices = -1;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Why there are no workers, where they failed. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Threads that take part by now, the caller's included. */
  get running(): number {
    return 1 + Math.min(this.#ready().length, wantedThreads() - 1);
  }

  /**
   * Into how many parts, at most `most`, a call of so many floating-point operations is worth splitting; starts workers
   * where they are missing.
   * @throws TensorError once after a worker died
   */
  parts(work: number, most: number): number {
    const repaid = Math.min(Math.floor(work / (this.#options.repayingWork ?? REPAYING_WORK)), wantedThreads(), most);
    if (repaid < 2) return 1;
    const crash = this.#crash;
    this.#crash = undefined;
    if (crash) throw crash;
    this.#startMissing(repaid - 1);
    return Math.min(repaid, this.running);
  }

  /**
   * Runs calls of one kernel at once and waits for all; at most `parts()` of them.
   * @throws TensorError when a worker fails; what the calls write is then undefined
   */
  run(name: SplitKernel, calls: readonly (readonly number[])[]): void {
    const [own = [], ...others] = calls;
    const busy = this.#ready().slice(0, others.length);
    busy.forEach(({ words }, i) => order(words, names.indexOf(name), others[i]!));
    const start = performance.now();
    try {
      this.#options.simd[name](...own);
    } finally {
      const slowest = (this.#options.patience ?? PATIENCE) + 20 * (performance.now() - start);
      busy.forEach(({ words }, i) => {
        if (takeBack(words)) this.#options.simd[name](...others[i]!);
        else if (!awaitDone(words, slowest)) this.#lose(name, `no answer for ${slowest} ms`);
      });
    }
    for (const { words } of busy) if (words[control.failed] === 1) this.#lose(name, messageIn(words));
  }

  /** Ends the workers. */
  stop(): void {
    for (const { worker } of this.#members) worker.stop();
    this.#members = [];
  }

  #ready(): Member[] {
    return this.#members.filter(({ words }) => Atomics.load(words, control.ready) === 1);
  }

  #startMissing(count: number): void {
    if (this.#failure !== undefined) {
      if (this.#choices === threadChoices()) return;
      this.#failure = undefined;
    }
    this.#choices = threadChoices();
    try {
      while (this.#members.length < count) this.#members.push(this.#startOne());
    } catch (error) {
      this.#fail(String(error));
    }
  }

  #startOne(): Member {
    const { module, memory, start = startWorker } = this.#options;
    const words = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
    const task: WorkerTask = { module, memory, words, names };
    const worker = start(workerScript, task, (reason) => {
      if (!this.#members.some((member) => member.words === words)) return; // it was stopped
      if (Atomics.load(words, control.ready) === 1) this.#crash = lost("threads", reason);
      this.#fail(reason);
    });
    return { words, worker };
  }

  #fail(reason: string): void {
    this.#failure = reason;
    this.stop();
  }

  #lose(name: string, reason: string): never {
    this.#fail(reason);
    throw lost(name, reason);
  }
}

function lost(where: string, reason: string): TensorError {
  return new TensorError({
    where,
    expected: "every thread to finish its part",
    found: `a worker that failed: ${reason}`,
    remedy: "one thread goes on from here; repeat the step, and call setThreads to start workers again",
  });
}

/** Hands a call to a worker. */
function order(words: Int32Array, kernel: number, numbers: readonly number[]): void {
  words[control.kernel] = kernel;
  words[control.count] = numbers.length;
  words.set(numbers, control.numbers);
  Atomics.add(words, control.ordered, 1);
  Atomics.notify(words, control.ordered);
}

/** Takes a call back that its worker has not begun, be it that other processes keep the worker from its core. */
function takeBack(words: Int32Array): boolean {
  const call = Atomics.load(words, control.ordered);
  const before = (call - 1) | 0;
  return Atomics.compareExchange(words, control.taken, before, call) === before;
}

/** Waits for a worker's call, first spinning, then asleep; false when that took more than `limit` milliseconds. */
function awaitDone(words: Int32Array, limit: number): boolean {
  const call = Atomics.load(words, control.ordered);
  const start = performance.now();
  do for (let i = 0; i < 100; i++) if (Atomics.load(words, control.done) === call) return true;
  while (performance.now() < start + SPIN_MILLISECONDS);
  for (let rest = limit; rest > 0; rest = start + limit - performance.now()) {
    const done = Atomics.load(words, control.done);
    if (done === call) return true;
    Atomics.wait(words, control.done, done, rest);
  }
  return Atomics.load(words, control.done) === call;
}

function messageIn(words: Int32Array): string {
  const end = control.numbers + words[control.count]!;
  return String.fromCharCode(...words.subarray(control.numbers, end));
}
