/** Stamps that jitter about the steps of a grid, as a scheduler's or a scraper's do: which step they mean, and how far they stand from it. */
import type { Frequency, SnapTimes } from "../series/index.ts";

/** What was found of stamps that jitter. */
export interface Jitter {
  readonly frequency: Frequency;
  /** What `--tolerance` takes, and the same in milliseconds. */
  readonly tolerance: string;
  readonly span: number;
  /** Rows beside the grid, and the farthest, in milliseconds. */
  readonly moved: number;
  readonly farthest: number;
  /** The times of the grid (rows). */
  readonly times: Float64Array;
}

const units = [
  ["second", "s", 1000, [1, 2, 5, 10, 15, 20, 30]],
  ["minute", "min", 60_000, [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30]],
  ["hour", "h", 3_600_000, [1, 2, 3, 4, 6, 8, 12]],
  ["day", "d", 86_400_000, [1]],
] as const;

/** Usual steps, the shortest first. */
const steps = units.flatMap(([unit, name, length, counts]) =>
  counts.map((step) => ({ frequency: { unit, step }, text: `${step}${name}`, span: step * length })),
);

const NEAR = 0.1; // of a usual step lies the step of the middle
const SPARE = 1.25; // of the farthest row the tolerance has, where a usual one does
const MOST_TOGETHER = 0.1; // of the rows fall together with another

/**
 * Jitter of less than half a step.
 * @param times in ascending order (rows).
 * @param told the step, where it is known.
 * @param snap what moves times.
 * @returns undefined where rows stand farther from any grid of their usual step, or too many fall together.
 */
export function jitterOf(
  times: Float64Array,
  timezone: string,
  told: Frequency | undefined,
  snap: SnapTimes,
): Jitter | undefined {
  const distinct = times.filter((time, t) => t === 0 || time !== times[t - 1]);
  const known = told === undefined ? usualStep(distinct) : stepOf(told);
  if (!known) return undefined;
  const { frequency, span: step } = known;
  const spans = steps.filter(({ span }) => span * 2 < step);
  const widest = spans.at(-1)?.span ?? 0;
  if (snap(times, frequency, widest, timezone).stray >= 0) return undefined;
  let fitting: Jitter | undefined;
  for (const { text: tolerance, span } of spans) {
    const { times: snapped, moved, farthest, stray } = snap(times, frequency, span, timezone);
    if (stray >= 0) continue;
    if (togetherIn(snapped) - (times.length - distinct.length) > MOST_TOGETHER * times.length) return undefined;
    const found = { frequency, tolerance, span, moved, farthest, times: snapped };
    if (span >= SPARE * farthest) return found;
    fitting ??= found;
  }
  return fitting;
}

/** The usual step that the middle of all steps is near. */
function usualStep(times: Float64Array): (typeof steps)[number] | undefined {
  if (times.length < 4) return undefined;
  const gaps = times
    .subarray(1)
    .map((time, t) => time - times[t]!)
    .sort();
  const middle = gaps[gaps.length >> 1]!;
  return steps.find(({ span }) => Math.abs(middle - span) <= NEAR * span);
}

function stepOf({ unit, step, on }: Frequency): { frequency: Frequency; span: number } | undefined {
  const length = units.find(([name]) => name === unit)?.[2];
  return length === undefined || on !== undefined ? undefined : { frequency: { unit, step }, span: length * step };
}

const togetherIn = (times: Float64Array): number => times.length - new Set(times).size;
