/** The task of a network: sizes from options and series, and what is chosen where options leave it open. */
import type { TimeSeries } from "../series/index.ts";
import { chooseAnchor, lookBack, seasonCandidates, typicalRows } from "../windows/index.ts";
import { categoryTasks, staticSize, type Categories } from "./categories.ts";
import type { CommonOptions } from "./forecaster.ts";
import type { OutputOptions } from "./outputOptions.ts";
import { checkCovariates, checkFutureCovariates, covariateNames, leastRows, type ForecastTask } from "./task.ts";
import { checkLength } from "./trainingData.ts";
import type { WindowOptions } from "./windowOptions.ts";

type TaskOptions = CommonOptions & WindowOptions & OutputOptions;

/** What the task chose stands in the options of what was fitted, as if it had been given. */
export function chosenIn({ contextLength, anchor: { seasonLength, normalization } }: ForecastTask): WindowOptions {
  return { contextLength, seasonLength, normalization };
}

/** Twice the horizon; on short series less, down to half of it, so that the longest season that can be judged fits in. */
function usualContext(series: readonly TimeSeries[], { horizon, seasonLength }: TaskOptions): number {
  const typical = typicalRows(series);
  const fits = (season: number): boolean => season + 3 * horizon <= typical;
  const season = seasonLength ?? seasonCandidates(series[0]!.frequency).findLast(fits) ?? 0;
  return Math.max(Math.ceil(horizon / 2), Math.min(2 * horizon, typical - season - 2 * horizon));
}

/** The task of training series, on the transform's scale. */
export function taskOf(
  name: string,
  options: TaskOptions,
  series: readonly TimeSeries[],
  channels: number,
  categories: Categories,
): ForecastTask {
  const { horizon, seasonLength, normalization, output, quantiles, loss } = options;
  const contextLength = options.contextLength ?? usualContext(series, options);
  const covariates = covariateNames(series[0]!);
  for (const one of series) checkCovariates(`${name}.fit`, one, covariates);
  const sizes = {
    pastCovariates: covariates.pastCovariates.length,
    futureCovariates: covariates.futureCovariates.length,
    staticCovariates: staticSize(covariates.staticCovariates, categories),
    categories: categoryTasks(covariates.staticCovariates, categories),
  };
  const anchor = chooseAnchor(series, { contextLength, horizon, seasonLength, normalization });
  const settings = { output, ...(quantiles && { quantiles }), ...(loss && { loss }) };
  const task = { horizon, contextLength, anchor, channels, ...settings, ...sizes };
  checkRows(`${name}.fit`, series, task);
  return task;
}

/** @throws DataError when none has the rows of a window, one has next to none, or future covariates end before its target does */
export function checkRows(where: string, series: readonly TimeSeries[], task: ForecastTask): void {
  const { contextLength, horizon, anchor } = task;
  const longest = series.reduce((a, b) => (b.timestamps.length > a.timestamps.length ? b : a));
  const why = `contextLength ${contextLength} + seasonLength ${anchor.seasonLength} + horizon ${horizon}`;
  checkLength(where, longest, lookBack(contextLength, anchor) + horizon, why);
  const least = leastRows(task);
  for (const one of series) {
    checkLength(where, one, least + horizon, `${least} of context + horizon ${horizon}`);
    checkFutureCovariates(where, one, { ...task, horizon: 0 });
  }
}
