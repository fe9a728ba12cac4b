/** The exponent of a Box-Cox transform from the data, in the two ways that R's package forecast knows. */
import { exp, expm1, log } from "../elementary.ts";
import { goldenSection } from "./goldenSection.ts";

/** The Box-Cox transform of the value with a logarithm, right to the last bits where lambda or the logarithm are small too. */
export function boxCoxOfLog(logarithm: number, lambda: number): number {
  return lambda === 0 ? logarithm : expm1(lambda * logarithm) / lambda;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation. */
function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1));
}

/**
 * Guerrero's exponent: that under which the standard deviation of the seasons, over their mean to the power of 1 - lambda, varies
 * least. The first rows that fill no season are left out; missing values too.
 * @returns NaN where there are fewer than two whole seasons, or none of them varies.
 * @see Guerrero 1993, Journal of Forecasting 12, 37-48
 */
export function guerreroLambda(values: ArrayLike<number>, seasonLength: number, lower: number, upper: number): number {
  const period = Math.max(2, Math.round(seasonLength));
  const seasons = Math.floor(values.length / period);
  const first = values.length - seasons * period;
  const parts = Array.from({ length: seasons }, (_, i) =>
    Array.from({ length: period }, (_, t) => values[first + i * period + t]!).filter((value) => !Number.isNaN(value)),
  ).filter((part) => part.length > 1);
  const logMeans = parts.map((part) => log(meanOf(part)));
  const deviations = parts.map(deviationOf);
  if (parts.length < 2 || deviations.every((deviation) => deviation === 0)) return NaN;
  const variation = (lambda: number): number => {
    const ratios = deviations.map((deviation, i) => deviation / exp((1 - lambda) * logMeans[i]!));
    return deviationOf(ratios) / meanOf(ratios);
  };
  return goldenSection(variation, lower, upper);
}

const GRID_STEP = 0.05;

/**
 * The exponent of the greatest normal likelihood of a linear trend with a season, on a grid of 0.05, as R has it.
 * @returns NaN where too few values are observed, or the trend and the season explain all.
 * @see Box & Cox 1964, Journal of the Royal Statistical Society B 26, 211-252
 */
export function likelihoodLambda(
  values: ArrayLike<number>,
  seasonLength: number,
  lower: number,
  upper: number,
): number {
  const rows = Array.from({ length: values.length }, (_, t) => t).filter((t) => !Number.isNaN(values[t]!));
  const logs = rows.map((t) => log(values[t]!));
  if (rows.length <= Math.max(1, seasonLength) + 1) return NaN;
  const meanLog = meanOf(logs);
  const residual = residualsOn(rows, Math.max(1, seasonLength));
  const steps = Math.round((upper - lower) / GRID_STEP);
  let [best, most] = [NaN, -Infinity];
  for (let i = 0; i <= steps; i++) {
    const lambda = lower + i * GRID_STEP;
    const scale = exp((lambda - 1) * meanLog);
    const squares = residual(logs.map((one) => boxCoxOfLog(one, lambda) / scale));
    const likelihood = (-rows.length / 2) * log(squares);
    if (likelihood > most && likelihood < Infinity) [best, most] = [lambda, likelihood];
  }
  return Math.round(best * 1e9) / 1e9; // a grid of decimals, as it is read
}

/** Squares left by a linear trend and a level for each row of the season: the trend is fitted to what the levels leave. */
function residualsOn(rows: readonly number[], seasonLength: number): (values: readonly number[]) => number {
  const centred = (values: readonly number[]): number[] => {
    const [sums, counts] = [new Float64Array(seasonLength), new Float64Array(seasonLength)];
    rows.forEach((t, i) => {
      sums[t % seasonLength]! += values[i]!;
      counts[t % seasonLength]!++;
    });
    return rows.map((t, i) => values[i]! - sums[t % seasonLength]! / counts[t % seasonLength]!);
  };
  const trend = centred(rows);
  const length = trend.reduce((sum, one) => sum + one * one, 0);
  return (values) => {
    const rest = centred(values);
    const slope = length > 0 ? rest.reduce((sum, one, i) => sum + one * trend[i]!, 0) / length : 0;
    return rest.reduce((sum, one, i) => sum + (one - slope * trend[i]!) * (one - slope * trend[i]!), 0);
  };
}
