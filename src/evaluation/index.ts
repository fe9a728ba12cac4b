export { backtest, type BacktestOptions, type BacktestProgress } from "./backtest.ts";
export {
  leaderboard,
  scoresToCsv,
  scoresToJsonLines,
  type BacktestResult,
  type LeaderboardRow,
  type Score,
} from "./scores.ts";
