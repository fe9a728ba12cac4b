export { trainingOptions, type TrainingOptions } from "./options.ts";
export type { Indexed } from "./randomOrder.ts";
export { searchLearningRate, type LearningRateCurve, type LearningRateOptions } from "./searchLearningRate.ts";
export {
  train,
  type EpochRecord,
  type FitOptions,
  type TrainingHistory,
  type TrainingJob,
  type TrainingProgress,
} from "./train.ts";
