/** Exponential smoothing as a model of one channel: its state as JSON, and its forecast. */
import { ADDED, MULTIPLIED, NONE, smooth, type SmoothingForm, type SmoothingWeights } from "../../../numerics/index.ts";
import { fieldsOf, isNumber, listOf, type Check } from "../../savedFields.ts";
import type { ChannelModel } from "../channelForecaster.ts";
import { interpolated } from "../decomposition.ts";
import { initialState } from "./initialState.ts";
import { fitSmoothing, type FittedSmoothing } from "./fit.ts";
import { forecastSmoothing } from "./moments.ts";
import { isConstant, plainFit } from "./selection.ts";

/** What is kept of a channel. */
export interface SmoothingState {
  readonly form: SmoothingForm;
  readonly weights: SmoothingWeights;
  /** The state before the first row: level, trend, season. */
  readonly initial: readonly number[];
  readonly variance: number;
}

const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const isForm = fieldsOf({
  error: oneOf(ADDED, MULTIPLIED),
  trend: oneOf(NONE, ADDED, MULTIPLIED),
  damped: oneOf(true, false),
  season: oneOf(NONE, ADDED, MULTIPLIED),
  seasonLength: (value) => Number.isInteger(value) && Number(value) >= 1,
});
const hasParts = fieldsOf({
  form: isForm,
  weights: fieldsOf({ alpha: isNumber, beta: isNumber, gamma: isNumber, phi: isNumber }),
  initial: listOf(isNumber),
  variance: isNumber,
});
const hasRoom = (value: unknown): boolean => {
  const { form, initial } = value as SmoothingState;
  return initial.length === 2 + form.seasonLength;
};

const kept = ({ form, weights, initial, variance }: FittedSmoothing): SmoothingState => ({
  form,
  weights,
  initial: Array.from(initial),
  variance,
});

/** A model that finds its fit in the way given. */
export function smoothingModel<O>(
  find: (y: Float64Array, options: O) => FittedSmoothing,
): ChannelModel<O, SmoothingState> {
  return {
    fit: (y, options) => kept(isConstant(y) ? plainFit(y) : find(y, options)),
    forecast(y, { form, weights, initial, variance }, horizon) {
      const state = Float64Array.from(initial);
      smooth(y, form, weights, state);
      return forecastSmoothing({ form, weights, state, rows: y.length, variance }, horizon);
    },
    realign: (y, state) => ({ ...state, initial: Array.from(initialState(interpolated(y), state.form)) }),
    isState: (value) => hasParts(value) && hasRoom(value),
  };
}

/** The form of R's `ses`, `holt` and additive `hw`, without and with trend and damping. */
export const addedForm = (trend: "none" | "additive" | "damped"): SmoothingForm => ({
  error: ADDED,
  trend: trend === "none" ? NONE : ADDED,
  damped: trend === "damped",
  season: NONE,
  seasonLength: 1,
});

/** A model of one form without season, fitted by its squared residuals. */
export function fixedModel<O>(trend: "none" | "additive" | "damped"): ChannelModel<O, SmoothingState> {
  const form = addedForm(trend);
  return smoothingModel((y) => fitSmoothing(y, form, "residuals"));
}
