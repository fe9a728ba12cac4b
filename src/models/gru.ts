/** GRU forecaster: Gated recurrent unit over the context, all steps forecast at once from its last state, or one after another. Shapes: see `recurrentNetwork.ts` and `recursiveNetwork.ts`. */
import { GRU } from "../nn/index.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { recurrentModel, type StrategyOptions } from "./strategy.ts";

/** Options of `gru`. */
export interface GruOptions extends NeuralOptions, StrategyOptions {}

/** The registry's entry. */
export const gruDefinition: ForecasterDefinition<GruOptions> = neuralForecaster<StrategyOptions>({
  name: "gru",
  summary: "gated recurrent unit over the context, all steps at once, trained on quantiles",
  reference: "Cho et al. 2014, Learning phrase representations using RNN encoder-decoder, EMNLP",
  ...recurrentModel("gru", GRU),
});

/**
 * A direct multi-step GRU forecaster with quantiles.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await gru({ horizon: 48, contextLength: 96, seed: 7 }).fit([train])
 * @see Cho et al. 2014, Learning phrase representations using RNN encoder-decoder, EMNLP
 */
export function gru(options: GivenOptions<GruOptions>): Forecaster {
  return gruDefinition.create(options);
}
