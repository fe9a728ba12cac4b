/** GRU forecaster: Gated recurrent unit over the context, all steps forecast at once from its last state. Shapes: see `recurrentNetwork.ts`. */
import { GRU } from "../nn/index.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { encoderOptions, RecurrentNetwork, type EncoderOptions } from "./recurrentNetwork.ts";

/** Options of `gru`. */
export interface GruOptions extends NeuralOptions, EncoderOptions {}

/** The registry's entry. */
export const gruDefinition: ForecasterDefinition<GruOptions> = neuralForecaster<EncoderOptions>({
  name: "gru",
  summary: "gated recurrent unit over the context, all steps at once, trained on quantiles",
  reference: "Cho et al. 2014, Learning phrase representations using RNN encoder-decoder, EMNLP",
  options: encoderOptions,
  network: (task, options, context) => new RecurrentNetwork(GRU, task, options, context),
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
