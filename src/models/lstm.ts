/** LSTM forecaster: Long short-term memory over the context, all steps forecast at once from its last state, or one after another. Shapes: see `recurrentNetwork.ts` and `recursiveNetwork.ts`. */
import { LSTM } from "../nn/index.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { recurrentModel, type StrategyOptions } from "./strategy.ts";

/** Options of `lstm`. */
export interface LstmOptions extends NeuralOptions, StrategyOptions {}

/** The registry's entry. */
export const lstmDefinition: ForecasterDefinition<LstmOptions> = neuralForecaster<StrategyOptions>({
  name: "lstm",
  summary: "long short-term memory over the context, all steps at once, trained on quantiles",
  reference: "Hochreiter & Schmidhuber 1997, Long short-term memory, Neural Computation 9",
  ...recurrentModel("lstm", LSTM),
});

/**
 * A direct multi-step LSTM forecaster with quantiles.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await lstm({ horizon: 48, contextLength: 96, seed: 7 }).fit([train])
 * @see Hochreiter & Schmidhuber 1997, Long short-term memory, Neural Computation 9
 */
export function lstm(options: GivenOptions<LstmOptions>): Forecaster {
  return lstmDefinition.create(options);
}
