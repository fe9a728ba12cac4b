/**
 * Intervals about forecasts that are one number a step: quantiles of the errors on windows that were held back, of each step and
 * channel. A few windows say little of one step alone; so its mean absolute error is averaged with that of its neighbours, and
 * the form of the errors in such units is taken from all steps of a channel. Shapes: n windows, H steps, C channels, G probabilities.
 * References: Vovk, Gammerman & Shafer 2005, Algorithmic learning in a random world; Stankeviciute et al. 2021, NeurIPS.
 */
import { step } from "../autograd/index.ts";
import { normalQuantile } from "../numerics/index.ts";
import { createRandom } from "../random.ts";
import type { TimeSeries } from "../series/index.ts";
import { makeBatch, type Window } from "../windows/index.ts";
import type { Network } from "./network.ts";
import { NORMAL_DEVIATION } from "./outputs/gaussian.ts";
import { quantileGrid } from "./quantileGrid.ts";
import type { ForecastTask } from "./task.ts";

const BATCH = 256;
const NEIGHBOURS = 8; // a step's error is averaged over this part of the horizon to either side

/** Errors (n,H,C) of a network's middle numbers on windows, in units of each window's scale; NaN where nothing was observed. */
export function errorsOn(
  network: Network,
  scaled: readonly TimeSeries[],
  windows: readonly Window[],
  task: ForecastTask,
): Float64Array {
  const { horizon, channels } = task;
  const errors = new Float64Array(windows.length * horizon * channels);
  const context = { training: false, random: createRandom(0) };
  for (let start = 0; start < windows.length; start += BATCH) {
    step(
      () => {
        const { futureTarget, ...seen } = makeBatch(scaled, windows.slice(start, start + BATCH), task, true);
        const answers = network.answer(network.embed(seen), context).numbers.data; // (B,H,C,1)
        const observed = seen.futureObserved!.data;
        futureTarget!.data.forEach((target, i) => {
          errors[start * horizon * channels + i] = observed[i] === 0 ? NaN : target - answers[i]!;
        });
      },
      { record: false },
    );
  }
  return errors;
}

/**
 * Quantiles (H,C,G) of errors (n,H,C) at the probabilities of `quantileGrid`: at most 0 below 0.5, 0 there, at least 0 above. With m
 * errors in a channel the quantile p is the p (m + 1)th by size, between two of them on a line. A channel without any error gets
 * normal ones of mean size 1, which is what its anchor errs by.
 */
export function residualQuantiles(errors: Float64Array, horizon: number, channels: number): Float32Array {
  const width = quantileGrid.length;
  const out = new Float32Array(horizon * channels * width);
  for (let c = 0; c < channels; c++) {
    const own = Float64Array.from({ length: errors.length / channels }, (_, i) => errors[i * channels + c]!); // (n,H)
    const sizes = smoothed(meanSizes(own, horizon));
    const form = formOf(own, sizes);
    sizes.forEach((size, h) => form.forEach((value, g) => (out[(h * channels + c) * width + g] = size * value)));
  }
  return out;
}

/** The mean of what is not NaN; NaN of none. */
function meanOfKnown(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The mean absolute error of each step (H); NaN of none. */
function meanSizes(errors: Float64Array, horizon: number): number[] {
  const sums = new Float64Array(horizon);
  const counts = new Float64Array(horizon);
  errors.forEach((error, i) => {
    if (Number.isNaN(error)) return;
    sums[i % horizon]! += Math.abs(error);
    counts[i % horizon]!++;
  });
  return Array.from(sums, (sum, h) => sum / counts[h]!);
}

/** The mean of each step and its neighbours, those without any error left out; 1 where no step has one. */
function smoothed(sizes: readonly number[]): number[] {
  const reach = Math.floor(sizes.length / NEIGHBOURS);
  const usual = meanOfKnown(sizes);
  return sizes.map((_, h) => {
    const near = meanOfKnown(sizes.slice(Math.max(0, h - reach), h + reach + 1));
    return Number.isNaN(near) ? (Number.isNaN(usual) ? 1 : usual) : near;
  });
}

/** Quantiles (G) of errors (n,H) in units of the sizes (H). */
function formOf(errors: Float64Array, sizes: readonly number[]): number[] {
  const relative = errors
    .map((error, i) => {
      const size = sizes[i % sizes.length]!;
      return Number.isNaN(error) || size > 0 ? error / size : 0;
    })
    .filter((error) => !Number.isNaN(error))
    .sort();
  if (relative.length === 0) return quantileGrid.map((q) => NORMAL_DEVIATION * normalQuantile(q));
  return quantileGrid.map((q) => {
    const value = ranked(relative, q * (relative.length + 1) - 1);
    return q === 0.5 ? 0 : q < 0.5 ? Math.min(value, 0) : Math.max(value, 0);
  });
}

/** The value at a place among ascending ones, the outermost beyond them. */
function ranked(sorted: Float64Array, place: number): number {
  const below = Math.min(Math.max(Math.floor(place), 0), sorted.length - 1);
  const above = Math.min(Math.max(Math.ceil(place), 0), sorted.length - 1);
  return sorted[below]! + (place - Math.floor(place)) * (sorted[above]! - sorted[below]!);
}
