/**
 * Puts rows together step by step while they are read: memory holds the steps alone, however long the file is. The timestamp of a step
 * is its beginning, or its last day where that names it. Loaded where it is asked for; it imports types alone, so that a page's bundle need not be cut to share code with it.
 */
import type { SeriesRows } from "./gather.ts";
import type { Aggregate } from "./options.ts";
import type { StepStart } from "./stepStart.ts";
import type { CsvTable } from "./table.ts";

/** The steps of one series. */
interface Steps extends SeriesRows {
  /** Index of each step by its beginning. */
  readonly index: Map<number, number>;
  /** Values that are not missing, and the time of the one that stands for first or last (capacity, columns). */
  counts: Float64Array;
  moments: Float64Array;
}

/**
 * Takes the rows of a table's block into the steps of their series.
 * @param stepsOf settles the times of the first block, and says where steps begin.
 */
export function createAggregator(
  aggregate: Aggregate,
  stepsOf: (table: CsvTable) => StepStart,
): { add(table: CsvTable): void; readonly steps: Steps[] } {
  const all: Steps[] = [];
  return {
    steps: all,
    add(table) {
      const { block, layout } = table;
      const start = stepsOf(table);
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
    steps.times = longer(steps.times);
    steps.places = longer(steps.places);
    steps.values = longer(steps.values);
    steps.counts = longer(steps.counts);
    steps.moments = longer(steps.moments);
  }
  const at = steps.count++;
  steps.index.set(start, at);
  steps.times[at] = start;
  steps.places[at] = place;
  steps.values.fill(NaN, at * width, (at + 1) * width);
  return at;
}

function longer(array: Float64Array): Float64Array {
  const twice = new Float64Array(2 * array.length);
  twice.set(array);
  return twice;
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
