/** DeepAR forecaster: an autoregressive recurrent network that learns the distribution of the next value, and forecasts by drawing paths. Shapes: see `deepArNetwork.ts`. */
import type { OptionSpecs } from "../options.ts";
import type { TimeSeries } from "../series/index.ts";
import { seasonCandidates, typicalRows } from "../windows/index.ts";
import { DeepArNetwork, type DeepArNetworkOptions } from "./deepArNetwork.ts";
import type { Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { lagsOf } from "./lags.ts";
import { neuralForecaster, type NeuralOptions } from "./neuralForecaster.ts";
import type { OutputOptions } from "./outputOptions.ts";
import { pathOptions } from "./pathOptions.ts";
import type { WindowOptions } from "./windowOptions.ts";
import { encoderOptions } from "./recurrentNetwork.ts";

/** Its own options. */
interface DeepArOwn extends Omit<DeepArNetworkOptions, "seasons"> {
  /** Rows that the network reads (L), those at its lags included; chosen unless given. */
  readonly contextLength?: number | undefined;
  /** The distribution of each value. */
  readonly output: "gaussian" | "studentT" | "negativeBinomial" | "poisson";
}

/** Options of `deepAr`. */
export interface DeepArOptions
  extends Omit<NeuralOptions, keyof WindowOptions | keyof OutputOptions | "gap">, DeepArOwn {}

const { hiddenSize, numLayers, dropout } = encoderOptions;

const options: OptionSpecs<DeepArOwn> = {
  contextLength: {
    optional: true,
    description:
      "rows that the network reads; the longest lag and twice the horizon unless given, less where series are short",
    integer: true,
    min: 1,
  },
  output: {
    default: "studentT",
    description: "the distribution of each value; negativeBinomial and poisson are for counts",
    choices: ["gaussian", "studentT", "negativeBinomial", "poisson"],
  },
  lags: {
    optional: true,
    description: "rows before a step whose values it is told; chosen by the frequency's usual seasons unless given",
    integer: true,
    min: 1,
    list: true,
  },
  cell: { default: "lstm", description: "the recurrent cell", choices: ["lstm", "gru"] },
  hiddenSize: { ...hiddenSize, default: 40 },
  numLayers: { ...numLayers, default: 2 },
  dropout,
  ...pathOptions,
};

/** Lags and rows of context by what the series afford: context behind the longest lag as other networks read, less on short series. */
function settle<O extends NeuralOptions & DeepArOwn>(given: O, series: readonly TimeSeries[]): O {
  const { horizon, contextLength } = given;
  const typical = typicalRows(series);
  const least = Math.ceil(horizon / 2);
  const reach = Math.max(1, contextLength ?? typical - 2 * horizon - least);
  const lags = given.lags ?? lagsOf(series[0]!.frequency).filter((lag) => lag <= reach);
  const longest = Math.max(...lags);
  const walked = Math.max(least, Math.min(2 * horizon, typical - longest - 2 * horizon));
  return {
    ...given,
    lags: [...new Set(lags)].sort((a, b) => a - b),
    contextLength: contextLength ?? longest + walked,
    seasons: seasonCandidates(series[0]!.frequency),
    seasonLength: 0,
    normalization: "none",
  };
}

/** The registry's entry. */
export const deepArDefinition: ForecasterDefinition<DeepArOptions> = neuralForecaster<DeepArOwn>({
  name: "deep-ar",
  summary: "autoregressive recurrent network, forecasting by sample paths",
  reference:
    "Salinas et al. 2020, DeepAR: Probabilistic forecasting with autoregressive recurrent networks, International Journal of Forecasting 36",
  options,
  shared: ["contextLength", "sampling", "transform"],
  training: { epochs: 50 },
  settle,
  network: (task, own, context) => new DeepArNetwork(task, own, context),
});

/**
 * An autoregressive recurrent forecaster whose forecasts hold sample paths.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await deepAr({ horizon: 48, output: "studentT", samples: 200, seed: 7 }).fit([train])
 * @see Salinas et al. 2020, DeepAR: Probabilistic forecasting with autoregressive recurrent networks, International Journal of Forecasting 36
 */
export function deepAr(given: GivenOptions<DeepArOptions>): Forecaster {
  return deepArDefinition.create(given);
}
