/** The cutoffs of a backtest, read off its result. */
import type { BacktestResult } from "../../evaluation/index.ts";
import type { ReportedModel } from "./makingSection.ts";

/** The cutoffs of a backtest. */
export interface Rolling {
  /** Ascending, over all series. */
  readonly cutoffs: readonly number[];
  /** Steps ahead; undefined where no forecast is at hand. */
  readonly horizon: number | undefined;
  /** Rows between two cutoffs; undefined with one. */
  readonly stride: number | undefined;
  /** Cutoffs that follow one another whose horizons overlap. */
  readonly blockLength: number;
}

/** What the scores say; the horizon of the first model where an earlier run made all forecasts. */
export function rollingOf({ series, scores, forecasts }: BacktestResult, models: readonly ReportedModel[]): Rolling {
  const own = scores.filter(({ seriesId }) => seriesId === scores[0]!.seriesId);
  const { timestamps } = series.find(({ id }) => id === scores[0]!.seriesId) ?? series[0]!;
  const rows = [...new Set(own.map(({ cutoff }) => cutoff))]
    .sort((a, b) => a - b)
    .map((time) => timestamps.indexOf(time));
  const steps = rows.slice(1).map((row, i) => row - rows[i]!);
  const stride = steps.length > 0 ? Math.min(...steps) : undefined;
  const horizon = forecasts[0]?.timestamps.length ?? horizonOf(models);
  const cutoffs = [...new Set(scores.map(({ cutoff }) => cutoff))].sort((a, b) => a - b);
  const blockLength = horizon !== undefined && stride !== undefined && stride > 0 ? Math.ceil(horizon / stride) : 1;
  return { cutoffs, horizon, stride, blockLength };
}

function horizonOf(models: readonly ReportedModel[]): number | undefined {
  const horizon = models[0]?.options["horizon"];
  return typeof horizon === "number" ? horizon : undefined;
}
