/** How many threads are wanted: chosen by `setThreads`, else by the platform. */
import { availableThreads } from "#platform";
import { OptionError } from "../errors.ts";

/** What a backend computes with. */
export interface Threads {
  /** The count that was chosen, or the platform's. */
  readonly wanted: number;
  /** The count that takes part by now: workers start at the first work that repays them. */
  readonly running: number;
  /** Why there are no more; undefined where nothing went wrong. */
  readonly failure: string | undefined;
}

const MOST_THREADS = 256;

let chosen: number | undefined;
let choices = 0;

/** The count of threads that is wanted now. */
export function wantedThreads(): number {
  return (chosen ??= availableThreads());
}

/** Grows with every call of `setThreads`: after one, what failed may be tried again. */
export function threadChoices(): number {
  return choices;
}

/**
 * Sets how many threads large matrix products and recurrences are split over; results are the same bytes for any count.
 * The default is the environment variable SEQCAST_THREADS, else the available cores; a browser's page has one thread. Call
 * it before anything else where the default is 1: memory made for one thread cannot be shared with others later.
 * @returns the count that was wanted before
 * @throws OptionError when the count is no whole number from 1 to 256, or SEQCAST_THREADS holds none and was not read before
 * @example setThreads(2)
 */
export function setThreads(count: number): number {
  if (!Number.isSafeInteger(count) || count < 1 || count > MOST_THREADS) {
    throw new OptionError({
      where: "setThreads",
      expected: `a whole number from 1 to ${MOST_THREADS}`,
      found: typeof count === "number" ? `${count}` : JSON.stringify(count),
      remedy: "give the count of cores to use; 1 computes without workers",
    });
  }
  const before = wantedThreads();
  chosen = count;
  choices++;
  return before;
}
