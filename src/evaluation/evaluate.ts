/** Scores of forecasts, whoever made them: by series, channel, cutoff or step, aggregated by the rule that each metric states. */
import { OptionError } from "../errors.ts";
import { pointMetrics, type Metric, type MetricInput } from "../metrics/index.ts";
import { refuseUnknown } from "../options.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import { firstSteps, inputOf, pooledValue, stepOf } from "./scoring.ts";

/** What values are told apart by; models always are. */
export type EvaluationKey = "series" | "channel" | "cutoff" | "step";

/** How forecasts are evaluated. */
export interface EvaluateOptions {
  /** mae, rmse, mase and smape unless given. */
  readonly metrics?: readonly Metric[] | undefined;
  /** Rows in a season, for scaled metrics; 1 unless given. */
  readonly seasonLength?: number | undefined;
  /** One value a series, a channel, a cutoff, a step, or any of their combinations; one value a model unless given. */
  readonly by?: readonly EvaluationKey[] | undefined;
  /**
   * Horizons, at most that of the forecasts: values over their first so many steps, one for each, so that a single fit of the longest
   * is judged at all of them; over all steps unless given. Not together with values by step.
   */
  readonly horizons?: readonly number[] | undefined;
  /** How much each series counts in means over series, by id, at least 0; all alike unless given. */
  readonly seriesWeights?: Readonly<Record<string, number>> | undefined;
  /** Whether the steps of a forecast count by the weights of their rows, where the series has them; true unless given. */
  readonly weighted?: boolean | undefined;
}

/** One value. What it is not told apart by is absent. */
export interface Evaluation {
  readonly model: string;
  readonly seriesId?: string;
  readonly channel?: string;
  /** Epoch milliseconds. */
  readonly cutoff?: number;
  /** Counted from 1. */
  readonly horizonStep?: number;
  /** Steps that the value is over, where `horizons` are given. */
  readonly horizon?: number;
  readonly metric: string;
  /** NaN where the metric is undefined in every part. */
  readonly value: number;
  /** Parts (forecasts, channels and steps) that the value is made of. */
  readonly parts: number;
  /** Parts in which the metric is undefined; the mean leaves them out. */
  readonly undefinedParts: number;
}

/** One channel of one forecast, or a step of it. */
interface Part {
  readonly place: {
    model: string;
    seriesId: string;
    channel: string;
    cutoff: number;
    horizonStep?: number;
    horizon?: number;
  };
  readonly input: MetricInput;
}

/**
 * Scores forecasts against the series that they were made from. A metric whose `aggregation` is "pooled" is computed of all points of
 * a group together. Of the others the mean over the forecasts and channels of each series is taken, and then the mean over series,
 * so that each series counts alike however many forecasts it has. Weights of a series' rows are told apart within a forecast, and
 * within a pool; forecasts count alike in a mean, whatever their rows weigh.
 * @throws DataError when a forecast's series is not there; OptionError for an unknown option or a weight below zero
 * @example evaluate([load], forecasts, { metrics: [wape], by: ["step"] })
 */
export function evaluate(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  options: EvaluateOptions = {},
): Evaluation[] {
  refuseUnknown("evaluate", options, ["metrics", "seasonLength", "by", "horizons", "seriesWeights", "weighted"]);
  const { metrics = pointMetrics, by = [], seriesWeights = {} } = options;
  checkWeights(seriesWeights);
  checkHorizons(forecasts, options);
  const groups = new Map<string, Part[]>();
  for (const part of partsOf(series, forecasts, options)) {
    const key = JSON.stringify(keyOf(part, by));
    const group = groups.get(key);
    if (group) group.push(part);
    else groups.set(key, [part]);
  }
  return [...groups.values()].flatMap((parts) =>
    metrics.map((metric) =>
      Object.assign(
        keyOf(parts[0]!, by),
        { metric: metric.name },
        metric.aggregation === "pooled" ? pooledOf(metric, parts) : meanOf(metric, parts, seriesWeights),
      ),
    ),
  );
}

function keyOf(
  { place: { model, seriesId, channel, cutoff, horizonStep, horizon } }: Part,
  by: readonly EvaluationKey[],
): Pick<Evaluation, "model" | "seriesId" | "channel" | "cutoff" | "horizonStep" | "horizon"> {
  return {
    model,
    ...(by.includes("series") && { seriesId }),
    ...(by.includes("channel") && { channel }),
    ...(by.includes("cutoff") && { cutoff }),
    ...(by.includes("step") && horizonStep !== undefined && { horizonStep }),
    ...(horizon !== undefined && { horizon }),
  };
}

function partsOf(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  { by = [], horizons, seasonLength = 1, weighted }: EvaluateOptions,
): Part[] {
  const known = new Map(series.map((one) => [one.id, one]));
  return forecasts.flatMap((forecast) => {
    const { model, seriesId, cutoff, channels, timestamps } = forecast;
    const source = known.get(seriesId);
    return channels.flatMap((channel, c) => {
      const place = { model, seriesId, channel, cutoff };
      const input = inputOf(forecast, source, c, seasonLength, weighted);
      if (horizons) {
        return horizons.map((horizon) => ({ place: { ...place, horizon }, input: firstSteps(input, horizon) }));
      }
      if (!by.includes("step")) return [{ place, input }];
      return Array.from(timestamps, (_, h) => ({
        place: { ...place, horizonStep: h + 1 },
        input: stepOf(input, h),
      }));
    });
  });
}

type Aggregate = Pick<Evaluation, "value" | "parts" | "undefinedParts">;

function pooledOf(metric: Metric, parts: readonly Part[]): Aggregate {
  const value = pooledValue(
    metric,
    parts.map(({ input }) => input),
  );
  return { value, parts: parts.length, undefinedParts: Number.isNaN(value) ? parts.length : 0 };
}

function meanOf(metric: Metric, parts: readonly Part[], weights: Readonly<Record<string, number>>): Aggregate {
  const series = new Map<string, { sum: number; count: number }>();
  for (const { place, input } of parts) {
    const value = metric.compute(input);
    if (Number.isNaN(value)) continue;
    const { sum, count } = series.get(place.seriesId) ?? { sum: 0, count: 0 };
    series.set(place.seriesId, { sum: sum + value, count: count + 1 });
  }
  let [sum, weight, defined] = [0, 0, 0];
  for (const [id, own] of series) {
    const share = weights[id] ?? 1;
    sum += share * (own.sum / own.count);
    weight += share;
    defined += own.count;
  }
  return { value: weight === 0 ? NaN : sum / weight, parts: parts.length, undefinedParts: parts.length - defined };
}

function checkHorizons(forecasts: readonly Forecast[], { horizons, by = [] }: EvaluateOptions): void {
  if (!horizons) return;
  const longest = forecasts.reduce((least, { timestamps }) => Math.min(least, timestamps.length), Infinity);
  const wrong = horizons.find((horizon) => !(Number.isInteger(horizon) && horizon >= 1 && horizon <= longest));
  if (horizons.length > 0 && wrong === undefined && !by.includes("step")) return;
  throw new OptionError({
    where: "evaluate horizons",
    expected: `whole numbers from 1 to the forecasts' horizon ${longest}, without values by step`,
    found: by.includes("step") ? "horizons and steps" : `${wrong ?? "none"}`,
  });
}

function checkWeights(weights: Readonly<Record<string, number>>): void {
  const wrong = Object.entries(weights).find(([, weight]) => !(weight >= 0 && weight < Infinity));
  if (!wrong) return;
  throw new OptionError({
    where: `evaluate: seriesWeights of "${wrong[0]}"`,
    expected: "a number of at least 0",
    found: String(wrong[1]),
  });
}
