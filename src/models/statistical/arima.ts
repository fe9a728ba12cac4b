/** Automatic ARIMA: autoregression, differences and moving averages, of rows and of seasons. C channels, S rows in a season. */
import { fromFactors, runArma, shockWeights } from "../../numerics/index.ts";
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { fieldsOf, isCount, isNumber, listOf } from "../savedFields.ts";
import { differencedTimes, isFlat, rowDifferences, seasonalDifferences } from "./arima/differences.ts";
import { selectArima } from "./arima/selection.ts";
import { channelForecaster, type ChannelModel, type PathForecast } from "./channelForecaster.ts";
import { interpolated } from "./decomposition.ts";
import { completeSeason, seasonLengthOption } from "./season.ts";

/** Options of `arima`. */
export interface ArimaOptions extends CommonOptions {
  /** Most lags of rows, in the autoregression and in the moving average each. */
  readonly maxLags: number;
  /** Most lags of seasons in each. */
  readonly maxSeasonalLags: number;
  /** Differences from row to row. */
  readonly differences: "auto" | "0" | "1" | "2";
  /** Differences from season to season. */
  readonly seasonalDifferences: "auto" | "0" | "1";
  /** Rows in a season. */
  readonly seasonLength: number;
}

/** What is kept of a channel. */
export interface ArimaState {
  readonly ar: readonly number[];
  readonly ma: readonly number[];
  readonly differences: number;
  readonly seasonalDifferences: number;
  /** Mean of the differenced rows. */
  readonly mean: number;
  readonly variance: number;
}

const LONGEST_SEASON = 24; // whose lags are looked at; longer ones are differenced only

function chosenDifferences(y: Float64Array, options: ArimaOptions): { rows: number; seasons: number } {
  const { seasonLength: m, differences, seasonalDifferences: given } = options;
  const fits = m > 1 && y.length > 2 * m;
  const seasons = !fits ? 0 : given === "auto" ? seasonalDifferences(y, m) : Number(given);
  const left = differencedTimes(y, 0, seasons, m);
  const rows = differences === "auto" ? rowDifferences(left, 2) : Math.min(Number(differences), left.length - 1);
  return { rows, seasons };
}

function fit(y: Float64Array, options: ArimaOptions): ArimaState {
  const whole = interpolated(y);
  const { rows, seasons } = chosenDifferences(whole, options);
  const m = options.seasonLength;
  const w = differencedTimes(whole, rows, seasons, m);
  const kept = { differences: rows, seasonalDifferences: seasons };
  const constant = rows + seasons < 2;
  if (isFlat(w)) return { ...kept, ar: [], ma: [], mean: constant ? w[0]! : 0, variance: 0 };
  const third = Math.floor(w.length / 3);
  const most = Math.min(options.maxLags, third);
  const seasonal = m > 1 && m <= LONGEST_SEASON ? Math.min(options.maxSeasonalLags, Math.floor(third / m)) : 0;
  const { coefficients, mean, variance } = selectArima(w, m, {
    p: most,
    q: most,
    seasonalP: seasonal,
    seasonalQ: seasonal,
    constant,
  });
  return { ...kept, ar: Array.from(coefficients.ar), ma: Array.from(coefficients.ma), mean, variance };
}

/** The forecast of steps 1 … H behind rows y (T), by a state of seasons of m rows. */
export function forecastArima(y: Float64Array, state: ArimaState, horizon: number, m: number): PathForecast {
  const whole = interpolated(y);
  const { differences, seasonalDifferences: seasons, mean, variance } = state;
  const coefficients = { ar: Float64Array.from(state.ar), ma: Float64Array.from(state.ma) };
  const w = differencedTimes(whole, differences, seasons, m).map((value) => value - mean);
  const errors = w.length > 0 ? runArma([w], coefficients)[0]!.errors : w;
  const lags = fromFactors(coefficients.ar, differences, seasons, m);
  const offset = mean * coefficients.ar.reduce((left, value) => left - value, 1);
  const path = Float64Array.from({ length: whole.length + horizon }, (_, t) => whole[t] ?? 0);
  for (let h = 0; h < horizon; h++) {
    let value = offset;
    lags.forEach((lag, i) => (value += lag * path[whole.length + h - i - 1]!));
    coefficients.ma.forEach((lag, j) => (value += lag * (errors[errors.length + h - j - 1] ?? 0)));
    path[whole.length + h] = value;
  }
  const weights = shockWeights({ ar: lags, ma: coefficients.ma }, horizon);
  let sum = 0;
  return {
    means: path.slice(whole.length),
    deviations: new Float64Array(horizon).map((_, h) => Math.sqrt(variance * (sum += weights[h]! * weights[h]!))),
  };
}

/** ARIMA of one channel. */
export const arimaModel: ChannelModel<ArimaOptions, ArimaState> = {
  fit,
  forecast: (y, state, horizon, { seasonLength }) => forecastArima(y, state, horizon, seasonLength),
  isState: fieldsOf({
    ar: listOf(isNumber),
    ma: listOf(isNumber),
    differences: isCount,
    seasonalDifferences: isCount,
    mean: isNumber,
    variance: isNumber,
  }),
};

/** The registry's entry. */
export const arimaDefinition: ForecasterDefinition<ArimaOptions> = channelForecaster<ArimaOptions, ArimaState>(
  {
    name: "arima",
    summary: "ARIMA with a season, its order chosen stepwise by AICc",
    reference:
      'Hyndman & Khandakar 2008, "Automatic time series forecasting: the forecast package for R", JSS 27, issue 3',
    options: {
      maxLags: { default: 5, description: "most lags of rows in each part", integer: true, min: 0, max: 10 },
      maxSeasonalLags: { default: 2, description: "most lags of seasons in each part", integer: true, min: 0, max: 4 },
      differences: {
        default: "auto",
        description: "differences from row to row; auto by the KPSS test",
        choices: ["auto", "0", "1", "2"],
      },
      seasonalDifferences: {
        default: "auto",
        description: "differences from season to season; auto by the strength of the season",
        choices: ["auto", "0", "1"],
      },
      seasonLength: seasonLengthOption,
    },
    complete: completeSeason,
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  arimaModel,
);

/**
 * Seasonal ARIMA by exact likelihood; differences are chosen by tests, lags and constant stepwise by Akaike's criterion.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await arima({ horizon: 24, seasonLength: 12 }).fit([train])
 * @see Hyndman & Khandakar 2008, Journal of Statistical Software 27, issue 3
 */
export function arima(options: GivenOptions<ArimaOptions>): Forecaster {
  return arimaDefinition.create(options);
}
