/** How anomalies are looked for: options, their checks and defaults. */
import { DataError, OptionError } from "../../errors.ts";
import { extentOf } from "../../extent.ts";
import type { Forecaster } from "../../models/index.ts";
import { resolveOptions, type OptionSpecs } from "../../options.ts";
import type { TimeSeries } from "../../series/index.ts";
import type { FitOptions } from "../../training/index.ts";
import { rowAfter } from "../scoring.ts";

/** Options of `anomalies`. */
export interface AnomalyOptions extends Pick<FitOptions, "signal" | "onProgress"> {
  /** Interval in percent outside which a value is an anomaly; 99 unless given. Instead of `falseAlarmRate`. */
  readonly level?: number | undefined;
  /** How often an ordinary value may be called an anomaly, as a share of all rows; 0.01 unless given. */
  readonly falseAlarmRate?: number | undefined;
  /** The last time of the training part, as epoch milliseconds or a Date; the same for all series. */
  readonly cutoff?: number | Date | undefined;
  /** Share of the rows of each series, the first ones, that are the training part; 0.5 unless given. Instead of `cutoff`. */
  readonly trainShare?: number | undefined;
  /** Share of the training part, the last rows, that the fit does not see: its errors there make the first interval; 0.3 unless given. */
  readonly share?: number | undefined;
  /** How many steps ahead each row is forecast, from 1 to the forecaster's horizon; 1 unless given. */
  readonly step?: number | undefined;
  /** How fast hits and misses move the level of the interval; 0.005 unless given. */
  readonly rate?: number | undefined;
}

/** Those that have a default. */
type Numbers = { readonly [K in "falseAlarmRate" | "trainShare" | "share" | "step" | "rate"]: number };

const specs = (horizon: number): OptionSpecs<Numbers> => ({
  falseAlarmRate: { default: 0.01, description: "share of ordinary values called anomalies", above: 0, below: 1 },
  trainShare: { default: 0.5, description: "share of the rows that are the training part", above: 0, below: 1 },
  share: { default: 0.3, description: "share of the training part that the fit does not see", above: 0, below: 1 },
  step: {
    default: 1,
    description: "steps ahead, up to the forecaster's horizon",
    integer: true,
    min: 1,
    max: horizon,
  },
  rate: { default: 0.005, description: "how fast hits and misses move the level", min: 0, max: 1 },
});

/** The options with their defaults, and the two times that part each series. */
export interface AnomalyPlan {
  /** How often the interval is to miss. */
  readonly miss: number;
  readonly step: number;
  readonly rate: number;
  /** Last time that the fit sees. */
  readonly fitEnd: number;
  /** Last time without a verdict. */
  readonly cutoff: number;
}

/**
 * Fills in defaults, checks all options, and parts the series.
 * @throws OptionError when one is unknown, outside its range or contradicts another; DataError when a series is too short
 */
export function anomalyPlan(
  series: readonly TimeSeries[],
  forecaster: Forecaster,
  options: AnomalyOptions,
): AnomalyPlan {
  const { signal: _, onProgress: __, cutoff, level, ...rest } = options;
  if (level !== undefined) requireLevel(level);
  requireOne("level", level, "falseAlarmRate", rest.falseAlarmRate);
  requireOne("cutoff", cutoff, "trainShare", rest.trainShare);
  const numbers = resolveOptions<Numbers>("anomalies", specs(forecaster.options.horizon), rest as Partial<Numbers>);
  const { step, rate, share, trainShare } = numbers;
  const last = cutoff === undefined ? shareOf(series, trainShare) : Number(cutoff);
  const counts = series.map(({ timestamps }) => rowAfter(timestamps, last));
  const fitEnd = earliest(
    series.map(({ timestamps }, i) => timestamps[Math.floor(counts[i]! * (1 - share)) - 1] ?? -Infinity),
  );
  series.forEach((one, i) => requireRows(one, counts[i]!, rowAfter(one.timestamps, fitEnd), step));
  return { miss: level === undefined ? numbers.falseAlarmRate : 1 - level / 100, step, rate, fitEnd, cutoff: last };
}

/** The earliest end of a training part: no series tells another what comes behind it. */
function shareOf(series: readonly TimeSeries[], share: number): number {
  return earliest(series.map(({ timestamps }) => timestamps[Math.floor(timestamps.length * share) - 1] ?? -Infinity));
}

const earliest = (times: readonly number[]): number => extentOf(times)[0];

function requireLevel(level: number): void {
  if (level > 0 && level < 100) return;
  throw new OptionError({
    where: "anomalies level",
    expected: "a percentage above 0 and below 100",
    found: `${level}`,
    remedy: "99 calls one ordinary value in a hundred an anomaly",
  });
}

function requireOne(one: string, first: unknown, other: string, second: unknown): void {
  if (first === undefined || second === undefined) return;
  throw new OptionError({
    where: `anomalies ${one}`,
    expected: `either ${one} or ${other}`,
    found: "both",
    remedy: "leave one of them out",
  });
}

function requireRows({ id, timestamps }: TimeSeries, before: number, fitted: number, step: number): void {
  if (fitted >= 1 && before - fitted >= step) return;
  throw new DataError({
    where: `anomalies: series "${id}"`,
    expected: `rows to fit on, and ${step} more before the cutoff to measure errors on`,
    found: `${fitted} and ${before - fitted} of ${timestamps.length} rows`,
    remedy: "give more rows, a later cutoff or a larger trainShare",
  });
}
