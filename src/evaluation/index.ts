export { evaluate, type EvaluateOptions, type Evaluation, type EvaluationKey } from "./evaluate.ts";
export { backtest, type BacktestOptions, type BacktestProgress } from "./backtest.ts";
export {
  residualDiagnostics,
  type ResidualDiagnostics,
  type ResidualGroup,
  type ResidualOptions,
} from "./residuals.ts";
export { bootstrapMean, type BootstrapMean, type BootstrapOptions } from "./significance/bootstrap.ts";
export { dieboldMariano, type DieboldMariano, type DieboldMarianoOptions } from "./significance/dieboldMariano.ts";
export { friedman, nemenyiDifference, type Friedman } from "./significance/friedman.ts";
export { autocorrelations, ljungBox, type LjungBox } from "./significance/ljungBox.ts";
export { modelConfidenceSet, type ModelConfidenceSet } from "./significance/modelConfidenceSet.ts";
export type { LossTable } from "./significance/ranks.ts";
export {
  leaderboard,
  scoresToCsv,
  scoresToJsonLines,
  type BacktestResult,
  type LeaderboardRow,
  type Score,
} from "./scores.ts";
export {
  checkLeakage,
  type Leak,
  type LeakageOptions,
  type LeakageReport,
  type Pipeline,
  type PipelineStep,
} from "./checkLeakage.ts";
export type { Poison } from "./poison.ts";
