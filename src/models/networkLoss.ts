/** What a network's training makes small. */
import { add, type Tensor } from "../autograd/index.ts";
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
    const observed = weighted(batch.futureObserved!, weights);
    if (!output.counts) return output.loss(module.answer(batch, context).numbers, batch.futureTarget!, observed);
    const rows = windows.map(({ seriesIndex }) => units[seriesIndex]!);
    const counts = countTargets(batch, rows);
    const { numbers } = module.answer({ ...batch, futureTarget: logRatios(counts, batch, rows) }, context);
    return output.loss(add(numbers, countOffsets(batch, rows, output.size)), counts, observed);
  };
}

/** Observed elements in the targets of some windows, each by the weight of its step: over these their loss is a mean. */
export function observedTargets(
  series: readonly TimeSeries[],
  windows: readonly Window[],
  horizon: number,
  weights: readonly number[] | undefined,
): number {
  let count = 0;
  for (const { seriesIndex, cutoffIndex } of windows) {
    const { names, values } = series[seriesIndex]!.target;
    const target = values.subarray((cutoffIndex + 1) * names.length, (cutoffIndex + 1 + horizon) * names.length);
    target.forEach((value, i) => {
      if (!Number.isNaN(value)) count += weights ? weights[Math.floor(i / names.length)]! : 1;
    });
  }
  return count;
}
