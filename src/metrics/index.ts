/** The metrics room: measures of forecast error, pure functions on numbers. */
import { crps } from "./distributions/crps.ts";
import { coverage, intervalScore, msis, width } from "./distributions/intervals.ts";
import { pinball, wql } from "./distributions/pinball.ts";
import { mae } from "./mae.ts";
import { mape, mpe } from "./mape.ts";
import { mase } from "./mase.ts";
import { me } from "./me.ts";
import type { Metric } from "./metric.ts";
import { mse } from "./mse.ts";
import { msle } from "./msle.ts";
import { nrmse } from "./nrmse.ts";
import { r2 } from "./r2.ts";
import { rmse } from "./rmse.ts";
import { rmsse } from "./rmsse.ts";
import { smape } from "./smape.ts";
import { smape100, smapeM3 } from "./smapeVariants.ts";
import { wape } from "./wape.ts";

/** The metrics that a backtest reports unless told otherwise, in the order of its tables. */
export const pointMetrics: readonly Metric[] = [mae, rmse, mase, smape];

/** Every metric of point forecasts and of quantiles by its name; those of a level are made by `findMetric`. */
export const allMetrics: readonly Metric[] = [
  ...pointMetrics,
  mse,
  me,
  mape,
  mpe,
  smapeM3,
  smape100,
  wape,
  nrmse,
  rmsse,
  msle,
  r2,
  pinball,
  wql,
  crps,
];

/** Metrics of intervals, by the names that come before their level. */
export const levelMetrics: Readonly<Record<string, (level: number) => Metric>> = {
  coverage,
  width,
  "interval-score": intervalScore,
  msis,
};

/**
 * The metric of a name; undefined for one that nobody knows.
 * @throws OptionError for a level outside (0, 100)
 * @example findMetric("coverage-80")?.nominal //=> 0.8
 */
export function findMetric(name: string): Metric | undefined {
  const known = allMetrics.find((metric) => metric.name === name);
  const [, kind = "", level = ""] = /^(.+)-(\d+(?:\.\d+)?)$/.exec(name) ?? [];
  return known ?? (Object.hasOwn(levelMetrics, kind) ? levelMetrics[kind]!(Number(level)) : undefined);
}

export { coverage, intervalScore, msis, width, winkler } from "./distributions/intervals.ts";
export { crps, crpsSamples, type SampleOptions } from "./distributions/crps.ts";
export {
  crpsExponential,
  crpsNegativeBinomial,
  crpsNormal,
  crpsPoisson,
  crpsStudentT,
} from "./distributions/crpsClosed.ts";
export { energyScore } from "./distributions/energyScore.ts";
export { pinball, pinballLoss, wql } from "./distributions/pinball.ts";
export { costOf } from "./metric.ts";
export { distributionOf } from "./pairing.ts";
export { owa, skill, type OwaErrors } from "./skill.ts";
export { mae, mape, mase, me, mpe, mse, msle, nrmse, r2, rmse, rmsse, smape, smape100, smapeM3, wape };
export type {
  DistributionMetric,
  Metric,
  MetricInput,
  MetricOptions,
  PointMetric,
  ScaledDistributionMetric,
  ScaledMetric,
  ScaledMetricOptions,
} from "./metric.ts";
export type { Distribution, QuantileValues, Steps, Values } from "./pairing.ts";
