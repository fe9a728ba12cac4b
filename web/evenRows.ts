/** Rows of uneven times put together step by step, as `readCsv` does it, so that what is shown is what will be forecast. */
import { together, type InspectedSeries } from "../src/cli/inspectedSeries.ts";
import type { Roles } from "../src/cli/inspectRoles.ts";
import { MOSTLY, nearestStep } from "../src/cli/nearestStep.ts";
import { estimateFrequency, formatFrequency, parseFrequency } from "../src/index.ts";

/** The step by which rows are to be put together: one that is said, or found; undefined where there is one row at each step. */
export function evenStep({ times }: InspectedSeries, { timezone }: Roles, given: string | null): string | undefined {
  const estimate = estimateFrequency(times, timezone);
  if (!estimate) return given ?? nearestStep(times, timezone);
  const { unit, step } = estimate.frequency;
  const plain = formatFrequency(unit === "businessDay" ? { unit: "day", step } : { unit, step });
  if (given !== null && given !== plain) return given;
  if (estimate.regular <= MOSTLY) return given ?? nearestStep(times, timezone);
  return estimate.regular < 1 || estimate.duplicates > 0 ? plain : undefined;
}

/** A series with a row a step: the means of the targets' observed values. */
export function putTogether(series: InspectedSeries, roles: Roles, step: string): InspectedSeries {
  return together(series, { ...roles, aggregate: "mean", frequency: parseFrequency(step) });
}
