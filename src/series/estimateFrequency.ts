/**
 * The frequency of timestamps that need not be regular, with how far it can be trusted: `inferFrequency` refuses what no
 * step explains, this says how much of it a step explains.
 */
import { anchorRow, isOnDay, stepsBetween } from "./calendar.ts";
import { type Frequency, type FrequencyUnit, weekdays } from "./frequency.ts";
import { inferFrequency } from "./inferFrequency.ts";

/** A frequency, and what speaks for it. */
export interface FrequencyEstimate {
  /** With the day that all rows stand on, where there is one: `1w-mon`, `1mo-end`. */
  readonly frequency: Frequency;
  /** From 0 to 1: the share of the rows that stand on its grid, times the share of steps that are there. */
  readonly confidence: number;
  /** Share of the rows that stand on the grid. */
  readonly regular: number;
  /** Share of the grid's times between the first row and the last that have a row. */
  readonly present: number;
  /** Rows whose time an earlier row has already. */
  readonly duplicates: number;
}

const MILLISECONDS: readonly (readonly [number, FrequencyUnit])[] = [
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
];

/**
 * Estimates the frequency of sorted timestamps; repeated and irregular ones are counted, not refused.
 * @returns undefined where fewer than 2 rows have different times, or the commonest difference is no whole number of seconds.
 * @example estimateFrequency([0, 60_000, 120_000, 185_000], "UTC")?.regular //=> 0.75
 */
export function estimateFrequency(timestamps: ArrayLike<number>, timezone: string): FrequencyEstimate | undefined {
  const distinct = Float64Array.from(timestamps).filter((time, t) => t === 0 || time !== timestamps[t - 1]);
  const duplicates = timestamps.length - distinct.length;
  if (distinct.length < 2) return undefined;
  const frequency = explaining(distinct, timezone) ?? commonestStep(distinct);
  if (!frequency) return undefined;
  const { regular, present } = agreement(distinct, frequency, timezone);
  return {
    frequency: { ...frequency, ...dayOfAll(distinct, frequency, timezone) },
    confidence: regular * Math.min(1, present),
    regular,
    present,
    duplicates,
  };
}

function explaining(timestamps: Float64Array, timezone: string): Frequency | undefined {
  try {
    return inferFrequency(timestamps, timezone, "estimateFrequency");
  } catch {
    return undefined; // no step explains all rows: that is what this function is for
  }
}

/** The commonest difference as a frequency; the shortest of several. */
function commonestStep(timestamps: Float64Array): Frequency | undefined {
  const counts = new Map<number, number>();
  for (let t = 1; t < timestamps.length; t++) {
    const difference = timestamps[t]! - timestamps[t - 1]!;
    counts.set(difference, (counts.get(difference) ?? 0) + 1);
  }
  const [gap] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]!;
  if (gap % 86_400_000 === 0) {
    const days = gap / 86_400_000;
    return days % 7 === 0 ? { unit: "week", step: days / 7 } : { unit: "day", step: days };
  }
  const unit = MILLISECONDS.find(([length]) => gap % length === 0);
  return unit && { unit: unit[1], step: gap / unit[0] };
}

/** How many rows stand on the grid of the commonest phase, and how many of its times are there. */
function agreement(
  timestamps: Float64Array,
  frequency: Frequency,
  timezone: string,
): { regular: number; present: number } {
  const phases = [timestamps[anchorRow(timestamps, frequency, timezone)]!, ...commonestPhase(timestamps, frequency)];
  const counts = phases.map((anchor) => {
    const steps = Array.from(timestamps, (time) => stepsBetween(anchor, time, frequency, timezone));
    const on = steps.filter((step) => step !== undefined);
    return { rows: on.length, span: (on.at(-1) ?? 0) - (on[0] ?? 0) + 1 };
  });
  const best = counts.sort((a, b) => b.rows - a.rows)[0]!;
  return { regular: best.rows / timestamps.length, present: best.rows / best.span };
}

/** A time whose phase most rows share, for steps that are fixed spans. */
function commonestPhase(timestamps: Float64Array, { unit, step }: Frequency): number[] {
  const length = MILLISECONDS.find(([, name]) => name === unit)?.[0];
  if (length === undefined) return [];
  const span = length * step;
  const counts = new Map<number, number>();
  for (const time of timestamps) {
    const phase = time - Math.floor(time / span) * span;
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return [[...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]![0]];
}

/** The day that all rows stand on, of those that the unit can have; none for a unit without such days. */
function dayOfAll(timestamps: Float64Array, { unit, step }: Frequency, timezone: string): Pick<Frequency, "on"> {
  const days =
    unit === "week"
      ? weekdays
      : unit === "month" || unit === "quarter" || unit === "year"
        ? (["start", "end"] as const)
        : [];
  const on = days.find((day) => timestamps.every((time) => isOnDay(time, { unit, step, on: day }, timezone)));
  return on === undefined ? {} : { on };
}
