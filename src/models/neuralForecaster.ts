/**
 * The frame of forecasters that are networks. A model gives its options and a network whose `forward(batch)` returns
 * (B,H,C,Q); scaling, anchoring, windowing, the fit loop, quantiles, inverse scaling and saving are done here, once for all.
 */
import { add, numericsClass, type Tensor } from "../autograd/index.ts";
import type { ForwardContext, ModuleContext, StateDict } from "../nn/index.ts";
import { resolveOptions, type OptionSpecs } from "../options.ts";
import { createRandom } from "../random.ts";
import { encodeSafetensors } from "../safetensors.ts";
import type { TimeSeries } from "../series/index.ts";
import { Sha256 } from "../sha256.ts";
import {
  searchLearningRate,
  train,
  trainingOptions,
  type FitOptions,
  type LearningRateCurve,
  type LearningRateOptions,
  type TrainingJob,
  type TrainingOptions,
} from "../training/index.ts";
import { restoreStandardize, standardize, type FittedScaling } from "../transforms/index.ts";
import {
  chooseAnchor,
  lookBack,
  makeBatch,
  seasonCandidates,
  typicalRows,
  type AnchorReference,
  type Window,
} from "../windows/index.ts";
import { categoriesOf, categoryTasks, staticSize, withClasses, type Categories } from "./categories.ts";
import { assertCounts, countOffsets, countTargets, logRatios } from "./counts.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { FittedNetwork, type NetworkBuilder, type NetworkKind, type TrainedParts } from "./fittedNetwork.ts";
import {
  commonOptions,
  type CommonOptions,
  type FineTuneOptions,
  type FittedForecaster,
  type ForecasterDefinition,
} from "./forecaster.ts";
import type { Network } from "./network.ts";
import { outputNames, type OutputName } from "./outputs/outputs.ts";
import {
  checkCovariates,
  checkFutureCovariates,
  covariateNames,
  leastRows,
  outputOf,
  type ForecastTask,
} from "./task.ts";
import { passesOf, trainingWindows } from "./trainingWindows.ts";
import { checkHistory, checkLength, checkTraining, type DataSignature } from "./trainingData.ts";

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
  const build: NetworkBuilder = (task, options, context) => {
    const network = model.network(task, options as O, context);
    network.addCategories(task.categories ?? [], context);
    return network;
  };

  const kind: NetworkKind<All> = {
    name,
    build,
    specs,
    refit: (parts, series, given) => refit(kind, parts, series, given),
  };

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
        fit: async (series, fitOptions) => trained(kind, options, prepare(kind, options, series), fitOptions),
        findLearningRate: async (series, range) => rates(kind, options, prepare(kind, options, series), range),
      };
    },
    restore: (saved) => FittedNetwork.restore(kind, saved),
  };
}

/** What a network learns from: series, as given and on the transform's scale, and the task. */
interface TrainingData {
  readonly series: readonly TimeSeries[];
  readonly signature: DataSignature;
  readonly transform: FittedScaling;
  readonly categories: Categories;
  /** With classes in the place of words. */
  readonly scaled: readonly TimeSeries[];
  readonly task: ForecastTask;
  /** Weights to start from, and those of them that are not trained; drawn by the seed, and all, unless given. */
  readonly start?: { readonly state: StateDict; readonly frozen: readonly string[] };
}

function prepare<O extends NeuralOptions>(
  { name }: NetworkKind<O>,
  options: O,
  series: readonly TimeSeries[],
): TrainingData {
  const signature = checkTraining(name, series);
  if (outputOf(options).counts) for (const one of series) assertCounts(`${name}.fit`, one);
  const transform = standardize().fit(series);
  const categories = categoriesOf(series);
  const scaled = series.map((one) => transform.apply(withClasses(one, categories)));
  const task = taskOf(name, options, scaled, signature.channels.length, categories);
  return { series, signature, transform, categories, scaled, task };
}

/** The network and the job of training it; whoever asks releases the network. */
function jobOf<O extends NeuralOptions>(
  { name, build }: NetworkKind<O>,
  options: O,
  { series, scaled, transform, task, start }: TrainingData,
): TrainingJob<Window> & { readonly module: Network } {
  const windows = trainingWindows(name, scaled, task, options);
  const random = createRandom(options.seed);
  const module = build(task, options, { random: random.fork(0) });
  if (start) module.loadStateDict(start.state);
  const from = start && new Sha256().update(encodeSafetensors(start.state)).hex();
  return {
    model: name,
    module,
    ...windows,
    loss: lossOf(module, task, scaled, transform),
    weight: (windows) => observedTargets(scaled, windows, task.horizon),
    options: { ...options, epochs: passesOf(options, windows) },
    random: random.fork(1),
    frozen: start?.frozen ?? [],
    identity: { task, own: options, data: fingerprintOf(series).sha256, from },
  };
}

async function trained<O extends NeuralOptions>(
  kind: NetworkKind<O>,
  options: O,
  data: TrainingData,
  fitOptions?: FitOptions,
): Promise<FittedNetwork> {
  const { name, build, specs, refit: again } = kind;
  const { series, signature, transform, categories, task } = data;
  const job = jobOf(kind, options, data);
  try {
    const history = await train(job, fitOptions);
    return new FittedNetwork({
      name,
      build,
      refit: again,
      options: resolveOptions(name, specs, { ...options, ...chosenIn(task) }) as unknown as FittedForecaster["options"],
      task,
      signature,
      covariates: covariateNames(series[0]!),
      categories,
      transform,
      state: job.module.stateDict(),
      history,
      trainedOn: fingerprintOf(series),
      numerics: numericsClass(),
    });
  } finally {
    job.module.release();
  }
}

async function rates<O extends NeuralOptions>(
  kind: NetworkKind<O>,
  options: O,
  data: TrainingData,
  range?: LearningRateOptions,
): Promise<LearningRateCurve> {
  const job = jobOf(kind, options, data);
  try {
    return await searchLearningRate(job, range);
  } finally {
    job.module.release();
  }
}

/** Trains a network further: its task stays, statistics of series that are given again become those of now. */
async function refit<O extends NeuralOptions>(
  kind: NetworkKind<O>,
  { task, signature, covariates, categories, transform: before, state, options: saved }: TrainedParts,
  series: readonly TimeSeries[],
  { frozen = [], signal, whenCancelled, onProgress, onCheckpoint, resumeFrom, ...given }: FineTuneOptions,
): Promise<FittedNetwork> {
  const where = `${kind.name}.fineTune`;
  resolveOptions<TrainingOptions>(where, trainingOptions, given); // any other option would change the network
  const options = resolveOptions<O>(where, kind.specs, { ...saved, ...given } as unknown as Partial<O>);
  for (const one of series) {
    checkHistory(where, one, signature);
    checkCovariates(where, withClasses(one, categories), covariates);
    if (outputOf(task).counts) assertCounts(where, one);
  }
  checkTraining(kind.name, series);
  checkRows(where, series, task);
  const fresh = standardize().fit(series);
  const { kind: name, series: statistics } = before.state();
  const transform = restoreStandardize({ kind: name, series: { ...statistics, ...fresh.state().series } });
  const scaled = series.map((one) => transform.apply(withClasses(one, categories)));
  const data = { series, signature, transform, categories, scaled, task, start: { state, frozen } };
  return trained(kind, options, data, { signal, whenCancelled, onProgress, onCheckpoint, resumeFrom });
}

/** The mean loss of some windows: against differences from the anchor or, for counts, against the data's own values. */
function lossOf(
  module: Network,
  task: ForecastTask,
  scaled: readonly TimeSeries[],
  transform: FittedScaling,
): (windows: readonly Window[], context: ForwardContext) => Tensor {
  const output = outputOf(task);
  const units = scaled.map((series) => transform.units(series));
  return (windows, context) => {
    const batch = module.embed(makeBatch(scaled, windows, task, true));
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
  const typical = typicalRows(series);
  const fits = (season: number): boolean => season + 3 * horizon <= typical;
  const season = seasonLength ?? seasonCandidates(series[0]!.frequency).findLast(fits) ?? 0;
  return Math.max(Math.ceil(horizon / 2), Math.min(2 * horizon, typical - season - 2 * horizon));
}

function taskOf(
  name: string,
  options: NeuralOptions,
  series: readonly TimeSeries[],
  channels: number,
  categories: Categories,
): ForecastTask {
  const { horizon, seasonLength, reference } = options;
  const contextLength = options.contextLength ?? usualContext(series, options);
  const covariates = covariateNames(series[0]!);
  for (const one of series) checkCovariates(`${name}.fit`, one, covariates);
  const sizes = {
    pastCovariates: covariates.pastCovariates.length,
    futureCovariates: covariates.futureCovariates.length,
    staticCovariates: staticSize(covariates.staticCovariates, categories),
    categories: categoryTasks(covariates.staticCovariates, categories),
  };
  const anchor = chooseAnchor(series, { contextLength, horizon, seasonLength, reference });
  const task = { horizon, contextLength, anchor, channels, output: options.output, ...sizes };
  checkRows(`${name}.fit`, series, task);
  return task;
}

/** @throws DataError when none has the rows of a window, one has next to none, or future covariates end before its target does */
function checkRows(where: string, series: readonly TimeSeries[], task: ForecastTask): void {
  const { contextLength, horizon, anchor } = task;
  const longest = series.reduce((a, b) => (b.timestamps.length > a.timestamps.length ? b : a));
  const why = `contextLength ${contextLength} + seasonLength ${anchor.seasonLength} + horizon ${horizon}`;
  checkLength(where, longest, lookBack(contextLength, anchor) + horizon, why);
  const least = leastRows(task);
  for (const one of series) {
    checkLength(where, one, least + horizon, `${least} of context + horizon ${horizon}`);
    checkFutureCovariates(where, one, { ...task, horizon: 0 });
  }
}
