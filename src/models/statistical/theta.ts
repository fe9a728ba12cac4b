/**
 * Theta: the mean of a straight line and of a curve bent away from it, smoothed. C channels, T rows, S rows in a season.
 * References: Assimakopoulos & Nikolopoulos 2000 (standard), Fiorucci et al. 2016 (optimized).
 */
import type { Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { fieldsOf, isNumber } from "../savedFields.ts";
import { channelForecaster, type ChannelModel, type PathForecast } from "./channelForecaster.ts";
import { interpolated } from "./decomposition.ts";
import {
  adjustmentOptions,
  completeAdjustment,
  seasonallyAdjusted,
  type AdjustedOptions,
  type AdjustedState,
} from "./season.ts";
import { line } from "./smoothing/initialState.ts";
import { optimizedTheta, runTheta, type ThetaParameters } from "./optimizedTheta.ts";
import { fixedModel, type SmoothingState } from "./smoothing/smoothingModel.ts";

/** Options of `theta`. */
export interface ThetaOptions extends AdjustedOptions {
  /** How far the curve is bent: twice, or as far as fits best. */
  readonly variant: "standard" | "optimized";
}

interface StandardState {
  readonly smoothed: SmoothingState;
}
/** What is kept of a channel. */
export type ThetaState = StandardState | ThetaParameters;

const ses = fixedModel<ThetaOptions>("none");

/** The curve of theta 2: twice as far from the least squares line as the rows. */
function bent(y: Float64Array): { readonly curve: Float64Array; readonly at: (row: number) => number } {
  const [intercept, slope] = line(interpolated(y));
  const at = (row: number): number => intercept + slope * (row + 1);
  return { curve: y.map((value, t) => 2 * value - at(t)), at };
}

function standardForecast(
  y: Float64Array,
  state: SmoothingState,
  horizon: number,
  options: ThetaOptions,
): PathForecast {
  const { curve, at } = bent(y);
  const { means, deviations } = ses.forecast(curve, state, horizon, options);
  return {
    means: means.map((mean, h) => (mean + at(y.length + h)) / 2),
    deviations: deviations.map((deviation) => deviation / 2), // errors of the curve are twice those of the rows
  };
}

/** Optimized theta: the state space form runs over the rows again. */
function optimizedForecast(y: Float64Array, parameters: ThetaParameters, horizon: number): PathForecast {
  const { forecastAt } = runTheta(y, parameters);
  const scale = Math.sqrt(parameters.variance);
  return {
    means: new Float64Array(horizon).map((_, h) => forecastAt(h)),
    deviations: new Float64Array(horizon).map((_, h) => scale * Math.sqrt(1 + h * parameters.alpha * parameters.alpha)),
  };
}

const isParameters = fieldsOf({ level: isNumber, alpha: isNumber, theta: isNumber, variance: isNumber });
const isStandard = fieldsOf({ smoothed: ses.isState });

/** Theta without its seasonal adjustment. */
export const thetaModel: ChannelModel<ThetaOptions, ThetaState> = {
  fit: (y, options) =>
    options.variant === "standard" ? { smoothed: ses.fit(bent(y).curve, options) } : optimizedTheta(y),
  forecast: (y, state, horizon, options) =>
    "smoothed" in state ? standardForecast(y, state.smoothed, horizon, options) : optimizedForecast(y, state, horizon),
  realign: (y, state, options) =>
    "smoothed" in state
      ? { smoothed: ses.realign!(bent(y).curve, state.smoothed, options) }
      : { ...state, level: y[0]! },
  isState: (value) => isStandard(value) || isParameters(value),
};

/** The registry's entry. */
export const thetaDefinition: ForecasterDefinition<ThetaOptions> = channelForecaster<
  ThetaOptions,
  AdjustedState<ThetaState>
>(
  {
    name: "theta",
    summary: "half a straight line, half a smoothed curve bent from it",
    reference:
      'Assimakopoulos & Nikolopoulos 2000, "The theta model: a decomposition approach to forecasting", IJF 16, 521-530',
    options: {
      variant: {
        default: "standard",
        description: "standard bends the curve twice from the line, optimized as far as fits best",
        choices: ["standard", "optimized"],
      },
      ...adjustmentOptions("season"),
    },
    complete: completeAdjustment,
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  seasonallyAdjusted(thetaModel),
);

/**
 * The theta method, on seasonally adjusted rows.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await theta({ horizon: 8, seasonLength: 4 }).fit([train])
 * @see Assimakopoulos & Nikolopoulos 2000, IJF 16, 521-530; Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016, IJF 32, 1151-1161
 */
export function theta(options: GivenOptions<ThetaOptions>): Forecaster {
  return thetaDefinition.create(options);
}
