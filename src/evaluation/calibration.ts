/** Whether intervals cover as often as they say, and how wide they have to be for it. */
import { DataError } from "../errors.ts";
import type { Forecast } from "../series/index.ts";
import type { BacktestResult } from "./backtest/scores.ts";
import { inputOf } from "./scoring.ts";

/** How often the intervals of one level cover, at one step or at all. */
export interface Coverage {
  /** Share of observed steps inside, ends included; each counts by the weight of its row. */
  readonly coverage: number;
  /** Mean width, in the unit of the data: sharpness. */
  readonly width: number;
  /** Observed steps, less those of weight 0. */
  readonly count: number;
}

/** How often the intervals of one level cover, over all steps. */
export interface LevelCoverage extends Coverage {
  /** Percent. */
  readonly level: number;
}

/** The intervals of one level. */
export interface LevelCalibration extends LevelCoverage {
  /** Of step 1, 2, … */
  readonly bySteps: readonly Coverage[];
}

/** One bin of the histogram of probability integral transforms: the space between two quantiles of the forecast. */
export interface PitBin {
  readonly from: number;
  readonly to: number;
  /** Share of what happened that fell there; to - from where forecasts are calibrated. */
  readonly share: number;
}

/** How well the intervals of one model are calibrated. */
export interface Calibration {
  readonly model: string;
  readonly levels: readonly LevelCalibration[];
  readonly pit: readonly PitBin[];
}

/** What happened at one step, and the quantiles of its forecast. */
interface Point {
  readonly step: number;
  readonly actual: number;
  readonly weight: number;
  readonly quantiles: Float64Array;
}

/**
 * Coverage and width by level and step, and the PIT histogram, model by model, over all series, channels and cutoffs. A histogram
 * that is high at both ends tells of intervals that are too narrow, one that is high in the middle of too wide ones, a slope of bias.
 * Rows count by their weights, where series have them, unless the result says that they are not `weighted`.
 * @throws DataError when forecasts of a model have different quantiles
 * @example calibration(result)[0].levels[0].coverage
 * @see Gneiting, Balabdaoui & Raftery 2007, "Probabilistic forecasts, calibration and sharpness", JRSS B 69
 */
export function calibration({
  forecasts,
  series,
  weighted,
}: Pick<BacktestResult, "forecasts" | "series" | "weighted">): Calibration[] {
  const known = new Map(series.map((one) => [one.id, one]));
  const models = [...new Set(forecasts.map(({ model }) => model))];
  return models.map((model) => {
    const own = forecasts.filter((forecast) => forecast.model === model);
    const { levels, quantiles, timestamps } = own[0]!;
    const points = own.flatMap((forecast) => {
      requireQuantiles(forecast, quantiles);
      return forecast.channels.flatMap((_, c) =>
        pointsOf(inputOf(forecast, known.get(forecast.seriesId), c, 1, weighted), quantiles.length),
      );
    });
    return {
      model,
      levels: levels.map((level, l) => levelOf(level, l, points, quantiles.length, timestamps.length)),
      pit: pitOf(points, quantiles),
    };
  });
}

function pointsOf({ actual, weights, quantileValues }: ReturnType<typeof inputOf>, size: number): Point[] {
  const values = Float64Array.from(quantileValues!);
  return Array.from(actual, (y, h) => ({
    step: h + 1,
    actual: y,
    weight: weights?.[h] ?? 1,
    quantiles: values.subarray(h * size, (h + 1) * size),
  })).filter((point) => !Number.isNaN(point.actual) && point.weight > 0);
}

/** Levels ascend, and their ends lie from the middle outwards. */
function levelOf(level: number, l: number, points: readonly Point[], size: number, horizon: number): LevelCalibration {
  const middle = (size - 1) / 2;
  const [low, high] = [middle - 1 - l, middle + 1 + l];
  const steps = Array.from({ length: horizon }, () => ({ inside: 0, width: 0, weight: 0, count: 0 }));
  const all = { inside: 0, width: 0, weight: 0, count: 0 };
  for (const { step, actual, weight, quantiles } of points) {
    for (const sums of [all, steps[step - 1]!]) {
      if (actual >= quantiles[low]! && actual <= quantiles[high]!) sums.inside += weight;
      sums.width += weight * (quantiles[high]! - quantiles[low]!);
      sums.weight += weight;
      sums.count++;
    }
  }
  const meansOf = ({ inside, width, weight, count }: typeof all): Coverage => ({
    coverage: inside / weight,
    width: width / weight,
    count,
  });
  return { level, ...meansOf(all), bySteps: steps.map(meansOf) };
}

function pitOf(points: readonly Point[], quantiles: readonly number[]): PitBin[] {
  const sums = Array.from({ length: quantiles.length + 1 }, () => 0);
  for (const point of points) {
    const above = point.quantiles.findIndex((value) => value >= point.actual);
    sums[above < 0 ? quantiles.length : above]! += point.weight;
  }
  const all = sums.reduce((total, sum) => total + sum, 0);
  return sums.map((sum, i) => ({
    from: i === 0 ? 0 : quantiles[i - 1]!,
    to: i === quantiles.length ? 1 : quantiles[i]!,
    share: sum / all,
  }));
}

function requireQuantiles({ model, seriesId, quantiles }: Forecast, wanted: readonly number[]): void {
  if (quantiles.join() === wanted.join()) return;
  throw new DataError({
    where: `calibration of ${model}: forecast of "${seriesId}"`,
    expected: `the quantiles ${wanted.join(", ")}`,
    found: quantiles.join(", "),
    remedy: "forecast with the same levels",
  });
}
