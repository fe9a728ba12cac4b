/** A trained network: everything needed to forecast, in plain memory; arena memory is taken for the length of a call. */
import { step, type NumericsClass, type Tensor } from "../autograd/index.ts";
import { ModelFileError } from "../errors.ts";
import type { ModuleContext, StateDict } from "../nn/index.ts";
import { resolveOptions, type OptionSpecs } from "../options.ts";
import { createRandom } from "../random.ts";
import type { NamedArray } from "../safetensors.ts";
import { splitAt, type Forecast, type TimeSeries } from "../series/index.ts";
import type { TrainingHistory } from "../training/index.ts";
import { assertInRange, restoreScaling, type FittedScaling, type TransformState } from "../transforms/index.ts";
import { lookBack, makeBatch } from "../windows/index.ts";
import { withClasses, type Categories } from "./categories.ts";
import { logAnchors } from "./counts.ts";
import { checkDataOptions, transformsIn, type DataOptions } from "./dataOptions.ts";
import type { DataFingerprint } from "./fingerprint.ts";
import type {
  CommonOptions,
  FineTuneOptions,
  FittedForecaster,
  PredictOptions,
  SavedForecaster,
} from "./forecaster.ts";
import { assertFinite, checkLevels, makeForecast } from "./levels.ts";
import { encodeModel } from "./modelFile.ts";
import { PathNetwork, type Network } from "./network.ts";
import { checkOutputOptions, type OutputOptions } from "./outputOptions.ts";
import { drawForecasts } from "./pathForecasts.ts";
import { pathOptions, refusePaths, type PathOptions } from "./pathOptions.ts";
import { interpolateQuantiles, quantileGrid } from "./quantileGrid.ts";
import { savedOptions } from "./savedFields.ts";
import { checkSavedNetwork, renamed } from "./savedNetwork.ts";
import {
  checkCovariates,
  checkFutureCovariates,
  leastRows,
  outputOf,
  type CovariateNames,
  type ForecastTask,
} from "./task.ts";
import { checkHistory, checkLength, type DataSignature } from "./trainingData.ts";

/** Builds the network of a task; weights are drawn from the context's random stream. */
export type NetworkBuilder = (task: ForecastTask, options: object, context: ModuleContext) => Network | PathNetwork;

/** Trains a network further on other series. */
export type Refit = (
  parts: TrainedParts,
  series: readonly TimeSeries[],
  options: FineTuneOptions,
) => Promise<FittedNetwork>;

/** What fits and loads networks of one kind. */
export interface NetworkKind<O extends CommonOptions = CommonOptions> {
  readonly name: string;
  readonly build: NetworkBuilder;
  readonly refit: Refit;
  readonly specs: OptionSpecs<O>;
}

/** What a trained network consists of. */
export interface TrainedParts {
  readonly name: string;
  readonly build: NetworkBuilder;
  readonly refit: Refit;
  readonly options: FittedForecaster["options"];
  readonly task: ForecastTask;
  readonly signature: DataSignature;
  readonly covariates: CovariateNames;
  readonly categories: Categories;
  readonly transform: FittedScaling;
  readonly state: StateDict;
  /** Quantiles of errors (H,C,G) in units of each window's scale, where the output says nothing of them. */
  readonly residuals?: Float32Array | undefined;
  readonly history: TrainingHistory;
  readonly trainedOn: DataFingerprint | undefined;
  /** How the machine that trained it rounds: the same weights come out on machines of the same class. */
  readonly numerics: NumericsClass;
}

/** What a file holds of them; the first files know no categories. */
interface SavedParts extends Omit<TrainedParts, "transform" | "categories"> {
  readonly transform: TransformState;
  readonly categories?: Categories;
}

const PREDICT_BATCH = 256;

/** A forecaster made of a trained network. */
export class FittedNetwork implements FittedForecaster {
  readonly #parts: TrainedParts;

  constructor(parts: TrainedParts) {
    this.#parts = parts;
  }

  get name(): string {
    return this.#parts.name;
  }

  get options(): FittedForecaster["options"] {
    return this.#parts.options;
  }

  get history(): TrainingHistory {
    return this.#parts.history;
  }

  get trainedOn(): DataFingerprint | undefined {
    return this.#parts.trainedOn;
  }

  get targets(): readonly string[] {
    return this.#parts.signature.channels;
  }

  predict(history: readonly TimeSeries[], { levels, ...given }: PredictOptions = {}): Forecast[] {
    const checked = checkLevels(levels);
    const drawing = this.#drawing(given);
    for (const series of history) this.#check(series);
    const known = this.#parts.transform.state().series;
    const local = transformsIn(this.#parts.options as DataOptions).length === 0;
    const scaled = history.map((series) => {
      const seen = local && Object.hasOwn(known, series.id) ? this.#recent(series) : series;
      return this.#parts.transform.apply(withClasses(seen, this.#parts.categories));
    });
    const network = this.#network(drawing);
    try {
      if (network instanceof PathNetwork) return drawForecasts(network, this.#parts, { history, scaled }, checked);
      const outputs = this.#run(network, scaled);
      return history.map((series, i) => this.#forecast(series, outputs[i]!, checked));
    } finally {
      network.release();
    }
  }

  fineTune(series: readonly TimeSeries[], options: FineTuneOptions = {}): Promise<FittedNetwork> {
    return this.#parts.refit(this.#parts, series, options);
  }

  save(): Uint8Array {
    const { name: model, options, task, signature, covariates, categories } = this.#parts;
    const { state, residuals, history, trainedOn, numerics } = this.#parts;
    const transform = this.#parts.transform.state();
    const named = { ...state, ...(residuals && { [RESIDUALS]: this.#residualTensor(residuals) }) };
    const tensors = Object.entries(named).map(([key, { shape, data }]) => [
      key,
      { shape, data: Float32Array.from(data) },
    ]);
    const known = { model, options, task, signature, covariates, categories };
    const config = { ...known, transform, history, trainedOn, numerics };
    return encodeModel({ config, tensors: Object.fromEntries(tensors) as SavedForecaster["tensors"] });
  }

  /** @throws ModelFileError when a field is missing or of another form, or weights and options do not belong together */
  static restore(
    { name, build, refit, specs }: NetworkKind,
    { config: given, tensors }: SavedForecaster,
  ): FittedNetwork {
    const where = `model ${name}`;
    const config = renamed(given);
    checkSavedNetwork(where, config);
    const saved = config as unknown as SavedParts;
    const { task, signature, covariates, categories = {}, history, numerics, trainedOn } = saved;
    const options = savedOptions(where, specs, saved.options) as TrainedParts["options"];
    const transform = restoreScaling(saved.transform);
    const { [RESIDUALS]: spread, ...state } = tensors;
    const residuals = outputOf(task).conformal ? residualsOf(where, spread, task) : undefined;
    const learned = { transform, state: residuals ? state : tensors, residuals, history };
    const rest = { task, signature, covariates, categories, ...learned, numerics, trainedOn };
    const fitted = new FittedNetwork({ name, build, refit, options, ...rest });
    try {
      checkOutputOptions(where, options as typeof options & OutputOptions);
      checkDataOptions(where, options as typeof options & OutputOptions);
      fitted.#network().release(); // builds the network once, so that weights that do not fit are refused now
    } catch (cause) {
      if (cause instanceof ModelFileError) throw cause;
      throw new ModelFileError({
        where,
        expected: "options that build its network",
        found: String(cause),
      });
    }
    return fitted;
  }

  /**
   * The rows that a forecast looks at: scaling all of a long history would take longer than the network. Only where the scale is that
   * of training: a series not seen in it is measured by all of its rows; and where no transform looks farther back.
   */
  #recent(series: TimeSeries): TimeSeries {
    const { contextLength, anchor } = this.#parts.task;
    const rows = lookBack(contextLength, anchor);
    return rows < series.timestamps.length ? splitAt(series, { last: rows }).test : series;
  }

  #check(series: TimeSeries): void {
    const { name, task, signature, covariates, categories } = this.#parts;
    const where = `${name}.predict`;
    checkHistory(where, series, signature);
    checkCovariates(where, withClasses(series, categories), covariates);
    checkLength(where, series, leastRows(task), "the least to forecast from");
    checkFutureCovariates(where, series, task);
    const { range } = this.#parts.options as Partial<OutputOptions>;
    if (range) assertInRange(where, series, range);
  }

  #residualTensor(data: Float32Array): NamedArray {
    const { horizon, channels } = this.#parts.task;
    return { shape: [horizon, channels, quantileGrid.length], data };
  }

  /** How paths are drawn, where a forecast sets it anew. */
  #drawing(given: Omit<PredictOptions, "levels">): Partial<PathOptions> {
    const { name, options } = this.#parts;
    if ("samples" in options) {
      const { samples, temperature } = given;
      if (samples === undefined && temperature === undefined) return {};
      const own = { samples: options["samples"], temperature: options["temperature"] } as PathOptions;
      return resolveOptions<PathOptions>(`${name}.predict`, pathOptions, {
        samples: samples ?? own.samples,
        temperature: temperature ?? own.temperature,
      });
    }
    refusePaths(name, given);
    return {};
  }

  #network(drawing: Partial<PathOptions> = {}): Network | PathNetwork {
    const { build, task, options, state } = this.#parts;
    const network = build(task, { ...options, ...drawing }, { random: createRandom(0) });
    try {
      network.loadStateDict(state);
    } catch (cause) {
      network.release();
      throw cause;
    }
    return network;
  }

  /** What the network gives of each series, on the transform's scale. */
  #run(network: Network, scaled: readonly TimeSeries[]): RowResult[] {
    const { task } = this.#parts;
    const context = { training: false, random: createRandom(0) };
    const windows = scaled.map(({ timestamps }, seriesIndex) => ({ seriesIndex, cutoffIndex: timestamps.length - 1 }));
    const outputs: RowResult[] = [];
    for (let start = 0; start < windows.length; start += PREDICT_BATCH) {
      step(
        () => {
          const batch = network.embed(makeBatch(scaled, windows.slice(start, start + PREDICT_BATCH), task, false));
          const { numbers, attention } = network.answer(batch, context); // (B,H,C,Q), (B,H,L)
          for (let b = 0; b < batch.size; b++)
            outputs.push({
              numbers: rowOf(numbers, b),
              anchors: batch.anchors.slice(
                (b * batch.anchors.length) / batch.size,
                ((b + 1) * batch.anchors.length) / batch.size,
              ),
              scales: batch.scales.slice(b * task.channels, (b + 1) * task.channels),
              attention: attention && rowOf(attention, b),
            });
        },
        { record: false },
      );
    }
    return outputs;
  }

  /** What is added to the number of a step and channel for a probability: a quantile of its errors, or nothing. */
  #spread(): (i: number, probability: number) => number {
    const { residuals } = this.#parts;
    if (!residuals) return () => 0;
    const interpolate = interpolateQuantiles(quantileGrid);
    const width = quantileGrid.length;
    return (i, probability) => interpolate(residuals.subarray(i * width, (i + 1) * width), probability);
  }

  #forecast(
    series: TimeSeries,
    { numbers, anchors, scales, attention }: RowResult,
    levels: readonly number[],
  ): Forecast {
    const { name, task, transform } = this.#parts;
    const spread = this.#spread();
    const { size, counts, quantile } = outputOf(task);
    const logs = counts ? logAnchors(anchors, transform.units(series)) : undefined;
    let place = -1;
    let own = numbers; // the numbers of one step and channel, taken once for all its quantiles
    const forecast = makeForecast(name, series, task.horizon, levels, (h, c, q) => {
      const i = h * task.channels + c;
      if (i !== place) {
        place = i;
        own = numbers.subarray(i * size, (i + 1) * size);
        if (logs) own[0] = own[0]! + logs[i]!;
      }
      return logs ? quantile(own, q) : (quantile(own, q) + spread(i, q)) * scales[c]! + anchors[i]!;
    });
    const inverted = counts ? forecast : transform.invert(forecast, series);
    return assertFinite(attention ? { ...inverted, attention } : inverted);
  }
}

const RESIDUALS = "residuals"; // the tensor's name in a file

/** @throws ModelFileError unless there are residuals of the task's sizes */
function residualsOf(where: string, given: NamedArray | undefined, { horizon, channels }: ForecastTask): Float32Array {
  const shape = [horizon, channels, quantileGrid.length].join();
  if (given?.shape.join() === shape) return Float32Array.from(given.data);
  throw new ModelFileError({
    where: `${where}: tensor "${RESIDUALS}"`,
    expected: `shape (${shape})`,
    found: given ? `shape (${given.shape.join()})` : "nothing",
    remedy: "save the model again",
  });
}

/** What a network gives of one window: numbers (H,C,Q), anchors (H,C), scales (C), attention (H,L) where there is any. */
interface RowResult {
  readonly numbers: Float64Array;
  readonly anchors: Float64Array;
  readonly scales: Float64Array;
  readonly attention: Float64Array | undefined;
}

/** Row b of an array (B,…). */
function rowOf({ data, size, shape }: Tensor, b: number): Float64Array {
  const length = size / shape[0]!;
  return Float64Array.from(data.subarray(b * length, (b + 1) * length));
}
