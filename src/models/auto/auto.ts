/** `auto` by its own name: of the registry's models, or of forecasters that are given. */
import type { FittedForecaster, Forecaster, GivenOptions } from "../forecaster.ts";
import { createForecaster } from "../registry.ts";
import type { ChoiceRow } from "./choose.ts";
import { autoOf, type AutoOptions } from "./definition.ts";
import { FittedAuto } from "./fittedAuto.ts";

/**
 * Chooses among models by a backtest inside the training rows, then fits the winner on all of them, or blends those that are not much
 * worse by inverse error. `choiceOf` tells why. A candidate that fails is passed over.
 * @param forecasters - candidates with options of their own, instead of `models`
 * @throws OptionError when an option is unknown or outside its range, or a forecaster has another horizon
 * @example const fitted = await auto({ horizon: 48, models: ["seasonal-naive", "ridge"] }).fit([train])
 * @see Tashman 2000, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16
 */
export function auto(options: GivenOptions<AutoOptions>, forecasters?: readonly Forecaster[]): Forecaster {
  return forecasters ? autoOf(options, forecasters) : createForecaster("auto", options);
}

/**
 * Why `auto` forecasts as it does: every candidate with its error, best first; undefined for other forecasters.
 * @example choiceOf(fitted)?.map(({ model, error, reason }) => `${model} ${error} ${reason}`)
 */
export function choiceOf(fitted: FittedForecaster): readonly ChoiceRow[] | undefined {
  return fitted instanceof FittedAuto ? fitted.choice : undefined;
}
