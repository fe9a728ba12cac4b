/**
 * DLinear forecaster: the context is split into its moving average and the rest, each with an affine map of its own.
 * Shapes: see `linearNetwork.ts`.
 */
import { tensor, type Tensor } from "../autograd/index.ts";
import type { OptionSpecs } from "../options.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { LinearNetwork, linearNetworkOptions, type LinearNetworkOptions } from "./linearNetwork.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";

/** Its own options. */
interface DlinearOwn extends LinearNetworkOptions {
  /** Rows that the moving average is taken over. */
  readonly kernelSize: number;
}

/** Options of `dlinear`. */
export interface DlinearOptions extends NeuralOptions, DlinearOwn {}

const options: OptionSpecs<DlinearOwn> = {
  kernelSize: { default: 25, description: "rows that the moving average is taken over", integer: true, min: 1 },
  ...linearNetworkOptions,
};

/**
 * The moving average of each row of x (R,L) over what is observed, and what is left of x. Beyond its ends a row counts as
 * its first or last value; where a window holds no value, both are 0.
 */
export function decompose(x: Tensor, observed: Tensor, kernelSize: number): Tensor {
  const [rows, length] = x.shape as [number, number];
  const [values, counts] = [x.data, observed.data];
  const split = new Float64Array(2 * x.size); // (R,2L)
  const before = Math.floor(kernelSize / 2);
  for (let r = 0; r < rows; r++) {
    for (let t = 0; t < length; t++) {
      let [sum, count] = [0, 0];
      for (let k = t - before; k < t - before + kernelSize; k++) {
        const at = r * length + Math.min(Math.max(k, 0), length - 1);
        sum += values[at]! * counts[at]!;
        count += counts[at]!;
      }
      const at = r * length + t;
      const trend = count === 0 ? 0 : sum / count;
      split[2 * r * length + t] = trend;
      split[(2 * r + 1) * length + t] = counts[at] === 0 ? 0 : values[at]! - trend;
    }
  }
  return tensor(split, [rows, 2 * length]);
}

/** The registry's entry. */
export const dlinearDefinition: ForecasterDefinition<DlinearOptions> = neuralForecaster<DlinearOwn>({
  name: "dlinear",
  summary: "affine maps of the context's moving average and of what is left of it",
  reference: "Zeng et al. 2023, Are transformers effective for time series forecasting?, AAAI",
  options,
  training: { learningRate: 0.002 },
  network: (task, own, context) => {
    const split = (x: Tensor, observed: Tensor): Tensor => decompose(x, observed, own.kernelSize);
    return new LinearNetwork(task, own, { parts: 2, split }, context);
  },
});

/**
 * A linear forecaster on a decomposition into moving average and remainder.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await dlinear({ horizon: 48, contextLength: 336, kernelSize: 25, seed: 7 }).fit([train])
 * @see Zeng et al. 2023, Are transformers effective for time series forecasting?, AAAI
 */
export function dlinear(given: GivenOptions<DlinearOptions>): Forecaster {
  return dlinearDefinition.create(given);
}
