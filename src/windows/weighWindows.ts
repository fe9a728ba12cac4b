/** Windows drawn by weights of their own, still by numbers. */
import { OptionError } from "../errors.ts";
import { seriesAt, type Window, type WindowSet } from "./window.ts";

const PLACES = 8; // of a window of mean weight: one that weighs less must have its turn, too

/**
 * A set that holds each window of another about eight times its weight over the mean weight, so that a number drawn evenly belongs to
 * it with a probability in proportion. One of weight 0 is left out. It holds 8 bytes a window.
 * @param weightOf at least 0
 * @throws OptionError where all weights are 0
 * @example weighWindows(set, ({ cutoffIndex }) => cutoffIndex).length
 */
export function weighWindows(set: WindowSet, weightOf: (window: Window) => number): WindowSet {
  const sums = new Float64Array(set.length + 1); // of the weights before each number
  let some = 0;
  for (let i = 0; i < set.length; i++) {
    const window = set.at(i);
    const weight = window ? weightOf(window) : 0;
    if (weight > 0) some++;
    sums[i + 1] = sums[i]! + weight;
  }
  const total = sums[set.length]!;
  if (some === 0) {
    throw new OptionError({
      where: "weighWindows weights",
      expected: "at least one above 0",
      found: "none",
      remedy: "give rows that can be learned from a weight above 0",
    });
  }
  const length = PLACES * some;
  const share = total / length;
  const starts = set.starts.map((first) => Math.ceil(sums[first]! / share - 0.5));
  return {
    length,
    starts,
    at: (index) => (index >= 0 && index < length ? set.at(seriesAt(sums, (index + 0.5) * share)) : undefined),
  };
}
