/** Rows of uneven times put together step by step, as `readCsv` does it, so that what is shown is what will be forecast. */
import { together, type InspectedSeries } from "../src/cli/inspectedSeries.ts";
import type { Roles } from "../src/cli/inspectRoles.ts";
import { estimateFrequency, formatFrequency, parseFrequency } from "../src/index.ts";
import { stepStart } from "../src/series/index.ts";
import { usualSteps } from "./steps.ts";

const MOSTLY = 0.8; // of the rows stand on a step that is believed
const HOLES = 0.03; // of the steps may be followed by an empty one

/** The step by which rows are to be put together: one that is said, or found; undefined where there is one row at each step. */
export function evenStep({ times }: InspectedSeries, { timezone }: Roles, given: string | null): string | undefined {
  const estimate = estimateFrequency(times, timezone);
  if (!estimate) return given ?? usualStep(times, timezone);
  const { unit, step } = estimate.frequency;
  const plain = formatFrequency(unit === "businessDay" ? { unit: "day", step } : { unit, step });
  if (given !== null && given !== plain) return given;
  if (estimate.regular <= MOSTLY) return given ?? usualStep(times, timezone);
  return estimate.regular < 1 || estimate.duplicates > 0 ? plain : undefined;
}

/** The shortest usual step, no shorter than the middle difference, that leaves few steps empty. */
function usualStep(times: Float64Array, timezone: string): string | undefined {
  const middle = middleDifference(times);
  if (middle === undefined) return undefined;
  const distance = (length: number): number => Math.abs(Math.log(length / middle));
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

/** A series with a row a step: the means of the targets' observed values. */
export function putTogether(series: InspectedSeries, roles: Roles, step: string): InspectedSeries {
  return together(series, { ...roles, aggregate: "mean", frequency: parseFrequency(step) });
}
