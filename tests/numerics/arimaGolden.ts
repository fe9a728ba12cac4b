/** What R's `arima` says of series with gaps and with regressors, at given coefficients and at its own. */
import { fromFactors, seasonalProduct, type ArimaProcess } from "../../src/numerics/index.ts";
import { readGolden } from "../golden/golden.ts";

export interface ArimaCase {
  readonly order: readonly [number, number, number];
  readonly seasonal: readonly [number, number, number];
  readonly m: number;
  /** Null where a row is missing. */
  readonly y: readonly (number | null)[];
  /** Regressors, column after column. */
  readonly xreg: readonly number[] | null;
  readonly newxreg: readonly number[] | null;
  readonly names: readonly string[];
  /** Coefficients by `names`, rounded, and what follows from them. */
  readonly fixed: readonly number[];
  readonly fixedLoglik: number;
  readonly fixedSigma2: number;
  readonly mean: readonly number[];
  readonly se: readonly number[];
  /** Coefficients by `names` of the greatest likelihood. */
  readonly coef: readonly number[];
  readonly loglik: number;
  readonly sigma2: number;
}

export const arimaGolden: Readonly<Record<string, ArimaCase>> = readGolden("arima_golden");
export const arimaCases: readonly string[] = Object.keys(arimaGolden);

/** Rows (T) with NaN for missing ones. */
export const rowsOf = ({ y }: ArimaCase): Float64Array => Float64Array.from(y, (value) => value ?? NaN);

/** Columns of so many rows each. */
export function columnsOf(values: readonly number[] | null, rows: number): Float64Array[] {
  return Array.from({ length: (values?.length ?? 0) / rows }, (_, i) =>
    Float64Array.from(values!.slice(i * rows, (i + 1) * rows)),
  );
}

const pick = (one: ArimaCase, from: readonly number[], form: RegExp): Float64Array =>
  Float64Array.from(from.filter((_, i) => form.test(one.names[i]!)));

/** The process of a case with the given coefficients, and its regression: the intercept and a weight a regressor. */
export function processOf(
  one: ArimaCase,
  from: readonly number[],
): { process: ArimaProcess; intercept: number; weights: Float64Array } {
  const ma = seasonalProduct(pick(one, from, /^ma/).map((v) => -v), pick(one, from, /^sma/).map((v) => -v), one.m); // prettier-ignore
  return {
    process: {
      ar: seasonalProduct(pick(one, from, /^ar/), pick(one, from, /^sar/), one.m),
      ma: ma.map((value) => -value),
      differences: fromFactors(new Float64Array(0), one.order[1], one.seasonal[1], one.m),
    },
    intercept: pick(one, from, /^intercept/)[0] ?? 0,
    weights: pick(one, from, /^(?!ar|ma|sar|sma|intercept)/),
  };
}
