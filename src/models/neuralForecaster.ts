/**
 * The frame of forecasters that are networks. A model gives its options and a network whose `forward(batch)` returns
 * (B,H,C,Q); scaling, anchoring, windowing, the fit loop, quantiles, inverse scaling and saving are done here, once for all.
 */
import { numericsClass } from "../autograd/index.ts";
import type { ModuleContext, StateDict } from "../nn/index.ts";
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
import {
  joinedStates,
  restoreScaling,
  scaledAfter,
  standardizeLinked,
  transformOf,
  type FittedScaling,
  type Scaling,
  type TargetUnits,
} from "../transforms/index.ts";
import type { Window } from "../windows/index.ts";
import { categoriesOf, withClasses, type Categories } from "./categories.ts";
import { checkDataOptions, dataOptions, transformsIn, type DataOptions } from "./dataOptions.ts";
import { errorsOn, residualQuantiles } from "./conformal.ts";
import { fingerprintOf, type DataFingerprint } from "./fingerprint.ts";
import { FittedNetwork, type NetworkBuilder, type NetworkKind, type TrainedParts } from "./fittedNetwork.ts";
import {
  commonOptions,
  type CommonOptions,
  covariateKinds,
  type FineTuneOptions,
  type FittedForecaster,
  type Forecaster,
  type ForecasterDefinition,
} from "./forecaster.ts";
import { PathNetwork, type Network } from "./network.ts";
import { lossOf, observedTargets } from "./networkLoss.ts";
import { checkRows, chosenIn, taskOf } from "./networkTask.ts";
import { assertTargets, checkOutputOptions, outputOptions, type OutputOptions } from "./outputOptions.ts";
import { SeriesPool, surveyOf, type StreamSurvey } from "./seriesPool.ts";
import { placesOf, poolSizeOf, type SeriesSource, type StreamOptions } from "./seriesSource.ts";
import { countedSteps } from "./stepWeights.ts";
import { checkCovariates, covariateNames, outputOf, type ForecastTask } from "./task.ts";
import { measuredWindows, passesOf, trainingWindows, type TrainingWindows } from "./trainingWindows.ts";
import { checkHistory, checkTraining, type DataSignature } from "./trainingData.ts";
import { windowOptions, type WindowOptions } from "./windowOptions.ts";
import { noteRecipe } from "./recipes.ts";

/** All options that do not belong to one network. */
export interface NeuralOptions extends CommonOptions, WindowOptions, OutputOptions, DataOptions, TrainingOptions {}

/** What a network's file fills in; `O` are its own options. */
export interface NeuralDefinition<O extends object> {
  readonly name: string;
  readonly summary: string;
  readonly reference: string;
  readonly options: OptionSpecs<O>;
  readonly network: (task: ForecastTask, options: O, context: ModuleContext) => Network | PathNetwork;
  /** Defaults of training that this network needs otherwise. */
  readonly training?: Partial<TrainingOptions>;
  /** Which of the options of windows, outputs and data it has; all unless given. */
  readonly shared?: readonly (keyof WindowOptions | keyof OutputOptions | keyof DataOptions)[];
  /** @throws OptionError where options do not go together */
  readonly check?: (options: O) => void;
  /** Fills in options that this network chooses from the data in a way of its own. */
  readonly settle?: (options: NeuralOptions & O, series: readonly TimeSeries[]) => NeuralOptions & O;
}

function withDefaults(defaults: Partial<TrainingOptions> = {}): OptionSpecs<TrainingOptions> {
  const specs = Object.entries(trainingOptions).map(([key, spec]) => {
    const value = defaults[key as keyof TrainingOptions];
    return [key, value === undefined ? spec : { ...spec, default: value }];
  });
  return Object.fromEntries(specs) as OptionSpecs<TrainingOptions>;
}

/** The entries of these names; all unless names are given. */
function namedIn<T extends object>(names: readonly string[] | undefined, entries: T): Partial<T> {
  const kept = Object.entries(entries).filter(([name]) => names?.includes(name) ?? true);
  return Object.fromEntries(kept) as Partial<T>;
}

/** Makes a registry entry of a network. */
export function neuralForecaster<O extends object>(
  model: NeuralDefinition<O>,
): ForecasterDefinition<NeuralOptions & O> {
  const { name } = model;
  type All = NeuralOptions & O;
  const specs = {
    ...commonOptions,
    ...namedIn(model.shared, { ...windowOptions, ...outputOptions, ...dataOptions }),
    ...model.options,
    ...withDefaults(model.training),
  } as unknown as OptionSpecs<All>;
  const build: NetworkBuilder = (task, options, context) => {
    const network = model.network(task, options as O, context);
    network.addCategories(task.categories ?? [], context);
    if (network instanceof PathNetwork) return network;
    if (task.anchor.normalization === "revin") network.addLearnedScale(task.channels, task, context);
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
    covariates: covariateKinds,
    weight: true,
    options: specs,
    create(given) {
      const options = resolveOptions<All>(name, specs, given);
      checkOutputOptions(name, options);
      checkDataOptions(name, options);
      model.check?.(options);
      const settled = (series: readonly TimeSeries[]): All =>
        (series.length > 0 ? model.settle?.(options, series) : undefined) ?? options;
      const prepared = (series: readonly TimeSeries[]): [All, TrainingData] => {
        const own = settled(series);
        return [own, prepare(kind, own, series)];
      };
      const forecaster: Forecaster = {
        name,
        options: options as unknown as FittedForecaster["options"],
        fit: async (series, fitOptions) => trained(kind, ...prepared(series), fitOptions),
        fitStream: async (source, given = {}) => trainedOnStream(kind, options, source, given, settled),
        findLearningRate: async (series, range) => rates(kind, ...prepared(series), range),
      };
      return noteRecipe(forecaster, { numericsClass });
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
  /** Where `series` and `scaled` are a pool, on the transform's scale both, whose series change from pass to pass. */
  readonly stream?: {
    readonly units: readonly TargetUnits[];
    readonly windows: TrainingWindows;
    readonly beforePass: (pass: number) => Promise<void>;
    readonly trainedOn: DataFingerprint;
  };
}

/** What brings targets to the network's scale. */
function scalingOf(options: NeuralOptions): Scaling {
  const scaling = standardizeLinked(options.range);
  const names = transformsIn(options);
  return names.length > 0 ? scaledAfter(transformOf(names), scaling) : scaling;
}

function prepare<O extends NeuralOptions>(
  { name }: NetworkKind<O>,
  options: O,
  series: readonly TimeSeries[],
): TrainingData {
  const signature = checkTraining(name, series);
  for (const one of series) assertTargets(`${name}.fit`, one, options);
  const transform = scalingOf(options).fit(series);
  const categories = categoriesOf(series);
  const scaled = series.map((one) => transform.apply(withClasses(one, categories)));
  const task = taskOf(name, options, scaled, signature.channels.length, categories);
  return { series, signature, transform, categories, scaled, task };
}

/** Trains on a stream, of which nothing stays open behind it. */
async function trainedOnStream<O extends NeuralOptions>(
  kind: NetworkKind<O>,
  options: O,
  source: SeriesSource,
  given: StreamOptions,
  settle: (series: readonly TimeSeries[]) => O,
): Promise<FittedNetwork> {
  const { name } = kind;
  const size = poolSizeOf(`${name}.fitStream`, given);
  const survey = await surveyOf(name, source, scalingOf(options), (one) =>
    assertTargets(`${name}.fitStream`, one, options),
  );
  const places = placesOf(source, survey.count, options.seed);
  try {
    const pool = new SeriesPool(name, size, survey, (place) => places.open(place));
    return await trained(kind, ...(await preparePool(name, pool, survey, settle)), given);
  } finally {
    await places.close();
  }
}

/** What a stream's survey says, and the first of its series in memory. */
async function preparePool<O extends NeuralOptions>(
  name: string,
  pool: SeriesPool,
  { signature, transform, categories, trainedOn }: StreamSurvey,
  settle: (series: readonly TimeSeries[]) => O,
): Promise<[O, TrainingData]> {
  await pool.fill(1);
  const own = settle(pool.scaled);
  const task = taskOf(name, own, pool.scaled, signature.channels.length, categories);
  const windows = await pool.windows(task, own);
  const { scaled, units } = pool;
  return [
    own,
    {
      series: scaled,
      signature,
      transform,
      categories,
      scaled,
      task,
      stream: { units, windows, beforePass: (pass) => windows.renew(pass), trainedOn },
    },
  ];
}

/** The network and the job of training it; whoever asks releases the network. */
function jobOf<O extends NeuralOptions>(
  { name, build }: NetworkKind<O>,
  options: O,
  { series, scaled, transform, task, start, stream }: TrainingData,
): TrainingJob<Window> & { readonly module: Network | PathNetwork } {
  const windows = stream?.windows ?? trainingWindows(name, scaled, task, options);
  const random = createRandom(options.seed);
  const { stepWeights, gap = 0, sampling } = options;
  const weights = countedSteps(stepWeights, task.horizon, gap);
  const units = stream?.units ?? series.map((one) => transform.units(one));
  const module = build(task, options, { random: random.fork(0) });
  if (start) module.loadStateDict(start.state);
  const from = start && new Sha256().update(encodeSafetensors(start.state)).hex();
  return {
    model: name,
    module,
    training: windows.training,
    validation: windows.validation,
    ...(stream && { beforePass: stream.beforePass }),
    loss: lossOf(module, task, scaled, units, weights, sampling),
    weight: (windows) => observedTargets(scaled, windows, task.horizon, weights, sampling === "weight"),
    options: { ...options, epochs: passesOf(options, windows) },
    random: random.fork(1),
    frozen: start?.frozen ?? [],
    identity: { task, own: options, data: (stream?.trainedOn ?? fingerprintOf(series)).sha256, from },
  };
}

async function trained<O extends NeuralOptions>(
  kind: NetworkKind<O>,
  options: O,
  data: TrainingData,
  fitOptions?: FitOptions,
): Promise<FittedNetwork> {
  const { name, build, specs, refit: again } = kind;
  const { series, signature, transform, categories, task, stream } = data;
  const job = jobOf(kind, options, data);
  try {
    const history = await train(job, fitOptions);
    const residuals = outputOf(task).conformal ? residualsOf(job, data) : undefined;
    return new FittedNetwork({
      name,
      build,
      refit: again,
      options: resolveOptions(
        name,
        specs,
        namedIn(Object.keys(specs), { ...options, ...chosenIn(task) }) as Partial<O>,
      ) as unknown as FittedForecaster["options"],
      task,
      signature,
      covariates: covariateNames(series[0]!),
      categories,
      transform,
      state: job.module.stateDict(),
      ...(residuals && { residuals }),
      history,
      trainedOn: stream?.trainedOn ?? fingerprintOf(series),
      numerics: numericsClass(),
    });
  } finally {
    job.module.release();
  }
}

/** Quantiles of the errors (H,C,G) of a trained network, on windows that were held back where there are any. */
function residualsOf(
  { module, ...windows }: ReturnType<typeof jobOf>,
  { scaled, task }: TrainingData,
): Float32Array | undefined {
  if (module instanceof PathNetwork) return undefined; // its distributions are learned
  const errors = errorsOn(module, scaled, measuredWindows(windows), task);
  return residualQuantiles(errors, task.horizon, task.channels);
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
    assertTargets(where, one, options);
  }
  checkTraining(kind.name, series);
  checkRows(where, series, task);
  const transform = restoreScaling(joinedStates([before.state(), scalingOf(options).fit(series).state()]));
  const scaled = series.map((one) => transform.apply(withClasses(one, categories)));
  const data = { series, signature, transform, categories, scaled, task, start: { state, frozen } };
  return trained(kind, options, data, { signal, whenCancelled, onProgress, onCheckpoint, resumeFrom });
}
