/** seqcast: time-series forecasting. This list is the public surface; the engine's rooms are the namespaces at its end. */

// Data
export {
  addSteps,
  createSeries,
  formatFrequency,
  formatTimestamp,
  head,
  horizonTimestamps,
  inferFrequency,
  parseFrequency,
  parseTimestamp,
  readCsv,
  forecastToCsv,
  seriesToCsv,
  splitAt,
  writeCsv,
} from "./series/index.ts";
export type {
  ColumnRecord,
  Columns,
  CreateSeriesOptions,
  CsvSource,
  Forecast,
  Frequency,
  FrequencyUnit,
  ReadCsvOptions,
  Split,
  SplitPoint,
  StaticCovariates,
  Time,
  TimeSeries,
} from "./series/index.ts";

// Forecasters
export {
  createForecaster,
  dlinear,
  findForecaster,
  findLearningRate,
  fineTune,
  fingerprintOf,
  gru,
  loadForecaster,
  lstm,
  mean,
  drift,
  movingAverage,
  naive2,
  ses,
  holt,
  dampedHolt,
  comb,
  holtWinters,
  theta,
  ets,
  arima,
  mstl,
  croston,
  tsb,
  fourierArma,
  naive,
  nhits,
  nlinear,
  registry,
  rnn,
  ridge,
  saveForecaster,
  seasonalNaive,
  segmentRnn,
  seq2seq,
  tcn,
} from "./models/index.ts";
export type {
  CommonOptions,
  DataFingerprint,
  FineTuneOptions,
  DlinearOptions,
  FittedForecaster,
  Forecaster,
  ForecasterDefinition,
  GivenOptions,
  GruOptions,
  LstmOptions,
  NhitsOptions,
  NlinearOptions,
  PredictOptions,
  RnnOptions,
  RidgeOptions,
  MovingAverageOptions,
  Naive2Options,
  SesOptions,
  HoltOptions,
  DampedHoltOptions,
  CombOptions,
  HoltWintersOptions,
  ThetaOptions,
  EtsOptions,
  ArimaOptions,
  MstlOptions,
  CrostonOptions,
  TsbOptions,
  FourierArmaOptions,
  SeasonalNaiveOptions,
  SegmentRnnOptions,
  Seq2seqOptions,
  SeriesRange,
  TcnOptions,
} from "./models/index.ts";
export type {
  EpochRecord,
  FitOptions,
  LearningRateCurve,
  LearningRateOptions,
  TrainingHistory,
  TrainingOptions,
  TrainingProgress,
} from "./training/index.ts";
export { describeRange, type OptionSpec, type OptionSpecs } from "./options.ts";

// Sequence models
export { loadClassifier, loadGenerator, sequenceClassifier, sequenceGenerator } from "./models/index.ts";
export type {
  Classification,
  ClassificationScores,
  ClassifierFitOptions,
  ClassifierOptions,
  FittedClassifier,
  FittedGenerator,
  GeneratorOptions,
  GivenGenerateOptions,
  Label,
  LabelledSequence,
  Sequence,
  SequenceClassifier,
  SequenceGenerator,
} from "./models/index.ts";

// Metrics and backtests
export { mae, mase, me, mse, pointMetrics, rmse, smape } from "./metrics/index.ts";
export type {
  Metric,
  MetricInput,
  MetricOptions,
  PointMetric,
  ScaledMetric,
  ScaledMetricOptions,
  Values,
} from "./metrics/index.ts";
export { backtest, leaderboard, scoresToCsv } from "./evaluation/index.ts";
export type { BacktestOptions, BacktestProgress, BacktestResult, LeaderboardRow, Score } from "./evaluation/index.ts";

// Plots
export { backtestPlot, forecastPlot } from "./plots/index.ts";
export type { ForecastPlotOptions, Plot, PlotPanel } from "./plots/index.ts";

// Errors, chance, version
export {
  CancelledError,
  DataError,
  ModelFileError,
  NumericalError,
  OptionError,
  SeqcastError,
  ShapeError,
  TensorError,
  UnsupportedError,
  type ErrorFacts,
} from "./errors.ts";
export { createRandom, type Random, type RandomState } from "./random.ts";
export { version } from "./version.generated.ts";

// The engine
export { numericsClass, setThreads, threads, useKernels, useNumerics } from "./kernels/index.ts";
export type { KernelsName, NumericsChoice, NumericsClass, Threads } from "./kernels/index.ts";
export * as autograd from "./autograd/index.ts";
export * as nn from "./nn/index.ts";
export * as optim from "./optim/index.ts";
export * as transforms from "./transforms/index.ts";
export * as windows from "./windows/index.ts";
