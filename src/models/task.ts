/** The sizes that a network needs, gathered once from options and data; no size is written twice. */
import { DataError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import { lookBack, staticValues, type Anchor } from "../windows/index.ts";
import type { CategoryTask } from "./categories.ts";
import type { OutputSettings } from "./outputs/outputs.ts";

/** Sizes of a forecasting task, by the shape letters of the toolkit, and what the Q numbers of a step and channel stand for. */
export interface ForecastTask extends OutputSettings {
  /** H: steps ahead */
  readonly horizon: number;
  /** L: rows that the network reads */
  readonly contextLength: number;
  /** The simple forecast that the network's output is added to */
  readonly anchor: Anchor;
  /** C: target channels */
  readonly channels: number;
  /** P: past covariates */
  readonly pastCovariates: number;
  /** F: future covariates */
  readonly futureCovariates: number;
  /** S: numbers of the static covariates, vectors of words included */
  readonly staticCovariates: number;
  /** Which static covariates are words; none unless given */
  readonly categories?: readonly CategoryTask[];
}

export { outputOf } from "./outputs/outputs.ts";

/** Numbers a row that a recurrent network reads: target, mask, level with a season, covariates. */
export function inputSize({ channels, anchor, pastCovariates, futureCovariates }: ForecastTask): number {
  return channels * (anchor.seasonLength > 0 ? 3 : 2) + pastCovariates + futureCovariates;
}

const LEAST_CONTEXT = 2; // rows: of one alone nothing can be said of how it goes on

/** Rows of history that a series needs beside others with whole contexts; what is missing before them is masked. */
export function leastRows({ contextLength, anchor }: Pick<ForecastTask, "contextLength" | "anchor">): number {
  return Math.min(LEAST_CONTEXT, lookBack(contextLength, anchor));
}

/** Names of the covariates that training data had, and a history must have; static ones are sorted. */
export interface CovariateNames {
  readonly pastCovariates: readonly string[];
  readonly futureCovariates: readonly string[];
  readonly staticCovariates: readonly string[];
}

/** The covariates of a series by name. */
export function covariateNames({ pastCovariates, futureCovariates, staticCovariates }: TimeSeries): CovariateNames {
  return {
    pastCovariates: pastCovariates?.names ?? [],
    futureCovariates: futureCovariates?.names ?? [],
    staticCovariates: Object.keys(staticCovariates ?? {}).sort(),
  };
}

const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));

/** @throws DataError when a series has other covariates than expected, or a static covariate is a word that training had as a number */
export function checkCovariates(where: string, series: TimeSeries, expected: CovariateNames): void {
  const given = covariateNames(series);
  for (const role of ["pastCovariates", "futureCovariates", "staticCovariates"] as const) {
    if (given[role].join("\0") === expected[role].join("\0")) continue;
    throw new DataError({
      where: `${where}: series "${series.id}"`,
      expected: `${role}: ${list(expected[role])}`,
      found: list(given[role]),
      remedy: "give every series, in fit and in predict, the same covariate columns in the same order",
    });
  }
  staticValues(series);
}

/** @throws DataError when future covariates end, or are missing, before the horizon does */
export function checkFutureCovariates(
  where: string,
  { id, timestamps, futureCovariates }: TimeSeries,
  task: Pick<ForecastTask, "horizon">,
): void {
  if (!futureCovariates) return;
  const width = futureCovariates.names.length;
  const needed = timestamps.length + task.horizon;
  const known = futureCovariates.values.length / width;
  if (known < needed) {
    throw new DataError({
      where: `${where}: series "${id}"`,
      expected: `future covariates (${futureCovariates.names.join(", ")}) for ${task.horizon} steps beyond the last row`,
      found: `${Math.max(0, known - timestamps.length)}`,
      remedy: "add rows with empty target cells for the steps to forecast, or pass the columns as pastCovariates",
    });
  }
  const gap = futureCovariates.values
    .subarray(timestamps.length * width, needed * width)
    .findIndex((value) => Number.isNaN(value));
  if (gap < 0) return;
  const column = futureCovariates.names[gap % width]!;
  throw new DataError({
    where: `${where}: series "${id}"`,
    column,
    expected: `known values of "${column}" for all ${task.horizon} steps ahead`,
    found: `a missing one at step ${Math.floor(gap / width) + 1}`,
    remedy: "fill in the column, or pass it as a past covariate",
  });
}
