/**
 * Windows as DeepAR reads them: each row (a channel of a window) is measured by its own context. Real values are counted from their
 * mean, z = (x - m) / s, s their mean distance from it; counts are divided by their mean, z = log(y + 1/2) - log(mean + 1/2).
 * B batch, C channels, R = B C rows, L context, H horizon.
 */
import { log } from "../elementary.ts";
import type { TargetUnits } from "../transforms/index.ts";
import type { Batch } from "../windows/index.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** The units of a row. */
export interface RowUnits {
  /** m, on the transform's scale; of counts the logarithm of their mean. */
  readonly centre: number;
  /** s, on the transform's scale; 1 of counts. */
  readonly scale: number;
  /** How large the window is beside others, as the network is told: a logarithm. */
  readonly size: number;
}

/** Rows in plain memory. */
export interface DeepArRows {
  readonly units: readonly RowUnits[];
  /** (R,L+H), or (R,L) without targets: z, a missing value as the one before it, 0 before the first */
  readonly values: Float64Array;
  /** Of the same shape: what a likelihood is held against, z or the count itself; 0 where missing */
  readonly targets: Float64Array;
  /** Of the same shape: how much the row of time counts where observed, 1 unless the series have weights; else 0 */
  readonly observed: Float64Array;
  /** Steps of time in a row. */
  readonly length: number;
}

const LEAST_SHARE = 0.05; // of the typical distance: a flat window must leave room for what comes
const FURTHEST = 32; // what is read back is held within: no feedback may run away

/** z as the network is shown it. */
export function heldBack(z: number): number {
  return Math.min(Math.max(z, -FURTHEST), FURTHEST);
}

/** A count on the scale that the network reads. */
export function countRead(count: number, { centre }: RowUnits): number {
  return heldBack(log(count + 0.5) - centre);
}

/** The rows of a batch, channel after channel of each window. */
export function deepArRows(batch: Batch, units: readonly TargetUnits[], task: ForecastTask): DeepArRows {
  const { channels, contextLength, horizon } = task;
  const length = contextLength + (batch.futureTarget ? horizon : 0);
  const count = batch.size * channels;
  const rows: RowUnits[] = [];
  const [values, targets, observed] = [0, 0, 0].map(() => new Float64Array(count * length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const column = new Float64Array(length);
  for (let r = 0; r < count; r++) {
    readColumn(batch, units, task, r, column);
    const own = unitsOf(column.subarray(0, contextLength), task);
    rows.push(own);
    const part = (whole: Float64Array): Float64Array => whole.subarray(r * length, (r + 1) * length);
    writeRow(column, own, outputOf(task).counts, [part(values), part(targets), part(observed)]);
    if (batch.pastWeight) weigh(part(observed), batch, Math.floor(r / channels));
  }
  return { units: rows, values, targets, observed, length };
}

/** The values of a row, NaN where missing: on the transform's scale or, of counts, in the data's own units. */
function readColumn(
  { pastTarget, pastObserved, futureTarget, futureObserved }: Batch,
  units: readonly TargetUnits[],
  task: ForecastTask,
  r: number,
  column: Float64Array,
): void {
  const { channels, contextLength, horizon, anchor } = task;
  const [b, c] = [Math.floor(r / channels), r % channels];
  const { means, scales } = units[b]!;
  const { counts } = outputOf(task);
  const read = (target: Float32Array | Float64Array, seen: Float32Array | Float64Array, i: number): number => {
    if (seen[i] === 0) return NaN;
    const x = target[i]! * anchor.scale; // its anchor is 0
    return counts ? Math.max(0, x * scales[c]! + means[c]!) : x;
  };
  const [past, seen] = [pastTarget.data, pastObserved.data];
  for (let t = 0; t < contextLength; t++) column[t] = read(past, seen, (b * contextLength + t) * channels + c);
  if (!futureTarget) return;
  const [ahead, known] = [futureTarget.data, futureObserved!.data];
  for (let h = 0; h < horizon; h++) column[contextLength + h] = read(ahead, known, (b * horizon + h) * channels + c);
}

/** Writes what a row's values are to the network and to the likelihood. */
function writeRow(
  column: Float64Array,
  units: RowUnits,
  counts: boolean,
  [values, targets, observed]: readonly [Float64Array, Float64Array, Float64Array],
): void {
  let last = 0;
  column.forEach((x, t) => {
    if (!Number.isNaN(x)) {
      const z = (x - units.centre) / units.scale;
      last = counts ? countRead(x, units) : heldBack(z);
      targets[t] = counts ? x : z;
      observed[t] = 1;
    }
    values[t] = last;
  });
}

/** Multiplies what is observed of a row by the weights of window b. */
function weigh(observed: Float64Array, { pastWeight, futureWeight, size }: Batch, b: number): void {
  const [past, ahead] = [pastWeight!, futureWeight!].map((weights) => {
    const rows = weights.size / size;
    return weights.data.subarray(b * rows, (b + 1) * rows);
  }) as [Float32Array | Float64Array, Float32Array | Float64Array];
  observed.forEach((seen, t) => {
    observed[t] = seen * (t < past.length ? past[t]! : ahead[t - past.length]!);
  });
}

/** The units of a row by its context. */
function unitsOf(context: Float64Array, task: ForecastTask): RowUnits {
  const mean = meanOf(context);
  if (outputOf(task).counts) {
    const centre = log(mean + 0.5);
    return { centre, scale: 1, size: centre };
  }
  const distance = meanOf(context.map((x) => Math.abs(x - mean)));
  const scale = distance + LEAST_SHARE * task.anchor.scale;
  return { centre: mean, scale, size: log(scale / task.anchor.scale) };
}

/** The mean of what is no NaN; 0 where nothing is. */
function meanOf(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
