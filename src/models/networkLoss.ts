/** What a network's training makes small. */
import { add, multiply, type Tensor } from "../autograd/index.ts";
import type { ForwardContext } from "../nn/index.ts";
import type { TimeSeries } from "../series/index.ts";
import type { FittedScaling } from "../transforms/index.ts";
import { makeBatch, type Window } from "../windows/index.ts";
import { countOffsets, countTargets, logRatios } from "./counts.ts";
import { PathNetwork, type Network } from "./network.ts";
import { weighted } from "./stepWeights.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** The mean loss of some windows: against differences from the anchor or, for counts, against the data's own values. */
export function lossOf(
  module: Network | PathNetwork,
  task: ForecastTask,
  scaled: readonly TimeSeries[],
  transform: FittedScaling,
  weights: readonly number[] | undefined,
): (windows: readonly Window[], context: ForwardContext) => Tensor {
  const output = outputOf(task);
  const units = scaled.map((series) => transform.units(series));
  return (windows, context) => {
    const batch = module.embed(makeBatch(scaled, windows, task, true));
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

/** Observed elements in the targets of some windows, each by the weights of its step and its row: over these their loss is a mean. */
export function observedTargets(
  series: readonly TimeSeries[],
  windows: readonly Window[],
  horizon: number,
  weights: readonly number[] | undefined,
): number {
  let count = 0;
  for (const { seriesIndex, cutoffIndex } of windows) {
    const { target: columns, weight } = series[seriesIndex]!;
    const { names, values } = columns;
    const target = values.subarray((cutoffIndex + 1) * names.length, (cutoffIndex + 1 + horizon) * names.length);
    target.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      const h = Math.floor(i / names.length);
      count += (weights ? weights[h]! : 1) * (weight ? weight[cutoffIndex + 1 + h]! : 1);
    });
  }
  return count;
}
