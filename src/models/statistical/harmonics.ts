/** Waves of several seasons as regressors, and regression with errors that are a moving average. T rows, R regressors. */
import { cos, sin } from "../../elementary.ts";
import {
  createNormalEquations,
  linearAlgebra,
  meanDiagonal,
  runArma,
  solveRidge,
  type ArmaCoefficients,
} from "../../numerics/index.ts";

/** A wave: turns a row, and whether it is a sine. */
interface Wave {
  readonly turns: number;
  readonly sine: boolean;
}

/**
 * Waves of up to `harmonics` turns a season, for each season, no two alike; a wave of half a turn a row has no sine.
 * @example wavesOf([4], 2).length //=> 3
 */
export function wavesOf(seasonLengths: readonly number[], harmonics: number): Wave[] {
  const all = seasonLengths.flatMap((m) =>
    Array.from({ length: Math.min(harmonics, Math.floor(m / 2)) }, (_, k) => (k + 1) / m),
  );
  const turns = all.filter((turn, i) => all.findIndex((other) => Math.abs(other - turn) < 1e-9) === i);
  return turns.flatMap((turn) => {
    const cosine = { turns: turn, sine: false };
    return turn > 0.5 - 1e-9 ? [cosine] : [{ turns: turn, sine: true }, cosine];
  });
}

/** Regressors (R of T each) of rows from … from + rows - 1: the waves, and what makes a level or a drift with d differences. */
export function regressors(waves: readonly Wave[], from: number, rows: number, differences: number): Float64Array[] {
  const columns = waves.map(({ turns, sine }) =>
    new Float64Array(rows).map((_, i) => {
      const angle = 2 * Math.PI * (((from + i) * turns) % 1);
      return sine ? sin(angle) : cos(angle);
    }),
  );
  if (differences === 0) columns.push(new Float64Array(rows).fill(1));
  if (differences === 1) columns.push(new Float64Array(rows).map((_, i) => from + i));
  return columns;
}

/** The weighted sum of regressors (T). */
export function fitted(columns: readonly Float64Array[], weights: ArrayLike<number>): Float64Array {
  return columns[0]
    ? columns[0].map((_, t) => columns.reduce((sum, column, i) => sum + weights[i]! * column[t]!, 0))
    : new Float64Array(0);
}

/**
 * Weights (R) of generalized least squares, and twice the negative log likelihood, for errors with the given coefficients.
 * Rows and regressors are those after differences.
 */
export function regress(
  w: Float64Array,
  columns: readonly Float64Array[],
  coefficients: ArmaCoefficients,
): { readonly weights: Float64Array; readonly squares: number; readonly logVariances: number } {
  const runs = runArma([...columns, w], coefficients);
  const { variances, logVariances } = runs[0]!;
  const width = columns.length + 1;
  const rows = new Float64Array(w.length * width);
  runs.forEach(({ errors }, c) => errors.forEach((error, t) => (rows[t * width + c] = error)));
  const equations = createNormalEquations(columns.length, 1);
  linearAlgebra().addRows(
    equations,
    rows,
    variances.map((variance) => 1 / variance),
  );
  const penalty = 1e-10 * meanDiagonal(equations) + 1e-300; // of regressors that are nearly alike
  const weights = solveRidge(equations, new Float64Array(columns.length).fill(penalty));
  let squares = 0;
  for (let t = 0; t < w.length; t++) {
    let error = rows[t * width + columns.length]!;
    for (let c = 0; c < columns.length; c++) error -= weights[c]! * rows[t * width + c]!;
    squares += (error * error) / variances[t]!;
  }
  return { weights, squares, logVariances };
}
