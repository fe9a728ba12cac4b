/** seqcast: time-series forecasting. This list is the public surface; the engine's rooms are the namespaces at its end. */

// Data
export {
  addSteps,
  alignToGrid,
  autocorrelation,
  calendarCovariates,
  calendarFeaturesOf,
  checkKnownAhead,
  createSeries,
  differencesNeeded,
  estimateFrequency,
  extendFutureCovariates,
  fillGaps,
  findSeasons,
  formatFrequency,
  formatTimestamp,
  head,
  horizonTimestamps,
  inferFrequency,
  instantsOf,
  kpss,
  lagCovariates,
  lagsOf,
  listGaps,
  makeFutureFrame,
  parseFrequency,
  parseTimestamp,
  periodogram,
  readCsv,
  resample,
  forecastToCsv,
  seasonCandidates,
  seriesToCsv,
  splitAt,
  startOfUnit,
  writeCsv,
} from "./series/index.ts";
export type {
  Aggregation,
  Aligned,
  AlignOptions,
  CalendarFeature,
  CalendarOptions,
  ColumnRecord,
  ColumnRole,
  Columns,
  CreateSeriesOptions,
  CsvSource,
  DuplicatePolicy,
  FilledGaps,
  FillGapsOptions,
  Forecast,
  Frequency,
  FrequencyEstimate,
  FrequencyUnit,
  FutureFrame,
  Gap,
  GapPolicy,
  HolidayCalendar,
  HolidayEntry,
  HolidaySource,
  LagOptions,
  ReadCsvOptions,
  Resampled,
  ResampleOptions,
  Season,
  Split,
  SplitPoint,
  StaticCovariates,
  Time,
  TimeSeries,
  Wave,
  Weekday,
} from "./series/index.ts";

// Transforms
export {
  boxCox,
  boxCoxLambda,
  chain,
  clipOutliers,
  difference,
  impute,
  log1pTransform,
  logitTransform,
  logTransform,
  maxAbsScale,
  meanScale,
  minMaxScale,
  restoreTransform,
  robustScale,
  seasonalDifference,
  standardize,
  yeoJohnson,
} from "./transforms/index.ts";
export type {
  BoxCoxOptions,
  ClipOutliersOptions,
  DifferenceOptions,
  FittedScaling,
  FittedTransform,
  ImputeMethod,
  ImputeOptions,
  LogitOptions,
  MinMaxOptions,
  RoleOptions,
  Scaling,
  SeasonalDifferenceOptions,
  TargetUnits,
  Transform,
  TransformState,
  YeoJohnsonOptions,
} from "./transforms/index.ts";

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
export { backtest, checkLeakage, leaderboard, scoresToCsv } from "./evaluation/index.ts";
export type {
  BacktestOptions,
  BacktestProgress,
  BacktestResult,
  LeaderboardRow,
  Leak,
  LeakageOptions,
  LeakageReport,
  Pipeline,
  PipelineStep,
  Poison,
  Score,
} from "./evaluation/index.ts";

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
