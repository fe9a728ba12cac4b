/** LSTM forecaster: Long short-term memory over the context, all steps forecast at once from its last state. Shapes: see `recurrentNetwork.ts`. */
import { LSTM } from "../nn/index.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import { encoderOptions, RecurrentNetwork, type EncoderOptions } from "./recurrentNetwork.ts";

/** Options of `lstm`. */
export interface LstmOptions extends NeuralOptions, EncoderOptions {}

/** The registry's entry. */
export const lstmDefinition: ForecasterDefinition<LstmOptions> = neuralForecaster<EncoderOptions>({
  name: "lstm",
  summary: "long short-term memory over the context, all steps at once, trained on quantiles",
  reference: "Hochreiter & Schmidhuber 1997, Long short-term memory, Neural Computation 9",
  options: encoderOptions,
  network: (task, options, context) => new RecurrentNetwork(LSTM, task, options, context),
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
