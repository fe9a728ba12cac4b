/** ARIMA of one channel, with covariates as regressors that it is the error of. T rows, H steps, m rows in a season. */
import { filterArima, fromFactors, runArma, shockWeights } from "../../../numerics/index.ts";
import { fieldsOf, isCount, isNumber, listOf, optional } from "../../savedFields.ts";
import type { ChannelModel, PathForecast } from "../channelForecaster.ts";
import { interpolated } from "../decomposition.ts";
import { differencedTimes, isFlat, isRounding, rowDifferences, seasonalDifferences } from "./differences.ts";
import { fitArima } from "./fit.ts";
import type { ArimaOptions } from "./options.ts";
import { leastSquares, weightedSum } from "./regress.ts";
import {
  completeRows,
  constantColumn,
  differenceLags,
  fromFirst,
  gappyRows,
  isFiltered,
  type Differences,
} from "./rows.ts";
import { selectArima } from "./selection.ts";

/** What is kept of a channel. */
export interface ArimaState {
  readonly ar: readonly number[];
  readonly ma: readonly number[];
  readonly differences: number;
  readonly seasonalDifferences: number;
  /** Mean of the differenced rows. */
  readonly mean: number;
  readonly variance: number;
  /** A weight a covariate; absent without any. */
  readonly weights?: readonly number[];
}

const LONGEST_SEASON = 24; // whose lags are looked at; longer ones are differenced only

function chosenDifferences(y: Float64Array, options: ArimaOptions): Differences {
  const { seasonLength, differences, seasonalDifferences: given } = options;
  const fits = seasonLength > 1 && y.length > 2 * seasonLength;
  const seasons = !fits ? 0 : given === "auto" ? seasonalDifferences(y, seasonLength) : Number(given);
  const left = differencedTimes(y, 0, seasons, seasonLength);
  const rows = differences === "auto" ? rowDifferences(left, 2) : Math.min(Number(differences), left.length - 1);
  return { rows, seasons, seasonLength };
}

/** What covariates leave of complete rows, by plain least squares: differences are chosen by it. */
function rest(y: Float64Array, columns: readonly Float64Array[]): Float64Array {
  if (columns.length === 0) return y;
  const share = weightedSum(columns, leastSquares(y, columns), y.length);
  return y.map((value, t) => value - share[t]!);
}

function fit(y: Float64Array, options: ArimaOptions, covariates: readonly Float64Array[] = []): ArimaState {
  const m = options.seasonLength;
  const whole = interpolated(y);
  const filled = covariates.map(interpolated);
  const by = chosenDifferences(rest(whole, filled.filter((column) => !isRounding(column, column))), options); // prettier-ignore
  const differenced = (rows: Float64Array): Float64Array => differencedTimes(rows, by.rows, by.seasons, m);
  const kept = filled.flatMap((column, i) => (isRounding(column, differenced(column)) ? [] : [i])); // others say nothing
  const w = differenced(whole);
  const constant = by.rows + by.seasons < 2;
  const state = { differences: by.rows, seasonalDifferences: by.seasons };
  const weightsOf = (own: ArrayLike<number>): Pick<ArimaState, "weights"> =>
    covariates.length > 0 ? { weights: covariates.map((_, i) => own[kept.indexOf(i)] ?? 0) } : {};
  if (isFlat(w)) return { ...state, ar: [], ma: [], mean: constant ? w[0]! : 0, variance: 0, ...weightsOf([]) };
  const third = Math.floor(w.length / 3);
  const most = Math.min(options.maxLags, third);
  const seasonal = m > 1 && m <= LONGEST_SEASON ? Math.min(options.maxSeasonalLags, Math.floor(third / m)) : 0;
  const limits = { p: most, q: most, seasonalP: seasonal, seasonalQ: seasonal, constant };
  const columns = kept.map((i) => filled[i]!);
  const chosen = selectArima(completeRows(w, columns.map(differenced)), m, limits);
  // The order is chosen on rows whose gaps are filled, then fitted to what was observed.
  const gappy = isFiltered(y, chosen.coefficients, by) && gappyRows(y, by, columns);
  const found = gappy && gappy.count > 0 ? fitArima(gappy, m, chosen.lags, chosen) : chosen;
  const { coefficients, mean, variance, weights } = found;
  return {
    ...state,
    ar: Array.from(coefficients.ar),
    ma: Array.from(coefficients.ma),
    mean,
    variance,
    ...weightsOf(weights),
  };
}

/** The forecast of steps 1 … H behind complete rows y (T), from the errors of their differences. */
function continued(y: Float64Array, state: ArimaState, horizon: number, m: number): PathForecast {
  const { differences, seasonalDifferences: seasons, mean, variance } = state;
  const coefficients = { ar: Float64Array.from(state.ar), ma: Float64Array.from(state.ma) };
  const w = differencedTimes(y, differences, seasons, m).map((value) => value - mean);
  const errors = w.length > 0 ? runArma([w], coefficients)[0]!.errors : w;
  const lags = fromFactors(coefficients.ar, differences, seasons, m);
  const offset = mean * coefficients.ar.reduce((left, value) => left - value, 1);
  const path = Float64Array.from({ length: y.length + horizon }, (_, t) => y[t] ?? 0);
  for (let h = 0; h < horizon; h++) {
    let value = offset;
    lags.forEach((lag, i) => (value += lag * path[y.length + h - i - 1]!));
    coefficients.ma.forEach((lag, j) => (value += lag * (errors[errors.length + h - j - 1] ?? 0)));
    path[y.length + h] = value;
  }
  const weights = shockWeights({ ar: lags, ma: coefficients.ma }, horizon);
  let sum = 0;
  return {
    means: path.slice(y.length),
    deviations: new Float64Array(horizon).map((_, h) => Math.sqrt(variance * (sum += weights[h]! * weights[h]!))),
  };
}

/** The same behind rows with gaps, by the filter; what the gaps leave unknown widens the intervals. */
function filtered(y: Float64Array, state: ArimaState, horizon: number, by: Differences): PathForecast {
  const { rows, first } = fromFirst(y, by);
  const constant = constantColumn(y.length + horizon, by).map((value) => value * state.mean);
  const process = { ar: Float64Array.from(state.ar), ma: Float64Array.from(state.ma), differences: differenceLags(by) };
  const { means, variances } = filterArima([rows.map((value, t) => value - constant[t]!)], process).forecast(horizon);
  return {
    means: means.map((mean, h) => first + mean + constant[y.length + h]!),
    deviations: variances.map((value) => Math.sqrt(state.variance * value)),
  };
}

/** The forecast of steps 1 … H behind rows y (T), by a state of seasons of m rows. */
export function forecastArima(y: Float64Array, state: ArimaState, horizon: number, m: number): PathForecast {
  const by = { rows: state.differences, seasons: state.seasonalDifferences, seasonLength: m };
  const coefficients = { ar: Float64Array.from(state.ar), ma: Float64Array.from(state.ma) };
  if (isFiltered(y, coefficients, by)) return filtered(y, state, horizon, by);
  return continued(interpolated(y), state, horizon, m);
}

/** ARIMA of one channel. */
export const arimaModel: ChannelModel<ArimaOptions, ArimaState> = {
  fit,
  forecast(y, state, horizon, { seasonLength }, covariates = []) {
    if (!state.weights) return forecastArima(y, state, horizon, seasonLength);
    const share = weightedSum(covariates, state.weights, y.length + horizon);
    const errors = y.map((value, t) => value - share[t]!);
    const { means, deviations } = forecastArima(errors, state, horizon, seasonLength);
    return { means: means.map((mean, h) => mean + share[y.length + h]!), deviations };
  },
  isState: fieldsOf({
    ar: listOf(isNumber),
    ma: listOf(isNumber),
    differences: isCount,
    seasonalDifferences: isCount,
    mean: isNumber,
    variance: isNumber,
    weights: optional(listOf(isNumber)),
  }),
};
