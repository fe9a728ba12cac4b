export { anomaliesToCsv, anomaliesToJsonLines } from "./anomalies/anomaliesCsv.ts";
export { anomalies, type AnomalyResult, type AnomalyRow } from "./anomalies/anomalies.ts";
export type { AnomalyOptions } from "./anomalies/options.ts";
export { compare, lossTable, type CompareOptions, type Comparison, type ComparisonRow } from "./compare.ts";
export {
  calibration,
  type Calibration,
  type Coverage,
  type LevelCalibration,
  type LevelCoverage,
  type PitBin,
} from "./calibration.ts";
export { evaluate, type EvaluateOptions, type Evaluation, type EvaluationKey } from "./evaluate.ts";
export { backtest } from "./backtest/backtest.ts";
export type { BacktestOptions, BacktestProgress, FoldFacts, Refit } from "./backtest/options.ts";
export {
  leaderboard,
  type BacktestError,
  type BacktestResult,
  type LeaderboardRow,
  type ModelTime,
  type Score,
} from "./backtest/scores.ts";
export { countEarlier, foreignForecasts } from "./backtest/resume.ts";
export { scoresFromCsv, scoresToCsv, scoresToJsonLines } from "./backtest/scoresCsv.ts";
export {
  residualDiagnostics,
  type ResidualBin,
  type ResidualDiagnostics,
  type ResidualGroup,
  type ResidualOptions,
} from "./residuals.ts";
export { bootstrapMean, type BootstrapMean, type BootstrapOptions } from "./significance/bootstrap.ts";
export { dieboldMariano, type DieboldMariano, type DieboldMarianoOptions } from "./significance/dieboldMariano.ts";
export { friedman, nemenyiDifference, type Friedman } from "./significance/friedman.ts";
export { ljungBox, type LjungBox } from "./significance/ljungBox.ts";
export { modelConfidenceSet, type ModelConfidenceSet } from "./significance/modelConfidenceSet.ts";
export type { LossTable } from "./significance/ranks.ts";
export {
  checkLeakage,
  type Leak,
  type LeakageOptions,
  type LeakageReport,
  type Pipeline,
  type PipelineStep,
} from "./checkLeakage.ts";
export { rollingOf, type Rolling } from "./overlap.ts";
export type { Tabular } from "./tableOf.ts";
export { toDanfo } from "./toDanfo.ts";
export { writeParquet } from "./writeParquet.ts";
export type { Poison } from "./poison.ts";
