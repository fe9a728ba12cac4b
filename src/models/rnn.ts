/** RNN forecaster: Elman's recurrent network over the context, all steps forecast at once from its last state, or one after another. Shapes: see `recurrentNetwork.ts` and `recursiveNetwork.ts`. */
import { RNN } from "../nn/index.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { recurrentModel, type StrategyOptions } from "./strategy.ts";

/** Options of `rnn`. */
export interface RnnOptions extends NeuralOptions, StrategyOptions {}

/** The registry's entry. */
export const rnnDefinition: ForecasterDefinition<RnnOptions> = neuralForecaster<StrategyOptions>({
  name: "rnn",
  summary: "plain recurrent network over the context, all steps at once, trained on quantiles",
  reference: "Elman 1990, Finding structure in time, Cognitive Science 14",
  ...recurrentModel("rnn", RNN),
});

/**
 * A direct multi-step RNN forecaster with quantiles.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await rnn({ horizon: 48, contextLength: 96, seed: 7 }).fit([train])
 * @see Elman 1990, Finding structure in time, Cognitive Science 14
 */
export function rnn(options: GivenOptions<RnnOptions>): Forecaster {
  return rnnDefinition.create(options);
}
