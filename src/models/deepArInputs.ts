/**
 * What DeepAR's layers are told at a step, as far as the data give it: the values at the lags, whether the row before is observed, the
 * size of the window, covariates. R rows (a channel of a window), L context, H horizon, M the longest lag, T steps, P past, F future
 * covariates.
 */
import type { Batch } from "../windows/index.ts";
import type { DeepArRows } from "./deepArWindows.ts";
import type { ForecastTask } from "./task.ts";

type Numbers = Float32Array | Float64Array;

/** Covariates in plain memory. */
export interface KnownCovariates {
  /** (B,L,P) */
  readonly past: Numbers | undefined;
  /** (B,L+H,F) */
  readonly future: Numbers | undefined;
}

/** The covariates of a batch. */
export function knownCovariates({ pastCovariates, futureCovariates }: Batch): KnownCovariates {
  return { past: pastCovariates?.data.slice(), future: futureCovariates?.data.slice() };
}

/** Where a step lies. */
interface Place {
  /** The row. */
  readonly row: number;
  /** Counted from the first of the context. */
  readonly t: number;
}

/** Writes inputs of some lags. */
export class StepInputs {
  readonly lags: readonly number[];
  /** M */
  readonly longest: number;
  /** Numbers a step. */
  readonly size: number;
  readonly #task: ForecastTask;

  constructor(task: ForecastTask, lags: readonly number[]) {
    const { pastCovariates, futureCovariates } = task;
    this.lags = lags;
    this.longest = Math.max(...lags);
    this.size = lags.length + 2 + (pastCovariates > 0 ? pastCovariates + 1 : 0) + futureCovariates;
    this.#task = task;
  }

  /** Of all steps behind the first M rows (R,T,size). */
  all(rows: DeepArRows, known: KnownCovariates): Float64Array {
    const steps = rows.length - this.longest;
    const values = new Float64Array(rows.units.length * steps * this.size);
    for (let i = 0; i < rows.units.length * steps; i++) {
      const place = { row: Math.floor(i / steps), t: this.longest + (i % steps) };
      const now = place.row * rows.length + place.t;
      const at = i * this.size;
      this.lags.forEach((lag, l) => (values[at + l] = rows.values[now - lag]!));
      values[at + this.lags.length] = rows.observed[now - 1]!;
      this.writeKnown(values, at, place, rows, known);
    }
    return values;
  }

  /** Of a step ahead, for path after path: `rowOf` tells the row of each, `drawn` (R K,H) holds what they read of their own draws. */
  ahead(
    values: Float32Array,
    { width, step, drawn, rowOf }: { width: number; step: number; drawn: Float32Array; rowOf: (n: number) => number },
    rows: DeepArRows,
    known: KnownCovariates,
  ): void {
    const { contextLength, horizon } = this.#task;
    const { lags } = this;
    const t = contextLength + step;
    for (let n = 0; n * width < values.length; n++) {
      const [row, at] = [rowOf(n), n * width];
      const first = row * rows.length;
      for (let l = 0; l < lags.length; l++) {
        const then = t - lags[l]!;
        values[at + l] = then < contextLength ? rows.values[first + then]! : drawn[n * horizon + then - contextLength]!;
      }
      values[at + lags.length] = step === 0 ? rows.observed[first + t - 1]! : 1;
      this.writeKnown(values, at, { row, t }, rows, known);
    }
  }

  /** What is known besides: the window's size, past covariates of the row before (none ahead), future covariates of the row. */
  writeKnown(
    values: Numbers,
    at: number,
    { row, t }: Place,
    rows: DeepArRows,
    { past, future }: KnownCovariates,
  ): void {
    const { channels, contextLength, horizon, pastCovariates, futureCovariates } = this.#task;
    const b = Math.floor(row / channels);
    let i = at + this.lags.length + 1;
    values[i++] = rows.units[row]!.size;
    if (pastCovariates > 0) {
      const seen = t <= contextLength;
      values[i++] = Number(seen);
      const from = (b * contextLength + t - 1) * pastCovariates;
      for (let p = 0; p < pastCovariates; p++) values[i++] = seen ? past![from + p]! : 0;
    }
    const from = (b * (contextLength + horizon) + t) * futureCovariates;
    for (let f = 0; f < futureCovariates; f++) values[i++] = future![from + f]!;
  }
}
