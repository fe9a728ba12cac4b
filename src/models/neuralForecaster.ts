/**
 * The frame of forecasters that are networks. A model gives its options and a network whose `forward(batch)` returns
 * (B,H,C,Q); scaling, anchoring, windowing, the fit loop, quantiles, inverse scaling and saving are done here, once for all.
 */
import { DataError } from "../errors.ts";
import { add, numericsClass, type Tensor } from "../autograd/index.ts";
import type { ForwardContext, ModuleContext } from "../nn/index.ts";
import { resolveOptions, type OptionSpecs } from "../options.ts";
import { createRandom } from "../random.ts";
import type { TimeSeries } from "../series/index.ts";
import { train, trainingOptions, type FitOptions, type TrainingOptions } from "../training/index.ts";
import { standardize, type FittedTransform } from "../transforms/index.ts";
import {
  chooseAnchor,
  lookBack,
  makeBatch,
  seasonCandidates,
  splitWindows,
  type AnchorReference,
  type Window,
} from "../windows/index.ts";
import { assertCounts, countOffsets, countTargets, logRatios } from "./counts.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { FittedNetwork, type NetworkBuilder } from "./fittedNetwork.ts";
import { commonOptions, type CommonOptions, type FittedForecaster, type ForecasterDefinition } from "./forecaster.ts";
import type { Network } from "./network.ts";
import { outputNames, type OutputName } from "./outputs/outputs.ts";
import { checkCovariates, checkFutureCovariates, covariateNames, outputOf, type ForecastTask } from "./task.ts";
import { checkLength, checkTraining } from "./trainingData.ts";

/** Options that every network has, besides those of training. */
export interface WindowOptions {
  /** Rows that the network reads (L); twice the horizon unless given, less where series are short. */
  readonly contextLength?: number | undefined;
  /** Rows in the season that forecasts are anchored to; 0 for none; chosen from the frequency's usual seasons unless given. */
  readonly seasonLength?: number | undefined;
  /** What windows are counted from: their last value (or seasonal difference), its mean, or none; chosen unless given. */
  readonly reference?: AnchorReference | undefined;
}

/** What a network forecasts of every step. */
export interface OutputOptions {
  /** "quantiles", or the distribution whose parameters are learned by likelihood. */
  readonly output: OutputName;
}

/** All options that do not belong to one network. */
export interface NeuralOptions extends CommonOptions, WindowOptions, OutputOptions, TrainingOptions {}

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

const MAX_VALIDATION = 96; // windows; neighbours overlap, so that more cost time and tell little
const WINDOWS_PER_PASS = 4;

const windowOptions: OptionSpecs<WindowOptions> = {
  contextLength: {
    optional: true,
    description: "rows that the network reads; twice the horizon unless given, less where series are short",
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

const outputOptions: OptionSpecs<OutputOptions> = {
  output: {
    default: "quantiles",
    description: "what is forecast: quantiles, or a distribution; negativeBinomial and poisson are for counts",
    choices: outputNames,
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
    ...outputOptions,
    ...model.options,
    ...withDefaults(model.training),
  } as unknown as OptionSpecs<All>;
  const build: NetworkBuilder = (task, options, context) => model.network(task, options as O, context);

  return {
    name,
    summary: model.summary,
    reference: model.reference,
    options: specs,
    create(given) {
      const options = resolveOptions<All>(name, specs, given);
      return {
        name,
        options: options as unknown as FittedForecaster["options"],
        fit: (series, fitOptions) => fit({ name, build, specs }, options, series, fitOptions),
      };
    },
    restore: (saved) => FittedNetwork.restore(name, build, specs, saved),
  };
}

/** The training data of one fit: series on the transform's scale, their windows, the task. */
async function fit<O extends NeuralOptions>(
  { name, build, specs }: { name: string; build: NetworkBuilder; specs: OptionSpecs<O> },
  options: O,
  series: readonly TimeSeries[],
  fitOptions?: FitOptions,
): Promise<FittedNetwork> {
  const signature = checkTraining(name, series);
  if (outputOf(options).counts) for (const one of series) assertCounts(`${name}.fit`, one);
  const transform = standardize().fit(series);
  const scaled = series.map((one) => transform.apply(one));
  const task = taskOf(name, options, scaled, signature.channels.length);
  const { training, validation } = windowsOf(name, scaled, task, options);
  const random = createRandom(options.seed);
  const module = build(task, options, { random: random.fork(0) });
  const loss = lossOf(module, task, scaled, transform);
  const passes = { ...options, epochs: passesOf(options, training.length, validation.length) };
  try {
    const trainedOn = fingerprintOf(series);
    const identity = { task, own: options, data: trainedOn.sha256 };
    const weight = (windows: readonly Window[]): number => observedTargets(scaled, windows, task.horizon);
    const history = await train(
      { model: name, module, training, validation, loss, weight, options: passes, random: random.fork(1), identity },
      fitOptions,
    );
    return new FittedNetwork({
      name,
      build,
      options: resolveOptions(name, specs, { ...options, ...chosenIn(task) }) as unknown as FittedForecaster["options"],
      task,
      signature,
      covariates: covariateNames(series[0]!),
      transform,
      state: module.stateDict(),
      history,
      trainedOn,
      numerics: numericsClass(),
    });
  } finally {
    module.release();
  }
}

/** The mean loss of some windows: against differences from the anchor or, for counts, against the data's own values. */
function lossOf(
  module: Network,
  task: ForecastTask,
  scaled: readonly TimeSeries[],
  transform: FittedTransform,
): (windows: readonly Window[], context: ForwardContext) => Tensor {
  const output = outputOf(task);
  const units = scaled.map((series) => transform.units(series));
  return (windows, context) => {
    const batch = makeBatch(scaled, windows, task, true);
    if (!output.counts) {
      return output.loss(module.forward(batch, context).numbers, batch.futureTarget!, batch.futureObserved);
    }
    const rows = windows.map(({ seriesIndex }) => units[seriesIndex]!);
    const counts = countTargets(batch, task.anchor, rows);
    const { numbers } = module.forward({ ...batch, futureTarget: logRatios(counts, batch, rows) }, context);
    return output.loss(add(numbers, countOffsets(batch, rows, output.size)), counts, batch.futureObserved);
  };
}

/** Observed elements in the targets of some windows: over these their loss is a mean. */
function observedTargets(series: readonly TimeSeries[], windows: readonly Window[], horizon: number): number {
  let count = 0;
  for (const { seriesIndex, cutoffIndex } of windows) {
    const { names, values } = series[seriesIndex]!.target;
    const target = values.subarray((cutoffIndex + 1) * names.length, (cutoffIndex + 1 + horizon) * names.length);
    for (const value of target) if (!Number.isNaN(value)) count++;
  }
  return count;
}

/** What the task chose stands in the options of what was fitted, as if it had been given. */
function chosenIn({ contextLength, anchor: { seasonLength, reference } }: ForecastTask): WindowOptions {
  return { contextLength, seasonLength, reference };
}

/** Twice the horizon; on short series less, down to half of it, so that the longest season that can be judged fits in. */
function usualContext(series: readonly TimeSeries[], { horizon, seasonLength }: NeuralOptions): number {
  const shortest = Math.min(...series.map(({ timestamps }) => timestamps.length));
  const fits = (season: number): boolean => season + 3 * horizon <= shortest;
  const season = seasonLength ?? seasonCandidates(series[0]!.frequency).findLast(fits) ?? 0;
  return Math.max(Math.ceil(horizon / 2), Math.min(2 * horizon, shortest - season - 2 * horizon));
}

function taskOf(name: string, options: NeuralOptions, series: readonly TimeSeries[], channels: number): ForecastTask {
  const { horizon, seasonLength, reference } = options;
  const contextLength = options.contextLength ?? usualContext(series, options);
  const covariates = covariateNames(series[0]!);
  for (const one of series) checkCovariates(`${name}.fit`, one, covariates);
  const sizes = {
    pastCovariates: covariates.pastCovariates.length,
    futureCovariates: covariates.futureCovariates.length,
    staticCovariates: covariates.staticCovariates.length,
  };
  const anchor = chooseAnchor(series, { contextLength, horizon, seasonLength, reference });
  const task = { horizon, contextLength, anchor, channels, output: options.output, ...sizes };
  const rows = lookBack(contextLength, anchor) + horizon;
  const why = `contextLength ${contextLength} + seasonLength ${anchor.seasonLength} + horizon ${horizon}`;
  for (const one of series) {
    checkLength(`${name}.fit`, one, rows, why);
    checkFutureCovariates(`${name}.fit`, one, { ...task, horizon: 0 });
  }
  return task;
}

/** Passes at most. Where no rows could be held back they are few, lest a few windows be learned by heart. */
function passesOf({ epochs, validationFraction }: NeuralOptions, training: number, validation: number): number {
  if (validation > 0 || validationFraction === 0) return epochs;
  return Math.max(1, Math.min(epochs, Math.floor(training / WINDOWS_PER_PASS)));
}

/** At most `count` windows, evenly spread. */
function spread(windows: readonly Window[], count: number): readonly Window[] {
  if (windows.length <= count) return windows;
  return Array.from({ length: count }, (_, i) => windows[Math.floor(((i + 0.5) * windows.length) / count)]!);
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
  if (chosen.training.length > 0) return { ...chosen, validation: spread(chosen.validation, MAX_VALIDATION) };
  throw new DataError({
    where: `${name}.fit: series ${scaled.map(({ id }) => `"${id}"`).join(", ")}`,
    expected: `observed values among ${rows} rows of context and among the ${task.horizon} rows behind them`,
    found: "missing values in one or the other, wherever the window lies",
    remedy: "fill gaps, or make contextLength, seasonLength or horizon smaller",
  });
}
