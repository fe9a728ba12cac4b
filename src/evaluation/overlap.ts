/** How a backtest rolled: its cutoffs, and how many of them its horizons reach over, so that their errors depend on each other. */
import type { BacktestResult } from "./backtest/scores.ts";

/** The cutoffs of a backtest. */
export interface Rolling {
  /** Ascending, over all series. */
  readonly cutoffs: readonly number[];
  /** Steps ahead; undefined where neither the result nor a forecast tells. */
  readonly horizon: number | undefined;
  /** Rows between two cutoffs; undefined with one, or without the series. */
  readonly stride: number | undefined;
  /** Cutoffs that follow one another whose horizons overlap; 1 where that is not known. */
  readonly blockLength: number;
}

/** Reads the cutoffs off the scores; the nearest two of the first series tell the stride. */
export function rollingOf({
  scores,
  forecasts = [],
  series = [],
  horizon = forecasts[0]?.timestamps.length,
}: Pick<BacktestResult, "scores"> & Partial<Pick<BacktestResult, "forecasts" | "series" | "horizon">>): Rolling {
  const id = scores[0]?.seriesId;
  const source = series.find((one) => one.id === id);
  const rows = source ? ascending(scores.filter((one) => one.seriesId === id)).map((at) => source.timestamps.indexOf(at)) : []; // prettier-ignore
  const steps = rows.slice(1).map((row, i) => row - rows[i]!);
  const stride = steps.length > 0 ? steps.reduce((least, step) => Math.min(least, step)) : undefined;
  const blockLength = horizon !== undefined && stride !== undefined && stride > 0 ? Math.ceil(horizon / stride) : 1;
  return { cutoffs: ascending(scores), horizon, stride, blockLength };
}

const ascending = (scores: BacktestResult["scores"]): number[] =>
  [...new Set(scores.map(({ cutoff }) => cutoff))].sort((a, b) => a - b);
