/** Generalized least squares. T rows, R regressors. */
import { createNormalEquations, linearAlgebra, solveRidge, type ArmaRun } from "../../../numerics/index.ts";

/** A regression, and what the likelihood of its errors is made of. */
export interface Regression {
  /** R */
  readonly weights: Float64Array;
  readonly squares: number;
  readonly logVariances: number;
}

const JITTER = 1e-12; // of a regressor's own square: those that are alike share their weight

/** Regresses on runs of the regressors, and of the rows as the last one, through the process of the errors. */
export function regressRuns(runs: readonly ArmaRun[]): Regression {
  const { variances, logVariances } = runs[0]!;
  const [width, count] = [runs.length, runs.length - 1];
  const rows = new Float64Array(variances.length * width);
  runs.forEach(({ errors }, c) => errors.forEach((error, t) => (rows[t * width + c] = error)));
  const equations = createNormalEquations(count, 1);
  linearAlgebra().addRows(
    equations,
    rows,
    variances.map((variance) => 1 / variance),
  );
  const penalties = new Float64Array(count).map((_, i) => JITTER * equations.gram[i * (count + 1)]! + 1e-300);
  const weights = solveRidge(equations, penalties);
  let squares = 0;
  for (let t = 0; t < variances.length; t++) {
    let error = rows[t * width + count]!;
    for (let c = 0; c < count; c++) error -= weights[c]! * rows[t * width + c]!;
    squares += (error * error) / variances[t]!;
  }
  return { weights, squares, logVariances };
}

/** The weights of plain least squares of rows (T), with a level that is not given back. */
export function leastSquares(y: Float64Array, regressors: readonly Float64Array[]): Float64Array {
  const variances = new Float64Array(y.length).fill(1);
  const columns = [...regressors, variances, y]; // a level is a column of ones
  return regressRuns(columns.map((errors) => ({ errors, variances, logVariances: 0 }))).weights.subarray(0, -1);
}

/** The weighted sum of regressors (T). */
export function weightedSum(
  regressors: readonly Float64Array[],
  weights: ArrayLike<number>,
  rows: number,
): Float64Array {
  return new Float64Array(rows).map((_, t) => regressors.reduce((sum, column, i) => sum + weights[i]! * column[t]!, 0));
}
