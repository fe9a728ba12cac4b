/** What a network's training makes small. */
import { add, multiply, tensor, type Tensor } from "../autograd/index.ts";
import type { ForwardContext } from "../nn/index.ts";
import type { TimeSeries } from "../series/index.ts";
import type { TargetUnits } from "../transforms/index.ts";
import { makeBatch, type Batch, type Window } from "../windows/index.ts";
import type { Sampling } from "./dataOptions.ts";
import { countOffsets, countTargets, logRatios } from "./counts.ts";
import { PathNetwork, type Network } from "./network.ts";
import { weighted } from "./stepWeights.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** The mean loss of some windows of series, whose `units` are given: against differences from the anchor or, for counts, against the data's own values. */
export function lossOf(
  module: Network | PathNetwork,
  task: ForecastTask,
  scaled: readonly TimeSeries[],
  units: readonly TargetUnits[],
  weights: readonly number[] | undefined,
  sampling?: Sampling,
): (windows: readonly Window[], context: ForwardContext) => Tensor {
  const output = outputOf(task);
  return (windows, context) => {
    const made = makeBatch(scaled, windows, task, true);
    const batch = module.embed(sampling === "weight" ? evened(made) : made);
    if (module instanceof PathNetwork) {
      const rows = windows.map(({ seriesIndex }) => units[seriesIndex]!);
      return module.loss(batch, rows, context);
    }
    const counted = weighted(batch.futureObserved!, weights);
    const observed = batch.futureWeight ? multiply(counted, batch.futureWeight) : counted;
    if (!output.counts) return output.loss(module.answer(batch, context).numbers, batch.futureTarget!, observed);
    const rows = windows.map(({ seriesIndex }) => units[seriesIndex]!);
    const counts = countTargets(batch, rows);
    const { numbers } = module.answer({ ...batch, futureTarget: logRatios(counts, batch, rows) }, context);
    return output.loss(add(numbers, countOffsets(batch, rows, output.size)), counts, observed);
  };
}

/** Weights of rows such that each window counts alike: one that weighs more was drawn more often. */
function evened(batch: Batch): Batch {
  const { size, futureObserved, futureWeight, pastWeight } = batch;
  if (!futureObserved || !futureWeight || !pastWeight) return batch;
  const rows = futureWeight.size / size;
  const channels = futureObserved.size / futureWeight.size;
  const [seen, counted] = [futureObserved.data, futureWeight.data];
  const factors = Float64Array.from({ length: size }, (_, b) => {
    let [plain, weighed] = [0, 0];
    for (let i = b * rows * channels; i < (b + 1) * rows * channels; i++) {
      plain += seen[i]!;
      weighed += seen[i]! * counted[Math.floor(i / channels)]!;
    }
    return weighed > 0 ? plain / weighed : 0;
  });
  const factor = tensor(factors, [size, 1, 1]);
  return {
    ...batch,
    futureWeight: multiply(futureWeight, factor),
    pastWeight: multiply(pastWeight, factor),
  };
}

/** Observed elements in the targets of some windows, each by the weights of its step and, unless they count alike, its row: over these their loss is a mean. */
export function observedTargets(
  series: readonly TimeSeries[],
  windows: readonly Window[],
  horizon: number,
  weights: readonly number[] | undefined,
  alike = false,
): number {
  let count = 0;
  for (const { seriesIndex, cutoffIndex } of windows) {
    const { target: columns, weight } = series[seriesIndex]!;
    const { names, values } = columns;
    const target = values.subarray((cutoffIndex + 1) * names.length, (cutoffIndex + 1 + horizon) * names.length);
    target.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      const h = Math.floor(i / names.length);
      count += (weights ? weights[h]! : 1) * (weight && !alike ? weight[cutoffIndex + 1 + h]! : 1);
    });
  }
  return count;
}
