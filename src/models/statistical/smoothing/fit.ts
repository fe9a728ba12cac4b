/**
 * Fitting one form of exponential smoothing: weights and initial state by the simplex search that makes the likelihood
 * greatest, or the squared residuals least. T rows, m a season.
 */
import { log } from "../../../elementary.ts";
import {
  MULTIPLIED,
  NONE,
  SEASON_AT,
  createAdmissibility,
  createSimplexSearch,
  smooth,
  type SimplexSearch,
  type SmoothingForm,
  type SmoothingRun,
  type SmoothingWeights,
} from "../../../numerics/index.ts";
import { interpolated } from "../decomposition.ts";
import { bounds, initialState, initialWeights } from "./initialState.ts";

/** What is made least: -2 log likelihood, or the mean squared residual. */
export type SmoothingCriterion = "likelihood" | "residuals";

/** A fitted form. */
export interface FittedSmoothing {
  readonly form: SmoothingForm;
  readonly weights: SmoothingWeights;
  /** The state before the first row. */
  readonly initial: Float64Array;
  /** Variance of the errors of one step, relative ones where the error multiplies. */
  readonly variance: number;
  readonly logLikelihood: number;
  /** Akaike's criterion, corrected for few rows; infinite where there are too few. */
  readonly aicc: number;
}

/** A search under way, and what it has found so far. */
export interface SmoothingSearch {
  readonly search: SimplexSearch;
  readonly aicc: number;
  found(): FittedSmoothing;
}

/** Seasons of at most this many rows have their first season in the search; longer ones keep that of the decomposition. */
const LONGEST_SEARCHED_SEASON = 24;

/** -2 log likelihood, up to a constant of the rows. */
export function deviance({ squares, logForecasts, count }: SmoothingRun): number {
  return Math.max(count * log(squares), -1e10) + 2 * logForecasts;
}

const searchesSeason = ({ season, seasonLength }: SmoothingForm): boolean =>
  season !== NONE && seasonLength <= LONGEST_SEARCHED_SEASON;

/** Parameters of a form: weights, and the states that are searched. */
export function parameterCount(form: SmoothingForm): number {
  const { trend, damped, season, seasonLength } = form;
  const states = searchesSeason(form) ? seasonLength - 1 : 0;
  return 2 + (trend === NONE ? 0 : 2) + (season === NONE ? 0 : 1) + (damped ? 1 : 0) + states;
}

/** The point of the search: weights that the form has, level, trend, and the season from row m backwards to row 2. */
function toPoint(
  form: SmoothingForm,
  { alpha, beta, gamma, phi }: SmoothingWeights,
  state: Float64Array,
): Float64Array {
  const point = [alpha];
  if (form.trend !== NONE) point.push(beta);
  if (form.season !== NONE) point.push(gamma);
  if (form.damped) point.push(phi);
  point.push(state[0]!);
  if (form.trend !== NONE) point.push(state[1]!);
  if (searchesSeason(form)) point.push(...state.subarray(SEASON_AT + 1).toReversed());
  return Float64Array.from(point);
}

/** Reads a point: returns the weights, and writes the state. */
function fromPoint(
  form: SmoothingForm,
  point: Float64Array,
  state: Float64Array,
  start: Float64Array,
): SmoothingWeights {
  const { trend, damped, season, seasonLength: m } = form;
  let i = 1;
  const beta = trend === NONE ? 0 : point[i++]!;
  const gamma = season === NONE ? 0 : point[i++]!;
  const phi = damped ? point[i++]! : 1;
  state[0] = point[i++]!;
  state[1] = trend === NONE ? 0 : point[i++]!;
  if (searchesSeason(form)) {
    let sum = 0;
    for (let j = m - 1; j > 0; j--) sum += state[SEASON_AT + j] = point[i++]!;
    state[SEASON_AT] = (season === MULTIPLIED ? m : 0) - sum;
  } else for (let j = SEASON_AT; j < state.length; j++) state[j] = start[j]!;
  return { alpha: point[0]!, beta, gamma, phi };
}

const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** Whether weights lie within the bounds of a form. */
function isWithin(form: SmoothingForm, weights: SmoothingWeights): boolean {
  const { alpha, beta, gamma, phi } = weights;
  const { least, most, leastDamping, mostDamping } = bounds;
  if (!within(alpha, least, most)) return false;
  if (form.trend !== NONE && !within(beta, least, Math.min(alpha, most))) return false;
  if (form.season !== NONE && !within(gamma, least, Math.min(1 - alpha, most))) return false;
  if (form.damped && !within(phi, leastDamping, mostDamping)) return false;
  return true;
}

function isNegative(state: Float64Array, form: SmoothingForm): boolean {
  if (form.season !== MULTIPLIED) return false;
  for (let j = SEASON_AT; j < state.length; j++) if (state[j]! < 0) return true;
  return false;
}

/** Begins the search of a form over rows y (T), of which the first and the last are observed. */
export function searchSmoothing(y: Float64Array, form: SmoothingForm, criterion: SmoothingCriterion): SmoothingSearch {
  const start = initialState(interpolated(y), form);
  const state = start.slice();
  const isAdmissible = createAdmissibility(form);
  const objective = (point: Float64Array): number => {
    const weights = fromPoint(form, point, state, start);
    if (!isWithin(form, weights) || !isAdmissible(weights) || isNegative(state, form)) return Infinity;
    const run = smooth(y, form, weights, state);
    return criterion === "likelihood" ? deviance(run) : run.squaredResiduals / run.count;
  };
  const search = createSimplexSearch(objective, toPoint(form, initialWeights(form), start));
  const found = (): FittedSmoothing => {
    const initial = start.slice();
    const weights = fromPoint(form, search.point, initial, start);
    return describeFit(y, form, weights, initial);
  };
  return {
    search,
    found,
    get aicc() {
      return criterion === "likelihood" ? corrected(search.value, form, y) : found().aicc;
    },
  };
}

/** A fit of given weights and initial state. */
export function describeFit(
  y: Float64Array,
  form: SmoothingForm,
  weights: SmoothingWeights,
  initial: Float64Array,
): FittedSmoothing {
  const run = smooth(y, form, weights, initial.slice());
  const free = Math.max(run.count - parameterCount(form), 1);
  return {
    form,
    weights,
    initial,
    variance: run.squares / free,
    logLikelihood: -0.5 * deviance(run),
    aicc: corrected(deviance(run), form, y),
  };
}

/** AICc from -2 log likelihood; the variance is one parameter more. */
function corrected(value: number, form: SmoothingForm, y: Float64Array): number {
  const parameters = parameterCount(form) + 1;
  const left = observedCount(y) - parameters - 1;
  return left > 0 ? value + 2 * parameters + (2 * parameters * (parameters + 1)) / left : Infinity;
}

/** Observed rows. */
export function observedCount(y: Float64Array): number {
  let count = 0;
  for (const value of y) if (value === value) count++;
  return count;
}

/** The fit of one form, by at most 2,000 points. */
export function fitSmoothing(y: Float64Array, form: SmoothingForm, criterion: SmoothingCriterion): FittedSmoothing {
  const searched = searchSmoothing(y, form, criterion);
  searched.search.advance(2000);
  return searched.found();
}
