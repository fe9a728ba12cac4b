export { backtest, type BacktestOptions, type BacktestProgress } from "./backtest.ts";
export { leaderboard, scoresToCsv, type BacktestResult, type LeaderboardRow, type Score } from "./scores.ts";
export {
  checkLeakage,
  type Leak,
  type LeakageOptions,
  type LeakageReport,
  type Pipeline,
  type PipelineStep,
} from "./checkLeakage.ts";
export type { Poison } from "./poison.ts";
