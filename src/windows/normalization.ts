/**
 * Window normalization: what the values of a context are counted from, its location, and in which units, its deviation. Both are
 * measured over what is observed of the context alone, so that they are known when a forecast is made, and undone in it.
 */
import { quantileOf } from "../quantiles.ts";

/**
 * How windows are normalized: not at all, by their last value, their mean, their mean and standard deviation ("standard"), their
 * median and interquartile range ("robust"), or as by "standard", with a scale and a shift of each channel that are learned ("revin").
 * @see Kim et al. 2022, Reversible instance normalization for accurate time-series forecasting against distribution shift, ICLR
 */
export type Normalization = "none" | "last" | "mean" | "standard" | "robust" | "revin";

/** What a context is counted from, and divided by. */
export interface WindowStatistics {
  readonly location: number;
  /** Above 0; 1 where the normalization has none, or the context is constant. */
  readonly deviation: number;
}

const LEAST_DEVIATION = 1e-3; // a context that varies less says nothing of how far its series goes: 1 stands in
const NORMAL_RANGE = 1.3489795003921634; // interquartile range of the standard normal distribution

/**
 * The location and the deviation of the observed values; NaN is missing, of none at all the location is 0.
 * @example measureWindow(Float64Array.of(1, NaN, 3), "standard") //=> { location: 2, deviation: 1 }
 */
export function measureWindow(values: Float64Array, normalization: Normalization): WindowStatistics {
  if (normalization === "none") return { location: 0, deviation: 1 };
  if (normalization === "last") return { location: lastObserved(values), deviation: 1 };
  if (normalization === "robust") return medianAndRange(values);
  const location = meanObserved(values);
  if (normalization === "mean") return { location, deviation: 1 };
  return { location, deviation: usableDeviation(Math.sqrt(meanSquare(values, location))) };
}

/** The mean squared distance of the observed values from a location; 0 of none. */
function meanSquare(values: Float64Array, location: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const distance = values[i]! - location;
    if (Number.isNaN(distance)) continue;
    sum += distance * distance;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** The mean of the observed values; 0 of none. */
export function meanObserved(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** The last observed value; 0 of none. */
function lastObserved(values: Float64Array): number {
  for (let i = values.length - 1; i >= 0; i--) if (!Number.isNaN(values[i]!)) return values[i]!;
  return 0;
}

/** A deviation, or 1 in the place of one that says nothing. */
export function usableDeviation(deviation: number): number {
  return deviation >= LEAST_DEVIATION ? deviation : 1;
}

/** The median, and the interquartile range in units of the normal distribution's. */
function medianAndRange(values: Float64Array): WindowStatistics {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return { location: 0, deviation: 1 };
  const [low, location, high] = [0.25, 0.5, 0.75].map((share) => quantileOf(sorted, share)) as [number, number, number];
  return { location, deviation: usableDeviation((high - low) / NORMAL_RANGE) };
}
