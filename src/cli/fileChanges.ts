/** Hears of files that grow: they are looked at again and again, which also works where a file system tells nobody. */
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expandPath } from "#platform";

/** How files are watched. */
export interface WatchOptions {
  /** Milliseconds that files must stay as they are before they are read: whoever writes to them has ended then. */
  readonly settle: number;
  /** Milliseconds between two looks. */
  readonly look?: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * Yields at once, and then after each change, once the files have settled; patterns are read anew each time. A change during the
 * caller's work is told after it.
 */
export async function* fileChanges(files: readonly string[], options: WatchOptions): AsyncGenerator<void> {
  const { signal, look = 200 } = options;
  let seen = await stateOf(files);
  while (!signal.aborted) {
    yield;
    let now = await stateOf(files);
    while (now === seen && (await waited(look, signal))) now = await stateOf(files);
    seen = await settled(files, now, options);
  }
}

/** The state of files that stayed the same for a while; whatever it is where the watch has ended. */
async function settled(files: readonly string[], state: string, { settle, signal }: WatchOptions): Promise<string> {
  while (await waited(settle, signal)) {
    const now = await stateOf(files);
    if (now === state) return now;
    state = now;
  }
  return state;
}

/** Waits; false once the watch has ended. */
async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}

/** Size and time of every file, as a text to compare; a file that is not there has neither. */
async function stateOf(files: readonly string[]): Promise<string> {
  const paths = await Promise.all(files.map((file) => expandPath(file).catch(() => [file])));
  const states = paths.flat().map(async (path) => {
    const facts = await stat(path).catch(() => undefined);
    return `${path} ${facts?.size} ${facts?.mtimeMs} ${facts?.ino}`;
  });
  return (await Promise.all(states)).join("\n");
}
