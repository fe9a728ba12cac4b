/** How `rnn`, `lstm` and `gru` forecast several steps: all at once from the context, or one after another, each from those before. */
import { OptionError } from "../errors.ts";
import type { OptionSpecs } from "../options.ts";
import type { NeuralDefinition } from "./neuralForecaster.ts";
import { encoderOptions, RecurrentNetwork, type EncoderOptions } from "./recurrentNetwork.ts";
import { RecursiveNetwork } from "./recursiveNetwork.ts";
import type { RecurrentClass } from "./steppedLayers.ts";

/** Options of the three. */
export interface StrategyOptions extends EncoderOptions {
  /** Whether all steps are forecast at once, or one after another, each fed with the forecast before it. */
  readonly strategy: "direct" | "recursive";
}

const strategyOptions: OptionSpecs<StrategyOptions> = {
  strategy: {
    default: "direct",
    description: "direct: all steps at once; recursive: one after another, each fed with the forecast before it",
    choices: ["direct", "recursive"],
  },
  ...encoderOptions,
};

/** What the three share of their definitions. */
export function recurrentModel(
  name: string,
  Cell: RecurrentClass,
): Pick<NeuralDefinition<StrategyOptions>, "options" | "check" | "network"> {
  return {
    options: strategyOptions,
    check({ strategy, directions }) {
      if (strategy === "direct" || directions === "forward") return;
      throw new OptionError({
        where: `${name} directions`,
        expected: 'forward where strategy is "recursive"',
        found: directions,
        remedy: 'choose the strategy "direct": what is fed back has no end to be read from',
      });
    },
    network: (task, options, context) =>
      options.strategy === "direct"
        ? new RecurrentNetwork(Cell, task, options, context)
        : new RecursiveNetwork(Cell, task, options, context),
  };
}
