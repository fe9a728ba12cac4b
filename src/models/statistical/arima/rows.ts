/** What an ARIMA order is fitted to: complete rows after differences, or rows with gaps before them. T rows, m a season. */
import { filterArima, fromFactors, runArma, type ArmaCoefficients, type ArmaRun } from "../../../numerics/index.ts";
import { interpolated } from "../decomposition.ts";
import { differencedTimes } from "./differences.ts";

/** How often rows are differenced, from row to row and from season to season. */
export interface Differences {
  readonly rows: number;
  readonly seasons: number;
  /** Rows in a season (m). */
  readonly seasonLength: number;
}

/** Rows, their regressors, and how they are run through a process. */
export interface ArimaRows {
  /** T */
  readonly rows: Float64Array;
  /** What a constant adds, at weight 1 (T). */
  readonly constant: Float64Array;
  /** T each. */
  readonly regressors: readonly Float64Array[];
  /** Rows that the likelihood counts. */
  readonly count: number;
  /** Complete rows after differences: where their autocorrelations say that a search begins. */
  readonly sample: Float64Array;
  readonly run: (columns: readonly Float64Array[], coefficients: ArmaCoefficients) => readonly ArmaRun[];
}

/** Rows w (T) that are complete, and differenced already like their regressors. */
export function completeRows(w: Float64Array, regressors: readonly Float64Array[] = []): ArimaRows {
  const constant = new Float64Array(w.length).fill(1);
  return { rows: w, constant, regressors, count: w.length, sample: w, run: runArma };
}

/** What a constant of the differenced rows makes of rows (T): a level, or a drift of so much a row. */
export function constantColumn(rows: number, by: Differences): Float64Array {
  const share = by.rows > 0 ? 1 : 1 / by.seasonLength;
  return new Float64Array(rows).map((_, t) => (by.rows + by.seasons === 0 ? 1 : t * share));
}

/** The lags that differences reach back to. */
export const differenceLags = (by: Differences): Float64Array =>
  fromFactors(new Float64Array(0), by.rows, by.seasons, by.seasonLength);

/** Rows less the first one, where they are differenced: the filter's prior of the rows before lies about 0. */
export function fromFirst(y: Float64Array, by: Differences): { readonly rows: Float64Array; readonly first: number } {
  const first = by.rows + by.seasons > 0 ? y[0]! : 0;
  return { rows: y.map((value) => value - first), first };
}

/** Rows y (T) with gaps, which a Kalman filter differences. */
export function gappyRows(y: Float64Array, by: Differences, regressors: readonly Float64Array[]): ArimaRows {
  const differences = differenceLags(by);
  const observed = y.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  return {
    rows: fromFirst(y, by).rows,
    constant: constantColumn(y.length, by),
    regressors,
    count: observed - differences.length,
    sample: differencedTimes(interpolated(y), by.rows, by.seasons, by.seasonLength),
    run: (columns, coefficients) => {
      // A gap is one of all columns: the last one are the rows.
      const gaps = columns.at(-1)!;
      const same = columns.map((column) => column.map((value, t) => (Number.isNaN(gaps[t]!) ? NaN : value)));
      return filterArima(same, { ...coefficients, differences }).runs;
    },
  };
}

const MOST_WORK = 3e7; // multiplications of one run of the filter, which take about a tenth of a second

/** Whether rows have gaps that a filter bridges in bearable time; with long differences the states are too many. */
export function isFiltered(y: Float64Array, { ar, ma }: ArmaCoefficients, by: Differences): boolean {
  const states = Math.max(ar.length, ma.length + 1) + differenceLags(by).length;
  return states * states * y.length <= MOST_WORK && y.some((value) => Number.isNaN(value));
}
