/**
 * What a worker runs, as text: it is started from a string, so that no second file needs to be found beside a bundle. It
 * waits for calls of the kernels in a block of control words, first spinning, then asleep, until it is terminated.
 */

/** The control words of a worker, by index. */
export const control = {
  /** Serial number of the last call handed over; the worker sleeps on it. */
  ordered: 0,
  /** Serial number of the last call that somebody took on: the worker or, where that was late, the caller. */
  taken: 1,
  /** Serial number of the last call that the worker did; the caller sleeps on it. */
  done: 2,
  /** 1 as soon as the worker can take calls. */
  ready: 3,
  /** 1 when the last call threw: the message lies in place of the numbers, a word a character. */
  failed: 4,
  /** Which kernel is called. */
  kernel: 5,
  /** How many numbers follow. */
  count: 6,
  numbers: 7,
} as const;

/** Words of a block: room for the numbers of any call. */
export const CONTROL_WORDS = 64;

/** How long a thread spins before it sleeps, in milliseconds: a step's calls follow each other within that time. */
export const SPIN_MILLISECONDS = 0.1;

/** What a worker is given. */
export interface WorkerTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly words: Int32Array;
  /** The exports that may be called; a call names one by its index. */
  readonly names: readonly string[];
}

/** Defines `serve(task)`, which never returns. */
export const workerScript: string = `
function serve({ module, memory, words, names }) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = names.map((name) => exports[name]);
  let last = 0;
  const next = () => {
    const end = performance.now() + ${SPIN_MILLISECONDS};
    do for (let i = 0; i < 100; i++) if (Atomics.load(words, ${control.ordered}) !== last) return;
    while (performance.now() < end);
    while (Atomics.load(words, ${control.ordered}) === last) Atomics.wait(words, ${control.ordered}, last);
  };
  Atomics.store(words, ${control.ready}, 1);
  for (;;) {
    next();
    last = Atomics.load(words, ${control.ordered});
    const before = (last - 1) | 0;
    if (Atomics.compareExchange(words, ${control.taken}, before, last) !== before) continue;
    try {
      memory.buffer; // learns of growth
      kernels[words[${control.kernel}]](...words.subarray(${control.numbers}, ${control.numbers} + words[${control.count}]));
    } catch (error) {
      const text = String(error).slice(0, ${CONTROL_WORDS - control.numbers});
      words[${control.count}] = text.length;
      for (let i = 0; i < text.length; i++) words[${control.numbers} + i] = text.charCodeAt(i);
      Atomics.store(words, ${control.failed}, 1);
    }
    Atomics.store(words, ${control.done}, last);
    Atomics.notify(words, ${control.done});
  }
}
`;
