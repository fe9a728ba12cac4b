export { evaluate, type EvaluateOptions, type Evaluation, type EvaluationKey } from "./evaluate.ts";
export { backtest, type BacktestOptions, type BacktestProgress } from "./backtest.ts";
export { leaderboard, scoresToCsv, type BacktestResult, type LeaderboardRow, type Score } from "./scores.ts";
