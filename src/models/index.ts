export { auto, choiceOf } from "./auto/auto.ts";
export type { ChoiceRow } from "./auto/choose.ts";
export type { AutoOptions } from "./auto/definition.ts";
export { dlinear, type DlinearOptions } from "./dlinear.ts";
export type {
  CommonOptions,
  FineTuneOptions,
  FittedForecaster,
  Forecaster,
  ForecasterDefinition,
  GivenOptions,
  PredictOptions,
} from "./forecaster.ts";
export { fingerprintOf, type DataFingerprint, type SeriesRange } from "./fingerprint.ts";
export { gru, type GruOptions } from "./gru.ts";
export { loadForecaster, saveForecaster } from "./loadForecaster.ts";
export { conformal } from "./intervals/conformal.ts";
export type { ConformalMethod, ConformalOptions } from "./intervals/options.ts";
export { checkLevels } from "./levels.ts";
export { lstm, type LstmOptions } from "./lstm.ts";
export { naive } from "./naive.ts";
export { nhits, type NhitsOptions } from "./nhits.ts";
export { nlinear, type NlinearOptions } from "./nlinear.ts";
export { segmentRnn, type SegmentRnnOptions } from "./segmentRnn.ts";
export { seq2seq, type Seq2seqOptions } from "./seq2seq.ts";
export { createForecaster, findForecaster, registry } from "./registry.ts";
export { rnn, type RnnOptions } from "./rnn.ts";
export { fineTune, findLearningRate } from "./tuning.ts";
export { ridge, type RidgeOptions } from "./ridge.ts";
export { seasonalNaive, type SeasonalNaiveOptions } from "./seasonalNaive.ts";
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
