/** Small made-up series and forecasts that the tests of the plots room share. */
import { compare, type Comparison } from "../../src/evaluation/index.ts";
import type { TrainingCurves } from "../../src/plots/index.ts";
import type { Forecast, TimeSeries } from "../../src/series/index.ts";

export const hour: number = 3_600_000;
export const start: number = Date.UTC(2024, 0, 1);

/** An hourly series of one channel. */
export function hourly(id: string, values: readonly number[], channel = "demand"): TimeSeries {
  return {
    id,
    frequency: { unit: "hour", step: 1 },
    timezone: "UTC",
    timestamps: Float64Array.from(values, (_, t) => start + t * hour),
    target: { names: [channel], values: Float64Array.from(values) },
  };
}

/** A forecast of H steps after the given row that attended to L rows before it: step h to the h-th of them by 0.7, to all alike by the rest. */
export function attentiveForecast(seriesId: string, cutoffRow: number, horizon: number, context: number): Forecast {
  const attention = Float64Array.from(
    { length: horizon * context },
    (_, i) => 0.3 / context + (i % context === Math.floor(i / context) ? 0.7 : 0),
  );
  return { ...hourlyForecast(seriesId, cutoffRow, { model: "seq2seq", horizon }), attention };
}

/** A forecast after the given row: the median goes up by one an hour, each band is as wide as its level / 10. */
export function hourlyForecast(
  seriesId: string,
  cutoffRow: number,
  options: { model?: string; horizon?: number; levels?: number[]; base?: number; channel?: string } = {},
): Forecast {
  const { model = "naive", horizon = 3, levels = [80], base = 10, channel = "demand" } = options;
  const sides = levels.flatMap((level) => [
    { quantile: (100 - level) / 200, shift: -level / 20 },
    { quantile: (100 + level) / 200, shift: level / 20 },
  ]);
  const fan = [...sides, { quantile: 0.5, shift: 0 }].sort((a, b) => a.quantile - b.quantile);
  const steps = Array.from({ length: horizon }, (_, h) => h + 1);
  return {
    seriesId,
    model,
    cutoff: start + cutoffRow * hour,
    frequency: { unit: "hour", step: 1 },
    timezone: "UTC",
    timestamps: Float64Array.from(steps, (step) => start + (cutoffRow + step) * hour),
    channels: [channel],
    levels,
    quantiles: fan.map(({ quantile }) => quantile),
    values: Float64Array.from(steps.flatMap((step) => fan.map(({ shift }) => base + step + shift))),
  };
}

/** Losses that fall over 12 epochs, those of validation up to the eighth. */
export const curves: TrainingCurves = {
  epochs: Array.from({ length: 12 }, (_, i) => ({
    epoch: i + 1,
    trainingLoss: 0.2 + 0.8 / (i + 1),
    validationLoss: 0.4 + 0.02 * Math.abs(i - 7),
  })),
  bestEpoch: 8,
};

const models = ["seasonal-naive", "lstm", "highway-rnn", "naive"];

/** Losses of four models in twelve cases, the third the least. */
export const losses: Readonly<Record<string, number[]>> = Object.fromEntries(
  models.map((model, m) => [
    model,
    Array.from({ length: 12 }, (_, i) => [10, 7, 6, 14][m]! + ((i * (m + 3)) % 5) + (i % 3)),
  ]),
);

/** The comparison of these. */
export const comparison: Comparison = compare(
  {
    scores: models.flatMap((model) =>
      losses[model]!.map((value, i) => ({
        model,
        seriesId: "load",
        channel: "demand",
        cutoff: start + i * hour,
        metric: "mae",
        value,
      })),
    ),
  },
  { resamples: 200 },
);

/** Two weeks of an hourly wave, higher at weekends. */
export const load: TimeSeries = hourly(
  "load",
  Array.from(
    { length: 336 },
    (_, t) => 14 + 4 * (((t % 24) - 12) / 12) ** 2 + (t % 168 > 120 ? 3 : 0) + ((t * 7) % 5) / 5,
  ),
);

/** Forecasts of it by two models, from a cutoff each six hours. */
export const backtested: Forecast[] = ["naive", "lstm"].flatMap((model, m) =>
  Array.from({ length: 40 }, (_, k) =>
    hourlyForecast("load", 60 + 6 * k, { model, horizon: 12, levels: [80, 95], base: 9 + 2 * m }),
  ),
);
