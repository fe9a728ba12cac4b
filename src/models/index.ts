export { auto, choiceOf } from "./auto/auto.ts";
export type { ChoiceRow } from "./auto/choose.ts";
export type { AutoOptions } from "./auto/definition.ts";
export { deepAr, type DeepArOptions } from "./deepAr.ts";
export { dlinear, type DlinearOptions } from "./dlinear.ts";
export type {
  CommonOptions,
  FitHistory,
  FineTuneOptions,
  FittedForecaster,
  Forecaster,
  ForecasterDefinition,
  GivenOptions,
  KeptHistory,
  PredictOptions,
} from "./forecaster.ts";
export { fingerprintOf, type DataFingerprint, type SeriesRange } from "./fingerprint.ts";
export { gru, type GruOptions } from "./gru.ts";
export type { Gate } from "./highwayGate.ts";
export { highwayRnn, type HighwayRnnOptions } from "./highwayRnn.ts";
export { loadForecaster, saveForecaster } from "./loadForecaster.ts";
export { createAdaptiveBand } from "./intervals/bands.ts";
export { conformal } from "./intervals/conformal.ts";
export type { ConformalMethod, ConformalOptions } from "./intervals/options.ts";
export { checkLevels } from "./levels.ts";
export { keepHistory, type KeepHistoryOptions, type UpdatableForecaster } from "./updating/keepHistory.ts";
export { lstm, type LstmOptions } from "./lstm.ts";
export { naive } from "./naive.ts";
export { nhits, type NhitsOptions } from "./nhits.ts";
export { nlinear, type NlinearOptions } from "./nlinear.ts";
export { segmentRnn, type SegmentRnnOptions } from "./segmentRnn.ts";
export { seq2seq, type Seq2seqOptions } from "./seq2seq.ts";
export { createForecaster, findForecaster, registry } from "./registry.ts";
export { rnn, type RnnOptions } from "./rnn.ts";
export { fineTune, findLearningRate, fitStream } from "./tuning.ts";
export type { NumberedSeries, SeriesSource, StreamOptions } from "./seriesSource.ts";
export { ridge, type RidgeOptions } from "./ridge.ts";
export { seasonalNaive, type SeasonalNaiveOptions } from "./seasonalNaive.ts";
export { mean } from "./statistical/mean.ts";
export { decompose, type DecomposeOptions, type Decomposition } from "./statistical/decompose.ts";
export { drift } from "./statistical/drift.ts";
export { movingAverage, type MovingAverageOptions } from "./statistical/movingAverage.ts";
export { naive2, type Naive2Options } from "./statistical/naive2.ts";
export { ses, type SesOptions } from "./statistical/ses.ts";
export { holt, type HoltOptions } from "./statistical/holt.ts";
export { dampedHolt, type DampedHoltOptions } from "./statistical/dampedHolt.ts";
export { comb, type CombOptions } from "./statistical/comb.ts";
export { holtWinters, type HoltWintersOptions } from "./statistical/holtWinters.ts";
export { theta, type ThetaOptions } from "./statistical/theta.ts";
export { arima } from "./statistical/arima.ts";
export type { ArimaOptions } from "./statistical/arima/options.ts";
export { ets, type EtsOptions } from "./statistical/ets.ts";
export { mstl, type MstlOptions } from "./statistical/mstl.ts";
export { croston, type CrostonOptions } from "./statistical/croston.ts";
export { tsb, type TsbOptions } from "./statistical/tsb.ts";
export { fourierArma, type FourierArmaOptions } from "./statistical/fourierArma.ts";
export { tcn, type TcnOptions } from "./tcn.ts";
export type { ClassificationScores } from "./sequences/classificationScores.ts";
export type { Classification, FittedClassifier } from "./sequences/fittedClassifier.ts";
export type { Label, LabelledSequence } from "./sequences/labels.ts";
export { loadClassifier } from "./sequences/loadClassifier.ts";
export type { Sequence } from "./sequences/sequence.ts";
export {
  sequenceClassifier,
  type ClassifierFitOptions,
  type ClassifierOptions,
  type SequenceClassifier,
} from "./sequences/sequenceClassifier.ts";
export { loadGenerator } from "./sequences/loadGenerator.ts";
export type { FittedGenerator, GivenGenerateOptions } from "./sequences/fittedGenerator.ts";
export { sequenceGenerator, type GeneratorOptions, type SequenceGenerator } from "./sequences/sequenceGenerator.ts";
export { recipeOf, type Recipe } from "./recipes.ts";
