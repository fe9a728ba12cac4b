// Robust timing: tasks take turns in rounds, so that whatever else the machine does meets all of them alike.

const SAMPLE_MS = 2; // shorter work is called so often that a sample lasts about as long
const WARM_UP_MS = 150; // until the engine's optimizing compiler is done

/** The middle one, the upper of two. */
export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Milliseconds that a number of calls takes. */
export function elapsed(work, calls = 1) {
  const start = performance.now();
  for (let i = 0; i < calls; i++) work();
  return performance.now() - start;
}

/** Warms up for `limit` milliseconds, one call at least; gives the calls that fill a sample. */
export function warmUp(work, limit = WARM_UP_MS) {
  let fastest = Infinity;
  for (const end = performance.now() + limit; ;) {
    fastest = Math.min(fastest, elapsed(work));
    if (performance.now() >= end) break;
  }
  return Math.max(1, Math.floor(SAMPLE_MS / fastest));
}

/** Samples, in milliseconds a call, that about `limit` milliseconds hold; one at least. */
export function samples(work, calls, limit) {
  const times = [];
  const end = performance.now() + limit;
  do times.push(elapsed(work, calls) / calls);
  while (performance.now() < end);
  return times;
}

/**
 * Runs tasks by turns and gives the samples of each by its name: milliseconds a call.
 * A task is { name, work, prepare? }; `prepare` is called before each turn, outside the clock.
 */
export function takeTurns(tasks, { rounds, limit, between = () => undefined }) {
  const turns = tasks.map((task) => {
    task.prepare?.();
    return { ...task, calls: warmUp(task.work), times: [] };
  });
  for (let round = 0; round < rounds; round++) {
    between();
    for (const { prepare, work, calls, times } of turns) {
      prepare?.();
      times.push(...samples(work, calls, limit));
    }
  }
  between();
  return Object.fromEntries(turns.map(({ name, times }) => [name, times]));
}
