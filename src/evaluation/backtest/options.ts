/** How a backtest is run: its options, their checks and defaults. */
import { DataError, OptionError } from "../../errors.ts";
import { pointMetrics, type Metric } from "../../metrics/index.ts";
import { checkLevels, type Forecaster } from "../../models/index.ts";
import { refuseUnknown } from "../../options.ts";
import type { TimeSeries } from "../../series/index.ts";
import type { TrainingProgress } from "../../training/index.ts";
import type { Score } from "./scores.ts";

/** Sent before each fit. */
export interface BacktestProgress {
  readonly stage: "backtest";
  readonly model: string;
  /** Counted from 1, over all models. */
  readonly fit: number;
  readonly of: number;
  /** Milliseconds that the rest is likely to take, by the fits done; absent before the first is. */
  readonly timeLeft?: number | undefined;
  /** Which worker thread fits, counted from 1; absent where it is done in this thread. */
  readonly worker?: number | undefined;
}

/** A fold that a model may be fitted anew at. */
export interface FoldFacts {
  /** Counted from 0, oldest first. */
  readonly fold: number;
  /** Epoch milliseconds; the latest of all series. */
  readonly cutoff: number;
}

/** When models are fitted anew: never after the first fold, at every fold, at every so many folds, or where a function says so. */
export type Refit = "never" | "every" | number | ((fold: FoldFacts) => boolean);

/** How a backtest is run. */
export interface BacktestOptions {
  /** Steps ahead; that of the forecasters unless given. */
  readonly horizon?: number | undefined;
  /** Cutoffs a series; 1 unless given. */
  readonly folds?: number | undefined;
  /** The cutoffs themselves, ascending, as epoch milliseconds or Dates: the last times seen. Instead of folds and stride. */
  readonly cutoffs?: readonly (number | Date)[] | undefined;
  /** Rows between cutoffs; the horizon unless given. */
  readonly stride?: number | undefined;
  /** Rows before each cutoff that a fit does not see, though forecasts start from them; 0 unless given. */
  readonly gap?: number | undefined;
  /** Rows that a fit learns from, the last before its cutoff: a window that slides. All unless given: one that grows. */
  readonly trainLength?: number | undefined;
  /** When models are fitted anew; "never" unless given: once, before the first cutoff. */
  readonly refit?: Refit | undefined;
  /** Whether a network that is fitted anew goes on from the weights of its fit before; false unless given. */
  readonly warmStart?: boolean | undefined;
  /** Forecasts in place of a model that fails on a series; none unless given. The error is told in any case. */
  readonly fallback?: Forecaster | undefined;
  /** Metrics to compute; mae, rmse, mase and smape unless given. */
  readonly metrics?: readonly Metric[] | undefined;
  /** Rows in a season, for scaled metrics; 1 unless given. */
  readonly seasonLength?: number | undefined;
  /** Whether the steps of a forecast count by the weights of their rows, where the series has them; true unless given. */
  readonly weighted?: boolean | undefined;
  /** Interval levels in percent; 80 and 95 unless given, and those that the metrics judge. */
  readonly levels?: readonly number[] | undefined;
  /** Whether to score each step as well; false unless given. */
  readonly steps?: boolean | undefined;
  /** Scores of an earlier run that was stopped: what they hold is not computed again. */
  readonly resumeFrom?: readonly Score[] | undefined;
  /**
   * Worker threads that fit and forecast; 0 unless given: this thread alone. The result is the same for any number. What the registry
   * has not made (forecasters of your own, `conformal`, options that hold functions) stays in this thread, as everything does in a browser.
   */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What becomes of a cancelled backtest: a `CancelledError` unless given; "keep" gives what is done, with `complete` false. */
  readonly whenCancelled?: "throw" | "keep" | undefined;
  readonly onProgress?: ((progress: BacktestProgress | TrainingProgress) => void) | undefined;
}

const optionNames = [
  "horizon",
  "folds",
  "cutoffs",
  "stride",
  "gap",
  "trainLength",
  "refit",
  "warmStart",
  "fallback",
  "metrics",
  "seasonLength",
  "weighted",
  "levels",
  "steps",
  "resumeFrom",
  "workers",
  "signal",
  "whenCancelled",
  "onProgress",
] as const satisfies readonly (keyof BacktestOptions)[];

/** The options with their defaults. */
export interface Plan {
  readonly horizon: number;
  /** Number of cutoffs. */
  readonly folds: number;
  readonly cutoffs: readonly number[] | undefined;
  readonly stride: number;
  readonly gap: number;
  readonly trainLength: number | undefined;
  readonly refit: Refit;
  readonly metrics: readonly Metric[];
  readonly seasonLength: number;
  readonly weighted: boolean;
  readonly levels: readonly number[];
  readonly steps: boolean;
  /** Names of the forecasters, made distinct. */
  readonly labels: readonly string[];
}

/**
 * Fills in defaults and checks all options.
 * @throws OptionError when one is unknown or outside its range, or options contradict the forecasters
 */
export function planOf(forecasters: readonly Forecaster[], options: BacktestOptions): Plan {
  refuseUnknown("backtest", options, optionNames);
  const first = forecasters[0];
  if (!first) throw new OptionError({ where: "backtest", expected: "at least one forecaster", found: "none" });
  const { horizon = first.options.horizon, folds = 1, refit = "never", metrics = pointMetrics } = options;
  const { stride = horizon, gap = 0, trainLength, seasonLength = 1, weighted = true, steps = false } = options;
  requireCounts({ horizon, folds, stride, seasonLength, trainLength: trainLength ?? 1 }, 1);
  requireCounts({ gap, workers: options.workers ?? 0 }, 0);
  requireHorizon([...forecasters, ...(options.fallback ? [options.fallback] : [])], horizon);
  requireRefit(refit);
  const cutoffs = options.cutoffs && cutoffsOf(options);
  const levels = checkLevels([...(options.levels ?? [80, 95]), ...metrics.flatMap(({ level }) => level ?? [])]);
  const own = { horizon, folds: cutoffs?.length ?? folds, cutoffs, stride, gap, trainLength, refit };
  return { ...own, metrics, seasonLength, weighted, levels, steps, labels: labelsOf(forecasters) };
}

function requireCounts(values: Readonly<Record<string, number>>, least: number): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new OptionError({
      where: `backtest ${name}`,
      expected: `a whole number of at least ${least}`,
      found: `${value}`,
    });
  }
}

function requireHorizon(forecasters: readonly Forecaster[], horizon: number): void {
  const other = forecasters.find(({ options }) => options.horizon !== horizon);
  if (!other) return;
  throw new OptionError({
    where: "backtest",
    expected: `forecasters of horizon ${horizon}`,
    found: `${other.name} of horizon ${other.options.horizon}`,
    remedy: "give all forecasters the horizon of the backtest",
  });
}

function requireRefit(refit: Refit): void {
  if (refit === "never" || refit === "every" || typeof refit === "function") return;
  if (typeof refit === "number" && Number.isInteger(refit) && refit >= 1) return;
  throw new OptionError({
    where: "backtest refit",
    expected: '"never", "every", a whole number of folds or a function',
    found: typeof refit === "number" ? `${refit}` : `"${String(refit)}"`,
  });
}

/** Explicit cutoffs as times. */
function cutoffsOf({ cutoffs = [], folds, stride }: BacktestOptions): number[] {
  const times = cutoffs.map(Number);
  if (folds !== undefined || stride !== undefined) {
    throw new OptionError({
      where: "backtest cutoffs",
      expected: "either cutoffs, or folds and stride",
      found: "both",
      remedy: "leave folds and stride out",
    });
  }
  if (times.length > 0 && times.every((time, i) => Number.isFinite(time) && (i === 0 || time > times[i - 1]!))) {
    return times;
  }
  throw new OptionError({
    where: "backtest cutoffs",
    expected: "at least one time in epoch milliseconds or as a Date, ascending",
    found: times.join(", ") || "none",
  });
}

/** Scores are told apart by the model's name: a second forecaster of a name becomes "name-2". */
function labelsOf(forecasters: readonly Forecaster[]): string[] {
  const counts = new Map<string, number>();
  return forecasters.map(({ name }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
}

/** @throws DataError without a series, or for two of one id, which scores could not tell apart */
export function checkSeries(series: readonly TimeSeries[], where = "backtest"): void {
  if (series.length === 0) throw new DataError({ where, expected: "at least one series", found: "none" });
  const ids = new Set<string>();
  for (const { id } of series) {
    if (ids.has(id)) {
      throw new DataError({
        where,
        expected: "one series an id",
        found: `two of id "${id}"`,
        remedy: "give each series its own id",
      });
    }
    ids.add(id);
  }
}
