/** Holds forecasters against each other on rows that they have not seen, inside the training rows. */
import { CancelledError } from "../../errors.ts";
import type { TimeSeries } from "../../series/index.ts";
import type { FitOptions } from "../../training/index.ts";
import type { Forecaster } from "../forecaster.ts";
import {
  beforeOrigins,
  forecastOrigins,
  medianErrors,
  originsIn,
  spreadOrigins,
  type OriginForecast,
} from "../rollingOrigins.ts";

/** One candidate: how it did, and what became of it. */
export interface ChoiceRow {
  readonly model: string;
  /**
   * Mean absolute error over origins, steps and channels in units of the series' mean step, averaged over series; rows count by their
   * weights. NaN where it failed.
   */
  readonly error: number;
  /** Its share in the forecast, from 0 to 1. */
  readonly weight: number;
  /** Why. */
  readonly reason: string;
}

/** A candidate with its error, or why it has none. */
export interface Tried {
  /** Its name, made distinct: a second one of a name becomes "name-2". */
  readonly label: string;
  readonly forecaster: Forecaster;
  readonly error: number;
  readonly cause?: unknown;
}

/** How the inner backtest is laid out. */
export interface Trial {
  readonly horizon: number;
  /** Origins a series. */
  readonly folds: number;
  /** Share of the rows, the last ones, over which they are spread. */
  readonly share: number;
}

/**
 * Fits each candidate once on the rows before all origins, and measures it at every origin. One that fails has no error; the others go on.
 * Where no series is observed before the origins none is tried.
 * @throws CancelledError when the signal is aborted
 */
export async function tryAll(
  candidates: readonly Forecaster[],
  train: readonly TimeSeries[],
  { horizon, folds, share }: Trial,
  { signal, onProgress }: FitOptions,
): Promise<Tried[]> {
  const spreads = train.map((series) => spreadOrigins(series, horizon, folds, share));
  const before = beforeOrigins(train, spreads);
  const places = train.flatMap((series, i) => originsIn(series, spreads[i]!));
  const tried: Tried[] = [];
  const counts = new Map<string, number>();
  for (const forecaster of candidates) {
    const { name } = forecaster;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const label = count === 1 ? name : `${name}-${count}`;
    if (places.length === 0) {
      tried.push({ label, forecaster, error: NaN }); // nothing to learn from or to judge by
      continue;
    }
    try {
      await new Promise((resolve) => setTimeout(resolve)); // a cancel is heard between two candidates
      const fitted = await forecaster.fit(before, { signal, onProgress });
      const made = forecastOrigins(fitted, places, []);
      const errors = train.map((series) =>
        scaledError(
          made.filter((_, i) => places[i]!.series === series),
          series,
        ),
      );
      tried.push({ label, forecaster, error: meanOf(errors) });
    } catch (cause) {
      if (cause instanceof CancelledError) throw cause;
      tried.push({ label, forecaster, error: NaN, cause });
    }
  }
  return tried;
}

/** Mean absolute error in units of the mean step from row to row, so that series of any unit count alike. */
function scaledError(made: readonly OriginForecast[], { target: { names, values } }: TimeSeries): number {
  const stepsWeight = ({ weights }: OriginForecast, i: number): number => weights?.[Math.floor(i / names.length)] ?? 1;
  const errors = meanOf(
    made.flatMap((one) => Array.from(medianErrors(one), Math.abs)),
    made.flatMap((one) => Array.from(one.actual, (_, i) => stepsWeight(one, i))),
  );
  const steps = Array.from(values.subarray(names.length), (value, i) => Math.abs(value - values[i]!));
  const scale = meanOf(steps);
  return scale > 0 ? errors / scale : errors;
}

/** The mean of those that are present, each by its weight; NaN without any. */
function meanOf(values: readonly number[], weights?: readonly number[]): number {
  let [sum, count] = [0, 0];
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const weight = weights?.[i] ?? 1;
    sum += weight * value;
    count += weight;
  });
  return sum / count;
}

/** Candidates whose error is at most so many times the least take part in a blend. */
const BLENDED = 1.5;

/** Candidates that did not fail, best first; one without any error, where nothing was observed, comes last. */
export function ranked(tried: readonly Tried[]): Tried[] {
  const key = ({ error }: Tried): number => (Number.isNaN(error) ? Infinity : error);
  return tried.filter(({ cause }) => cause === undefined).sort((a, b) => key(a) - key(b) || 0);
}

/** Weights that add up to 1: all on the best, or by inverse error on those that are not much worse. */
export function weightsOf(order: readonly Tried[], combine: "best" | "blend"): number[] {
  const least = order[0]?.error ?? NaN;
  if (combine === "best" || !(least >= 0)) return order.map((_, i) => (i === 0 ? 1 : 0));
  const shares = order.map(({ error }) =>
    least === 0 ? Number(error === 0) : error <= BLENDED * least ? least / error : 0,
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** How an error compares with a least one of 0. */
const aboveNone = (error: number): string =>
  error === 0 ? "no error either, but not the first of the list" : "the least error is 0";

/** The table of the choice, best first, what failed last. */
export function choiceRows(tried: readonly Tried[], order: readonly Tried[], weights: readonly number[]): ChoiceRow[] {
  const least = order[0]?.error ?? NaN;
  const rows = order.map(({ label, error }, i): ChoiceRow => {
    const weight = weights[i]!;
    const times = least > 0 ? `${(error / least).toFixed(2)} times the least error` : aboveNone(error);
    const why = weight === 1 ? "least error" : weight > 0 ? "blended by inverse error" : times;
    const unjudged = `${weight === 1 ? "the first of the list: " : ""}nothing observed to judge by`;
    return {
      model: label,
      error,
      weight,
      reason: Number.isNaN(error) ? unjudged : why,
    };
  });
  const failed = tried
    .filter(({ cause }) => cause !== undefined)
    .map(({ label, cause }): ChoiceRow => {
      const reason = `failed: ${cause instanceof Error ? cause.message : String(cause)}`;
      return { model: label, error: NaN, weight: 0, reason };
    });
  return [...rows, ...failed];
}
