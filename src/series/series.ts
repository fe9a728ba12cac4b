/**
 * The central types of the data wing. All are plain immutable data: reading, slicing, scaling and plotting are functions
 * in their rooms. Shape letters: T time, H horizon, C target channels, P past, F future, S static covariates, Q quantiles,
 * K sample paths.
 */
import type { Frequency } from "./frequency.ts";

/** Named columns over time. */
export interface Columns {
  /** Column names (C). */
  readonly names: readonly string[];
  /** Row-major values (T,C); a missing value is NaN. */
  readonly values: Float64Array;
}

/** Values that are constant over time, by name. */
export type StaticCovariates = Readonly<Record<string, number | string>>;

/** One series: regular on its calendar, oldest row first. */
export interface TimeSeries {
  /** Identifies the series among its fellows, and its fitted statistics between fit and predict. */
  readonly id: string;
  readonly frequency: Frequency;
  /** IANA zone whose calendar the steps follow, or "floating": wall-clock times of no stated zone, counted as if in UTC. */
  readonly timezone: string;
  /** Epoch milliseconds in UTC (T), one calendar step apart. */
  readonly timestamps: Float64Array;
  /** What is forecast (T,C). */
  readonly target: Columns;
  /** Known up to the cutoff only (T,P). */
  readonly pastCovariates?: Columns;
  /** Known ahead (at least T rows; T+H or more to forecast H steps beyond the end; F columns). */
  readonly futureCovariates?: Columns;
  /** Constant over time (S). */
  readonly staticCovariates?: StaticCovariates;
  /** How much each row counts in training (T), at least 0; all alike when absent. */
  readonly weight?: Float64Array;
}

/** A forecast of one series from one cutoff, in the data's own units. */
export interface Forecast {
  readonly seriesId: string;
  /** Name of the forecaster that made it. */
  readonly model: string;
  /** Last timestamp that the forecaster saw, epoch milliseconds. */
  readonly cutoff: number;
  readonly frequency: Frequency;
  readonly timezone: string;
  /** Epoch milliseconds (H). */
  readonly timestamps: Float64Array;
  /** Channel names (C). */
  readonly channels: readonly string[];
  /** Central interval levels in percent, ascending, e.g. [80, 95]. */
  readonly levels: readonly number[];
  /** Probabilities (Q), ascending; holds 0.5 and both ends of each level. */
  readonly quantiles: readonly number[];
  /** Row-major (H,C,Q). */
  readonly values: Float64Array;
  /** Sample paths, row-major (K,H,C). */
  readonly samples?: Float64Array;
  /** Which rows of its context (L), oldest first, each step attended to, row-major (H,L); attention networks only. */
  readonly attention?: Float64Array;
}
