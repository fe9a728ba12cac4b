/** Dynamic harmonic regression: waves of the seasons, and errors that are an ARMA. C channels, T rows, S rows in a season. */
import { log } from "../../elementary.ts";
import type { ArmaCoefficients } from "../../numerics/index.ts";
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { fieldsOf, isCount, isNumber, listOf } from "../savedFields.ts";
import { arimaModel, forecastArima, type ArimaState } from "./arima/model.ts";
import { differencedTimes, isFlat, rowDifferences } from "./arima/differences.ts";
import { fitArima } from "./arima/fit.ts";
import { completeRows } from "./arima/rows.ts";
import { selectArima } from "./arima/selection.ts";
import { channelForecaster, type ChannelModel } from "./channelForecaster.ts";
import { interpolated } from "./decomposition.ts";
import { fitted, regress, regressors, wavesOf } from "./harmonics.ts";
import { chosenSeasons, seasonLengthsOption } from "./season.ts";

/** Options of `fourierArma`. */
export interface FourierArmaOptions extends CommonOptions {
  /** Most turns a season of the waves. */
  readonly maxHarmonics: number;
  /** Most lags of the errors, in the autoregression and in the moving average each. */
  readonly maxLags: number;
  /** Rows in each season. */
  readonly seasonLengths: readonly number[];
}

/** What is kept of a channel. */
interface HarmonicState {
  readonly harmonics: number;
  readonly weights: readonly number[];
  readonly errors: ArimaState;
}

const none: ArmaCoefficients = { ar: new Float64Array(0), ma: new Float64Array(0) };
/** Numbers of harmonics that are looked at. */
const candidates = [0, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48];
const quickLags = { p: 1, q: 1, seasonalP: 0, seasonalQ: 0, constant: false };

/** Rows and regressors after differences. */
function differencedProblem(
  y: Float64Array,
  harmonics: number,
  differences: number,
  seasons: readonly number[],
): { w: Float64Array; columns: Float64Array[] } {
  const take = (rows: Float64Array): Float64Array => differencedTimes(rows, differences, 0, 1);
  const columns = regressors(wavesOf(seasons, harmonics), 0, y.length, differences);
  return { w: take(y), columns: columns.map(take) };
}

/** What regressors leave of rows y (T). */
function without(y: Float64Array, columns: readonly Float64Array[], weights: ArrayLike<number>): Float64Array {
  const values = fitted(columns, weights);
  return y.map((value, t) => value - (values[t] ?? 0));
}

/** AICc of a number of harmonics, with errors of one lag in each part. */
function criterion(y: Float64Array, harmonics: number, differences: number, seasons: readonly number[]): number {
  const { w, columns } = differencedProblem(y, harmonics, differences, seasons);
  const parameters = columns.length + 3;
  const left = w.length - parameters - 1;
  if (left <= 0) return Infinity;
  const { coefficients } = fitArima(completeRows(without(w, columns, regress(w, columns, none).weights)), 1, quickLags);
  const { squares, logVariances } = regress(w, columns, coefficients);
  return (
    w.length * log(squares / w.length) + logVariances + 2 * parameters + (2 * parameters * (parameters + 1)) / left
  );
}

/** How many harmonics, of those that the rows can tell apart, have the least AICc. */
function chosenHarmonics(
  y: Float64Array,
  differences: number,
  { seasonLengths, maxHarmonics }: FourierArmaOptions,
): number {
  const most = Math.min(
    maxHarmonics,
    Math.floor(Math.max(...seasonLengths) / 2),
    Math.floor(y.length / (4 * seasonLengths.length)),
  );
  const scored = candidates
    .filter((count) => count <= most)
    .map((count) => ({ count, aicc: criterion(y, count, differences, seasonLengths) }));
  return scored.reduce((best, one) => (one.aicc < best.aicc ? one : best), { count: 0, aicc: Infinity }).count;
}

/** Errors chosen and waves fitted in turn, twice: the likelihood of both together. */
function fit(y: Float64Array, options: FourierArmaOptions): HarmonicState {
  const { seasonLengths, maxHarmonics, maxLags } = options;
  const whole = interpolated(y);
  const widest = Math.min(maxHarmonics, Math.floor(y.length / (4 * seasonLengths.length)));
  const rough = differencedProblem(whole, widest, 0, seasonLengths);
  const { weights: first } = regress(rough.w, rough.columns, none);
  const rest = without(whole, rough.columns, first);
  const differences = isFlat(whole) ? 0 : rowDifferences(rest, 2);
  const harmonics = isFlat(whole) ? 0 : chosenHarmonics(whole, differences, options);
  const { w, columns } = differencedProblem(whole, harmonics, differences, seasonLengths);
  const most = Math.min(maxLags, Math.floor(w.length / 3));
  const limits = { p: most, q: most, seasonalP: 0, seasonalQ: 0, constant: false };
  let coefficients = none;
  let { weights } = regress(w, columns, none);
  const rounds = most > 0 ? 2 : 0;
  for (let round = 0; round < rounds; round++) {
    const left = without(w, columns, weights);
    if (isFlat(left)) break;
    ({ coefficients } = selectArima(completeRows(left), 1, limits));
    ({ weights } = regress(w, columns, coefficients));
  }
  const { squares } = regress(w, columns, coefficients);
  const variance = squares / Math.max(w.length - columns.length - coefficients.ar.length - coefficients.ma.length, 1);
  return {
    harmonics,
    weights: Array.from(weights),
    errors: {
      ar: Array.from(coefficients.ar),
      ma: Array.from(coefficients.ma),
      differences,
      seasonalDifferences: 0,
      mean: 0,
      variance,
    },
  };
}

/** The model of one channel. */
const harmonicModel: ChannelModel<FourierArmaOptions, HarmonicState> = {
  fit,
  forecast(y, { harmonics, weights, errors }, horizon, { seasonLengths }) {
    const columns = regressors(wavesOf(seasonLengths, harmonics), 0, y.length + horizon, errors.differences);
    const values = fitted(columns, weights);
    const rest = without(y, columns, weights);
    const { means, deviations } = forecastArima(rest, errors, horizon, 1);
    return { means: means.map((mean, h) => mean + (values[y.length + h] ?? 0)), deviations };
  },
  realign(y, state, { seasonLengths }) {
    const { harmonics, errors } = state;
    const { w, columns } = differencedProblem(interpolated(y), harmonics, errors.differences, seasonLengths);
    const coefficients = { ar: Float64Array.from(errors.ar), ma: Float64Array.from(errors.ma) };
    return w.length > 0 ? { ...state, weights: Array.from(regress(w, columns, coefficients).weights) } : state;
  },
  isState: fieldsOf({ harmonics: isCount, weights: listOf(isNumber), errors: arimaModel.isState }),
};

/** The registry's entry. */
export const fourierArmaDefinition: ForecasterDefinition<FourierArmaOptions> = channelForecaster<
  FourierArmaOptions,
  HarmonicState
>(
  {
    name: "fourier-arma",
    summary: "waves of the seasons, with errors that are an ARMA",
    reference:
      "Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., section 10.5, dynamic harmonic regression",
    options: {
      maxHarmonics: { default: 24, description: "most turns a season of the waves", integer: true, min: 0, max: 100 },
      maxLags: { default: 3, description: "most lags of the errors in each part", integer: true, min: 0, max: 10 },
      seasonLengths: seasonLengthsOption,
    },
    complete: (options, train) => ({ ...options, seasonLengths: options.seasonLengths ?? chosenSeasons(train) }),
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  harmonicModel,
);

/**
 * Waves of several seasons, as many as Akaike's criterion asks for, and ARIMA errors about them.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await fourierArma({ horizon: 48, seasonLengths: [48, 336] }).fit([train])
 * @see Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., section 10.5
 */
export function fourierArma(options: GivenOptions<FourierArmaOptions>): Forecaster {
  return fourierArmaDefinition.create(options);
}
