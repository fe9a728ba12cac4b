/** NLinear forecaster: an affine map of the context, counted from its last value. Shapes: see `linearNetwork.ts`. */
import type { Normalization } from "../windows/index.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { LinearNetwork, linearNetworkOptions, type LinearNetworkOptions } from "./linearNetwork.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { normalizationMeaning, normalizations } from "./normalizations.ts";

/** Its own options. */
interface NlinearOwn extends LinearNetworkOptions {
  readonly normalization: Normalization;
}

/** Options of `nlinear`. */
export interface NlinearOptions extends NeuralOptions, NlinearOwn {
  readonly normalization: Normalization;
}

/** The registry's entry. */
export const nlinearDefinition: ForecasterDefinition<NlinearOptions> = neuralForecaster<NlinearOwn>({
  name: "nlinear",
  summary: "affine map of the context, counted from its last value",
  reference: "Zeng et al. 2023, Are transformers effective for time series forecasting?, AAAI",
  options: {
    normalization: { default: "last", description: normalizationMeaning, choices: normalizations },
    ...linearNetworkOptions,
  },
  training: { learningRate: 0.002 },
  network: (task, options, context) => new LinearNetwork(task, options, { parts: 1, split: (x) => x }, context),
});

/**
 * A linear forecaster whose windows are counted from their last value.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await nlinear({ horizon: 48, contextLength: 336, seed: 7 }).fit([train])
 * @see Zeng et al. 2023, Are transformers effective for time series forecasting?, AAAI
 */
export function nlinear(options: GivenOptions<NlinearOptions>): Forecaster {
  return nlinearDefinition.create(options);
}
