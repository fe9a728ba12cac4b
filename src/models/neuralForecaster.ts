/**
 * The frame of forecasters that are networks. A model gives its options and a network whose `forward(batch)` returns
 * (B,H,C,Q); scaling, anchoring, windowing, the fit loop, quantiles, inverse scaling and saving are done here, once for all.
 */
import { pinballLoss, type Tensor } from "../autograd/index.ts";
import type { ForwardContext, ModuleContext } from "../nn/index.ts";
import { resolveOptions, type OptionSpecs } from "../options.ts";
import { createRandom } from "../random.ts";
import type { TimeSeries } from "../series/index.ts";
import { train, trainingOptions, type FitOptions, type TrainingOptions } from "../training/index.ts";
import { standardize } from "../transforms/index.ts";
import {
  chooseAnchor,
  lookBack,
  makeBatch,
  splitWindows,
  type AnchorReference,
  type Window,
} from "../windows/index.ts";
import { FittedNetwork, type NetworkBuilder } from "./fittedNetwork.ts";
import { commonOptions, type CommonOptions, type FittedForecaster, type ForecasterDefinition } from "./forecaster.ts";
import type { Network } from "./network.ts";
import { quantileGrid } from "./quantileGrid.ts";
import { checkFutureCovariates, covariateSizes, type ForecastTask } from "./task.ts";
import { checkLength, checkTraining } from "./trainingData.ts";

/** Options that every network has, besides those of training. */
export interface WindowOptions {
  /** Rows that the network reads (L); twice the horizon unless given. */
  readonly contextLength: number;
  /** Rows in the season that forecasts are anchored to; 0 for none; chosen from the frequency's usual seasons unless given. */
  readonly seasonLength: number;
  /** What windows are counted from: their last value (or seasonal difference), its mean, or none; chosen unless given. */
  readonly reference: AnchorReference;
}

/** All options that do not belong to one network. */
export interface NeuralOptions extends CommonOptions, WindowOptions, TrainingOptions {}

/** What a network's file fills in; `O` are its own options. */
export interface NeuralDefinition<O extends object> {
  readonly name: string;
  readonly summary: string;
  readonly reference: string;
  readonly options: OptionSpecs<O>;
  readonly network: (task: ForecastTask, options: O, context: ModuleContext) => Network;
  /** Defaults of training that this network needs otherwise. */
  readonly training?: Partial<TrainingOptions>;
}

const windowOptions: OptionSpecs<WindowOptions> = {
  contextLength: {
    optional: true,
    description: "rows that the network reads; twice the horizon unless given",
    integer: true,
    min: 1,
  },
  seasonLength: {
    optional: true,
    description:
      "rows in the season that forecasts are anchored to, 0 for none; chosen from the frequency's usual seasons unless given",
    integer: true,
    min: 0,
  },
  reference: {
    optional: true,
    description:
      "what a window is counted from: its last value (with a season: seasonal difference), their mean, or none; chosen unless given",
    choices: ["last", "mean", "none"],
  },
};

function withDefaults(defaults: Partial<TrainingOptions> = {}): OptionSpecs<TrainingOptions> {
  const specs = Object.entries(trainingOptions).map(([key, spec]) => {
    const value = defaults[key as keyof TrainingOptions];
    return [key, value === undefined ? spec : { ...spec, default: value }];
  });
  return Object.fromEntries(specs) as OptionSpecs<TrainingOptions>;
}

/** Makes a registry entry of a network. */
export function neuralForecaster<O extends object>(
  model: NeuralDefinition<O>,
): ForecasterDefinition<NeuralOptions & O> {
  const { name } = model;
  type All = NeuralOptions & O;
  const specs = {
    ...commonOptions,
    ...windowOptions,
    ...model.options,
    ...withDefaults(model.training),
  } as unknown as OptionSpecs<All>;
  const build: NetworkBuilder = (task, options, context) => model.network(task, options as unknown as O, context);

  return {
    name,
    summary: model.summary,
    reference: model.reference,
    options: specs,
    create(given) {
      const options = resolveOptions<All>(name, specs, given as Partial<All>);
      return {
        name,
        options: options as unknown as FittedForecaster["options"],
        fit: (series, fitOptions) => fit(name, build, options, series, fitOptions),
      };
    },
    restore: (saved) => FittedNetwork.restore(name, build, saved),
  };
}

/** The training data of one fit: series on the transform's scale, their windows, the task. */
async function fit(
  name: string,
  build: NetworkBuilder,
  options: NeuralOptions,
  series: readonly TimeSeries[],
  fitOptions?: FitOptions,
): Promise<FittedNetwork> {
  const signature = checkTraining(name, series);
  const transform = standardize().fit(series);
  const scaled = series.map((one) => transform.apply(one));
  const task = taskOf(name, options, scaled, signature.channels.length);
  const { training, validation } = windowsOf(name, scaled, task, options);
  const random = createRandom(options.seed);
  const module = build(task, { ...options }, { random: random.fork(0) });
  const loss = (windows: readonly Window[], context: ForwardContext): Tensor => {
    const batch = makeBatch(scaled, windows, task, true);
    return pinballLoss(module.forward(batch, context), batch.futureTarget!, task.quantiles, batch.futureObserved);
  };
  try {
    const history = await train(
      { model: name, module, training, validation, loss, options, random: random.fork(1) },
      fitOptions,
    );
    return new FittedNetwork({
      name,
      build,
      options: { ...options },
      task,
      signature,
      transform,
      state: module.stateDict(),
      history,
    });
  } finally {
    module.release();
  }
}

function taskOf(name: string, options: NeuralOptions, series: readonly TimeSeries[], channels: number): ForecastTask {
  const { horizon, contextLength = 2 * horizon, seasonLength, reference } = options;
  const sizes = covariateSizes(`${name}.fit`, series);
  const anchor = chooseAnchor(series, { contextLength, horizon, seasonLength, reference });
  const task = { horizon, contextLength, anchor, channels, quantiles: quantileGrid, ...sizes };
  const rows = lookBack(contextLength, anchor) + horizon;
  const why = `contextLength ${contextLength} + seasonLength ${anchor.seasonLength} + horizon ${horizon}`;
  for (const one of series) {
    checkLength(`${name}.fit`, one, rows, why);
    checkFutureCovariates(`${name}.fit`, one, { ...task, horizon: 0 });
  }
  return task;
}

/** Training windows and validation windows; a series too short for a tail is trained on whole. */
function windowsOf(
  name: string,
  scaled: readonly TimeSeries[],
  task: ForecastTask,
  { validationFraction }: NeuralOptions,
): ReturnType<typeof splitWindows> {
  const shortest = Math.min(...scaled.map(({ timestamps }) => timestamps.length));
  const rows = lookBack(task.contextLength, task.anchor);
  const range = { contextLength: rows, horizon: task.horizon };
  const wanted = Math.max(task.horizon, Math.round(validationFraction * shortest));
  const affordable = shortest - rows - 2 * task.horizon >= wanted;
  const windows = splitWindows(scaled, { ...range, tail: validationFraction > 0 && affordable ? wanted : 0 });
  const chosen = windows.training.length > 0 ? windows : splitWindows(scaled, range);
  if (chosen.training.length > 0) return chosen;
  checkLength(`${name}.fit`, scaled[0]!, Infinity, "with observed values in context and target");
  return chosen;
}
