/** The metrics room: measures of forecast error, pure functions on numbers. */
import { mae } from "./mae.ts";
import { mase } from "./mase.ts";
import { me } from "./me.ts";
import type { Metric } from "./metric.ts";
import { mse } from "./mse.ts";
import { rmse } from "./rmse.ts";
import { smape } from "./smape.ts";

/** The metrics that a backtest reports unless told otherwise, in the order of its tables. */
export const pointMetrics: readonly Metric[] = [mae, rmse, mase, smape];

/** Every metric by its name: a command line chooses among them. */
export const allMetrics: readonly Metric[] = [...pointMetrics, mse, me];

export { mae, mase, me, mse, rmse, smape };
export type { Metric, MetricInput, MetricOptions, PointMetric, ScaledMetric, ScaledMetricOptions } from "./metric.ts";
export type { Values } from "./pairing.ts";
