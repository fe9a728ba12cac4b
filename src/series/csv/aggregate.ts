/**
 * Puts rows together step by step while they are read: memory holds the steps alone, however long the file is. A step begins at
 * midnight, Monday, the first of a month, quarter or year of the zone, or at a multiple of its seconds, minutes or hours from
 * there, and its timestamp is its beginning.
 */
import type { Frequency } from "../frequency.ts";
import { instantOf, offsetAt, wallTime } from "../timezone.ts";
import type { SeriesRows } from "./gather.ts";
import type { Aggregate } from "./options.ts";
import { settleTimes, timezoneOf } from "./seriesOf.ts";
import { type CsvTable, doubled } from "./table.ts";
import { daysOf } from "./timeColumn.ts";

const DAY = 86_400_000;
const spans: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000 };
const months: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

/** The steps of one series. */
interface Steps extends SeriesRows {
  /** Index of each step by its beginning. */
  readonly index: Map<number, number>;
  /** Values that are not missing, and the time of the one that stands for first or last (capacity, columns). */
  counts: Float64Array;
  moments: Float64Array;
}

/** Finds the beginning of the step that an instant lies in. */
export type StepStart = (time: number) => number;

/**
 * The beginnings of a frequency's steps in a zone.
 * @param first time of the data; hours and shorter steps are counted with the zone's offset there, so that they stay regular.
 * @example stepStart({ unit: "hour", step: 1 }, "UTC", 0)(5_400_000) //=> 3600000
 */
export function stepStart({ unit, step }: Frequency, timezone: string, first: number): StepStart {
  const span = (spans[unit] ?? 0) * step;
  if (span > 0) {
    const offset = offsetAt(first, timezone);
    return (time) => Math.floor((time + offset) / span) * span - offset;
  }
  const days = (unit === "week" ? 7 : unit === "day" ? 1 : 0) * step;
  if (days > 0) {
    // 1970-01-05 was a Monday.
    const shift = unit === "week" ? 4 : 0;
    return (time) => {
      const day = Math.floor(wallTime(time, timezone) / DAY);
      return instantOf((Math.floor((day - shift) / days) * days + shift) * DAY, timezone);
    };
  }
  const count = (months[unit] ?? 1) * step;
  return (time) => {
    const date = new Date(wallTime(time, timezone));
    const month = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / count) * count;
    return instantOf(daysOf(Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 1) * DAY, timezone);
  };
}

/** Takes the rows of a table's block into the steps of their series. */
export function createAggregator(aggregate: Aggregate): { add(table: CsvTable): void; readonly steps: Steps[] } {
  const all: Steps[] = [];
  let start: StepStart | undefined;
  return {
    steps: all,
    add(table) {
      const { block, layout, plan } = table;
      // Of day and month the first block must tell the order: nothing is kept back until another does.
      settleTimes(table, [block]);
      start ??= stepStart(plan.frequency!, timezoneOf(table), block.times[0]!);
      const width = layout.numeric.length;
      // Whatever is made of the values, a step weighs what its rows weigh in the mean; the weight is the last column.
      const weightAt = layout.names.weight.length > 0 ? width - 1 : width;
      while (all.length < table.ids.length) all.push(noSteps(width));
      for (let row = 0; row < block.count; row++) {
        const time = block.times[row]!;
        if (time !== time) continue; // a bad cell, noted already
        const steps = all[block.series[row]!]!;
        const at = stepAt(steps, start(time), block.places[row]!, width);
        for (let c = 0; c < weightAt; c++) take(aggregate, steps, at * width + c, block.values[row * width + c]!, time);
        if (weightAt === width) continue;
        const weight = block.values[row * width + weightAt]!;
        const place = at * width + weightAt;
        // One below 0 is not averaged away: it is refused when the series is made.
        const negative = weight < 0 || steps.values[place]! < 0;
        take(negative ? "min" : "mean", steps, place, weight === weight ? weight : 1, time);
      }
      block.count = 0;
    },
  };
}

function noSteps(width: number): Steps {
  const rows = {
    count: 0,
    times: new Float64Array(4),
    places: new Float64Array(4),
    values: new Float64Array(4 * width),
  };
  return { ...rows, index: new Map(), counts: new Float64Array(4 * width), moments: new Float64Array(4 * width) };
}

function stepAt(steps: Steps, start: number, place: number, width: number): number {
  const latest = steps.count - 1;
  if (steps.times[latest] === start && latest >= 0) return latest;
  const known = steps.index.get(start);
  if (known !== undefined) return known;
  if (steps.count === steps.times.length) {
    steps.times = doubled(steps.times);
    steps.places = doubled(steps.places);
    steps.values = doubled(steps.values);
    steps.counts = doubled(steps.counts);
    steps.moments = doubled(steps.moments);
  }
  const at = steps.count++;
  steps.index.set(start, at);
  steps.times[at] = start;
  steps.places[at] = place;
  steps.values.fill(NaN, at * width, (at + 1) * width);
  return at;
}

function take(aggregate: Aggregate, { values, counts, moments }: Steps, at: number, value: number, time: number): void {
  if (aggregate === "count" && counts[at] === 0) values[at] = 0;
  if (value !== value) return;
  const count = ++counts[at]!;
  const held = values[at]!;
  if (count === 1 || (aggregate === "first" && time < moments[at]!) || (aggregate === "last" && time >= moments[at]!)) {
    values[at] = aggregate === "count" ? 1 : value;
    moments[at] = time;
  } else if (aggregate === "sum") values[at] = held + value;
  // The mean is corrected value by value, so that no sum of a long file loses digits.
  else if (aggregate === "mean") values[at] = held + (value - held) / count;
  else if (aggregate === "min") values[at] = Math.min(held, value);
  else if (aggregate === "max") values[at] = Math.max(held, value);
  else if (aggregate === "count") values[at] = count;
}
