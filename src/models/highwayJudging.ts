/**
 * The windows by which a highway's gates are set: cutoffs in the rows that were held back, what each part forecasts from them, and
 * which of them count as one observation. Shapes: H steps, C channels.
 */
import { head, type TimeSeries } from "../series/index.ts";
import { seasonCandidates } from "../windows/index.ts";
import type { FittedForecaster } from "./forecaster.ts";
import type { HeldBackWindow } from "./highwayGate.ts";
import { unitOf } from "./ridgeVariates.ts";
import { tailRows } from "./trainingWindows.ts";

const MOST_WINDOWS = 512; // of all series: neighbours overlap, more cost time and tell little
const TOGETHER = 64; // histories in one call
const FEW_STRETCHES = 5;
const MANY_SERIES = 30;

/**
 * Rows that are held back of each series: as many as the networks hold back. None of a series that is too short for the least context
 * besides, or has a channel that is not observed before them.
 */
export function tailsOf(train: readonly TimeSeries[], horizon: number, validationFraction: number): number[] {
  const tail = validationFraction > 0 ? tailRows(train, horizon, validationFraction) : 0;
  const least = tail + Math.ceil(horizon / 2) + 2 * horizon;
  return train.map((series) => {
    const { length } = series.timestamps;
    return length >= least && isObserved(series, length - tail) ? tail : 0;
  });
}

/** Whether every channel has an observed value among the first rows. */
function isObserved({ target: { names, values } }: TimeSeries, rows: number): boolean {
  return names.every((_, c) => {
    for (let t = 0; t < rows; t++) if (!Number.isNaN(values[t * names.length + c]!)) return true;
    return false;
  });
}

/** Those tails that the networks did not see in training: a series too short for a whole look-back besides was trained on whole. */
export function unseenTails(
  train: readonly TimeSeries[],
  tails: readonly number[],
  horizon: number,
  networks: readonly FittedForecaster[],
): number[] {
  const lookBack = Math.max(...networks.map(lookBackOf));
  return train.map(({ timestamps }, i) => (timestamps.length - tails[i]! - horizon >= lookBack ? tails[i]! : 0));
}

function lookBackOf({ options }: FittedForecaster): number {
  return Number(options["contextLength"]) + Number(options["seasonLength"]);
}

/** Forecasts of the first part and its challengers from cutoffs spread over the rows held back; `within` keeps forecasts in bounds. */
export function heldBackWindows(
  train: readonly TimeSeries[],
  tails: readonly number[],
  horizon: number,
  [base, ...challengers]: readonly [FittedForecaster, ...FittedForecaster[]],
  within: (value: number) => number,
): HeldBackWindow[] {
  const judged = thinned(train.map((_, i) => i).filter((i) => tails[i]! > 0));
  const each = Math.max(1, Math.floor(MOST_WINDOWS / judged.length));
  const starts = judged.map((place) => train[place]!.timestamps.at(-tails[place]! - 1)!);
  const origin = starts.reduce((least, start) => Math.min(least, start), Infinity); // where the first stretch begins
  const windows = judged.flatMap((place, k) => {
    const series = train[place]!;
    const season = seasonCandidates(series.frequency)[0] ?? 1;
    const units = series.target.names.map((_, c) => unitOf(series, c, season));
    const { length } = series.timestamps;
    const lengths = spread(length - tails[place]!, length - horizon, each, k).filter((rows) =>
      isKnown(series, rows, horizon),
    );
    const said = [base, ...challengers].map((one) => mediansOf(one, series, lengths, within));
    const span = Math.max(horizon, season) * rowTime(series);
    return lengths.map((rows, w) => ({
      place,
      moment: Math.floor((series.timestamps[rows - 1]! - origin) / span),
      actual: series.target.values.subarray(rows * units.length, (rows + horizon) * units.length),
      base: said[0]![w]!,
      challengers: said.slice(1).map((one) => one[w]!),
      units,
    }));
  });
  // Errors of one moment go together: series are observations of their own only where time gives too few, and there are many.
  const moments = new Set(windows.map(({ moment }) => moment)).size;
  const bySeries = moments < FEW_STRETCHES && judged.length >= MANY_SERIES;
  return windows.map(({ place, moment, actual, base: own, challengers: others, units }) => {
    return { stretch: bySeries ? place : moment, actual, base: own, challengers: others, units };
  });
}

/** At most `MOST_WINDOWS` of some, evenly spread. */
function thinned(places: readonly number[]): number[] {
  const count = Math.min(places.length, MOST_WINDOWS);
  return Array.from({ length: count }, (_, i) => places[Math.floor(((i + 0.5) * places.length) / count)]!);
}

/** At most `most` whole numbers from first to last, evenly spread; of one series after another from other starts. */
function spread(first: number, last: number, most: number, k: number): number[] {
  const stride = Math.max(1, Math.ceil((last - first + 1) / most));
  const latest = last - (k % stride);
  const count = Math.floor((latest - first) / stride) + 1;
  return Array.from({ length: count }, (_, i) => latest - (count - 1 - i) * stride);
}

/** Milliseconds from row to row, in the mean. */
function rowTime({ timestamps }: TimeSeries): number {
  return (timestamps.at(-1)! - timestamps[0]!) / Math.max(1, timestamps.length - 1);
}

/** Whether all future covariates of the steps behind the first rows are there: without them nothing is forecast. */
function isKnown({ futureCovariates }: TimeSeries, length: number, horizon: number): boolean {
  if (!futureCovariates) return true;
  const { names, values } = futureCovariates;
  return !values.subarray(length * names.length, (length + horizon) * names.length).some(Number.isNaN);
}

/** The medians (H,C) of forecasts from the first rows of a series, so many each. */
function mediansOf(
  fitted: FittedForecaster,
  series: TimeSeries,
  lengths: readonly number[],
  within: (value: number) => number,
): Float64Array[] {
  const medians: Float64Array[] = [];
  for (let from = 0; from < lengths.length; from += TOGETHER) {
    const histories = lengths.slice(from, from + TOGETHER).map((length) => head(series, length));
    for (const { values } of fitted.predict(histories, { levels: [] })) medians.push(values.map(within));
  }
  return medians;
}
