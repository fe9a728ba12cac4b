/** The step by which rows of uneven times are put together, where none explains them. */
import { parseFrequency, stepStart } from "../series/index.ts";
import { usualSteps } from "./usualSteps.ts";

/** Share of the rows that stand on a step that is believed. */
export const MOSTLY = 0.8;

const HOLES = 0.03; // of the steps may be followed by an empty one

/**
 * The shortest usual step, no shorter than the one nearest to the middle difference, that leaves few steps empty.
 * @param times in ascending order (rows).
 * @returns undefined where no two times differ.
 */
export function nearestStep(times: Float64Array, timezone: string): string | undefined {
  const middle = middleDifference(times);
  if (middle === undefined) return undefined;
  const distance = (length: number): number => Math.max(length / middle, middle / length);
  const nearest = usualSteps.reduce(
    (best, one, i) => (distance(one[1]) < distance(usualSteps[best]![1]) ? i : best),
    0,
  );
  const from = usualSteps.slice(nearest, nearest + 4);
  return (from.find(([step]) => holesAt(times, step, timezone) <= HOLES) ?? from[0]!)[0];
}

function middleDifference(times: Float64Array): number | undefined {
  const differences = times.subarray(1).map((time, t) => time - times[t]!);
  const sorted = differences.filter((difference) => difference > 0).sort();
  return sorted[sorted.length >> 1];
}

/** Share of the steps with rows that an empty one follows. */
function holesAt(times: Float64Array, step: string, timezone: string): number {
  const frequency = parseFrequency(step);
  const length = usualSteps.find(([name]) => name === step)![1];
  const starts = distinctOf(Float64Array.from(times, stepStart(frequency, timezone, times[0]!)));
  return starts.filter((start, i) => i > 0 && start - starts[i - 1]! > 1.5 * length).length / starts.length;
}

const distinctOf = (sorted: Float64Array): Float64Array => sorted.filter((one, i) => i === 0 || one !== sorted[i - 1]);
