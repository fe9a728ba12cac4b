/** What a metric sees of a forecast: the rows behind its cutoff beside it, and those before as the yardstick. */
import { DataError } from "../errors.ts";
import { distributionOf, type Metric, type MetricInput } from "../metrics/index.ts";
import { formatTimestamp, type Forecast, type TimeSeries } from "../series/index.ts";

/** The index of the first row behind a time: rows are in order. */
export function rowAfter(timestamps: Float64Array, time: number): number {
  let low = 0;
  let high = timestamps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timestamps[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The numbers of one channel of a forecast; steps beyond the end of the series count as missing.
 * @param weighted - whether steps count by the weights of the series' rows, where it has them
 * @throws DataError when the series is not the one that was forecast
 */
export function inputOf(
  forecast: Forecast,
  series: TimeSeries | undefined,
  c: number,
  seasonLength: number,
  weighted = true,
): MetricInput {
  if (!series) throw missingSeries(forecast);
  const { timestamps, target, weight } = series;
  const first = rowAfter(timestamps, forecast.cutoff);
  requireSeries(forecast, series, first);
  const width = target.names.length;
  const rows = (from: number, to: number): Float64Array =>
    Float64Array.from({ length: to - from }, (_, t) => target.values[(from + t) * width + c] ?? NaN);
  const end = first + forecast.timestamps.length;
  return {
    actual: rows(first, end),
    train: rows(0, first),
    seasonLength,
    weights: weighted ? weight?.subarray(first, end) : undefined,
    ...distributionOf(forecast, c),
  };
}

function missingSeries({ seriesId }: Forecast): DataError {
  return new DataError({
    where: `forecast of "${seriesId}"`,
    expected: "its series among those given",
    found: "none of that id",
    remedy: "pass the series that were forecast",
  });
}

function requireSeries(forecast: Forecast, { id, timestamps, target }: TimeSeries, first: number): void {
  const { seriesId, cutoff, channels, frequency, timezone } = forecast;
  const next = timestamps[first];
  const fits =
    id === seriesId &&
    target.names.length === channels.length &&
    timestamps[first - 1] === cutoff &&
    (next === undefined || next === forecast.timestamps[0]);
  if (fits) return;
  throw new DataError({
    where: `forecast of "${seriesId}" from ${formatTimestamp(cutoff, frequency, timezone)}`,
    expected: "the series that it was made from, with a row at its cutoff",
    found: `series "${id}" of ${timestamps.length} rows and ${target.names.length} channels`,
    remedy: "pass the whole series, rows behind the cutoff included",
  });
}

/** The numbers of step h, counted from 0; the yardstick stays. */
export function stepOf(input: MetricInput, h: number): MetricInput {
  const { quantiles = [], quantileValues, samples, actual, predicted, weights } = input;
  const size = quantiles.length;
  const horizon = actual.length;
  return {
    ...input,
    actual: [actual[h]!],
    predicted: [predicted[h]!],
    weights: weights && [weights[h]!],
    ...(quantileValues && { quantileValues: quantiles.map((_, q) => quantileValues[h * size + q]!) }),
    ...(samples && {
      samples: Float64Array.from({ length: samples.length / horizon }, (_, k) => samples[k * horizon + h]!),
    }),
  };
}

const first = (values: ArrayLike<number>, count: number): number[] => Array.from(values).slice(0, count);

/** The numbers of the first `steps` steps; the yardstick stays. */
export function firstSteps(input: MetricInput, steps: number): MetricInput {
  const { quantiles = [], quantileValues, samples, actual, predicted, weights } = input;
  const horizon = actual.length;
  return {
    ...input,
    actual: first(actual, steps),
    predicted: first(predicted, steps),
    weights: weights && first(weights, steps),
    ...(quantileValues && { quantileValues: first(quantileValues, steps * quantiles.length) }),
    ...(samples && {
      samples: Float64Array.from({ length: (samples.length / horizon) * steps }, (_, i) => {
        return samples[Math.floor(i / steps) * horizon + (i % steps)]!;
      }),
    }),
  };
}

/** A metric's value of all points together; those without weights count 1 beside others. */
export function pooledValue(metric: Metric, inputs: readonly MetricInput[]): number {
  const join = (of: (input: MetricInput) => ArrayLike<number> | undefined): number[] =>
    inputs.flatMap((input) => Array.from(of(input) ?? []));
  const { quantiles = [] } = inputs[0]!;
  const alike = inputs.every((input) => input.quantiles?.join() === quantiles.join());
  return metric.compute({
    ...inputs[0]!,
    quantiles: alike ? quantiles : [],
    actual: join(({ actual }) => actual),
    predicted: join(({ predicted }) => predicted),
    ...(inputs.some(({ weights }) => weights) && {
      weights: join(({ actual, weights }) => Array.from(actual, (_, h) => weights?.[h] ?? 1)),
    }),
    quantileValues: join(({ quantileValues }) => quantileValues),
    samples: undefined,
  });
}
