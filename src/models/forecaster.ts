/** What every forecaster is: fitted is another type than unfitted, so that predicting before fitting does not compile. */
import type { OptionSpecs } from "../options.ts";
import type { NamedArray } from "../safetensors.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import type {
  FitOptions,
  LearningRateCurve,
  LearningRateOptions,
  TrainingHistory,
  TrainingOptions,
} from "../training/index.ts";
import type { DataFingerprint } from "./fingerprint.ts";
import type { Gate } from "./highwayGate.ts";
import type { SeriesSource, StreamOptions } from "./seriesSource.ts";

/** What a covariate is known of: the rows up to now, those ahead too, or a whole series. */
export type CovariateKind = "past" | "future" | "static";

/** All kinds of covariates. */
export const covariateKinds: readonly CovariateKind[] = ["past", "future", "static"];

/** Options that every forecaster has. */
export interface CommonOptions {
  /** Steps ahead (H). */
  readonly horizon: number;
}

/** What a caller may give: the horizon, and any other option. */
export type GivenOptions<O extends CommonOptions> = Pick<O, "horizon"> & { readonly [K in keyof O]?: O[K] | undefined };

/** A forecaster before it has seen data. */
export interface Forecaster {
  readonly name: string;
  /** All options, defaults filled in. */
  readonly options: CommonOptions & Readonly<Record<string, unknown>>;
  /**
   * Learns from the training rows and nothing else.
   * @throws DataError naming the series when one cannot be learned from; NumericalError when training diverges;
   *   CancelledError when the signal is aborted
   */
  fit(train: readonly TimeSeries[], options?: FitOptions): Promise<FittedForecaster>;
  /** Networks only; see `fitStream`. */
  fitStream?(source: SeriesSource, options?: StreamOptions): Promise<FittedForecaster>;
  /** Networks only; see `findLearningRate`. */
  findLearningRate?(train: readonly TimeSeries[], options?: LearningRateOptions): Promise<LearningRateCurve>;
}

/** How a fitted network is trained further: any option of training, that of its fit unless given, and what `fit` may be given. */
export interface FineTuneOptions extends Partial<TrainingOptions>, FitOptions {
  /** How the names of weights begin that stay as they are, such as "encoder."; none unless given. */
  readonly frozen?: readonly string[] | undefined;
}

/** What a forecast may be asked for. */
export interface PredictOptions {
  /** Central intervals in percent; [80, 95] unless given. */
  readonly levels?: readonly number[] | undefined;
  /** Sample paths of each forecast (K), as its options say unless given; only of what draws them, such as `deepAr`. */
  readonly samples?: number | undefined;
  /** How far such draws lie from the middle of their distribution, as its options say unless given. */
  readonly temperature?: number | undefined;
}

/** How a fit went. */
export interface FitHistory extends TrainingHistory {
  /** What each part contributes, block of steps by block; "highway-rnn" only. */
  readonly gates?: readonly Gate[];
}

/** The history that a forecaster keeps. */
export interface KeptHistory {
  readonly series: readonly TimeSeries[];
  /** The last rows of each that are kept; absent: all. */
  readonly rows?: number | undefined;
  /** How they were read, as `keepHistory` was told. */
  readonly reading?: Readonly<Record<string, unknown>> | undefined;
}

/** A forecaster that has learned. */
export interface FittedForecaster {
  readonly name: string;
  readonly options: CommonOptions & Readonly<Record<string, unknown>>;
  /** How training went; networks only. */
  readonly history?: FitHistory | undefined;
  /** What each part contributes, block of steps by block, also where no network was trained; "highway-rnn" only. */
  readonly gates?: readonly Gate[] | undefined;
  /** What it was fitted on, to be held against `fingerprintOf(series)`; absent where a file does not say. */
  readonly trainedOn?: DataFingerprint | undefined;
  /** Names of the target columns that it was fitted on; those of the first series. */
  readonly targets?: readonly string[] | undefined;
  /**
   * Forecasts the next H steps of each history, in order. A series not seen in fitting is measured by its own history.
   * @throws DataError naming the series when a history is too short or empty; OptionError on a wrong level;
   *   UnsupportedError where sample paths are asked of a forecaster that draws none
   */
  predict(history: readonly TimeSeries[], options?: PredictOptions): Forecast[];
  /** Everything that `loadForecaster` needs, as the bytes of a safetensors file. */
  save(): Uint8Array;
  /** Networks only; see `fineTune`. */
  fineTune?: ((train: readonly TimeSeries[], options?: FineTuneOptions) => Promise<FittedForecaster>) | undefined;
  /** The history that it keeps; only of one that does, see `keepHistory`. */
  readonly kept?: KeptHistory | undefined;
  /**
   * A forecaster with more rows behind its kept history, without fitting again; itself it stays as it is. Only of one that keeps it.
   * @throws DataError for rows of a series that it does not keep, or that do not fit behind it
   */
  update?(newRows: readonly TimeSeries[]): FittedForecaster;
}

/** A saved forecaster, decoded. */
export interface SavedForecaster {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: Readonly<Record<string, NamedArray>>;
}

/** One entry of the registry: from it come `--model`, the model pages, the contract test and the loader. */
export interface ForecasterDefinition<O extends CommonOptions = CommonOptions> {
  /** Kebab-case. */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** Where it comes from. */
  readonly reference: string;
  /** The kinds of covariates that it reads, any others change nothing; absent where that depends on its options. */
  readonly covariates?: readonly CovariateKind[];
  /** Whether rows of more weight count more in its fit; absent: all rows alike, or that depends on its options. */
  readonly weight?: boolean;
  readonly options: OptionSpecs<O>;
  /** @throws OptionError when an option is unknown or outside its range */
  create(options: GivenOptions<O>): Forecaster;
  /** @throws ModelFileError when the file does not fit */
  restore(saved: SavedForecaster): FittedForecaster;
}

/** The option that every forecaster has, as data. */
export const commonOptions: OptionSpecs<CommonOptions> = {
  horizon: { description: "steps ahead", integer: true, min: 1, max: 100_000 },
};
