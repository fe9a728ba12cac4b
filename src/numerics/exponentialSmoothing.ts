/**
 * Exponential smoothing as innovations state space models: the filter of all forms in one loop, and their admissible
 * parameters. T rows, m rows in a season; a missing row (NaN) moves the state and adds no error.
 */
import { exp, log } from "../elementary.ts";
import { isStablePolynomial } from "./stablePolynomial.ts";

/** A part that a form lacks. */
export const NONE = 0;
/** A part that is added. */
export const ADDED = 1;
/** A part that multiplies. */
export const MULTIPLIED = 2;
type Part = 0 | 1 | 2;

/** A form of exponential smoothing. */
export interface SmoothingForm {
  readonly error: 1 | 2;
  readonly trend: Part;
  readonly damped: boolean;
  readonly season: Part;
  /** Rows in a season (m); 1 without. */
  readonly seasonLength: number;
}

/** Smoothing weights of level, trend and season, and the damping. */
export interface SmoothingWeights {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

/** What a run of the filter says. */
export interface SmoothingRun {
  /** Sum of the squared errors of one step, relative ones where the error multiplies. */
  squares: number;
  /** Sum of (y - forecast)². */
  squaredResiduals: number;
  /** Sum of log |forecast|; 0 where the error is added. */
  logForecasts: number;
  /** Rows observed. */
  count: number;
}

const TINY = 1e-10; // below it a divisor is taken for 0
const LARGE = 1e10; // what a division by 0 gives

/** Where a state's parts stand: level, trend, then the season of row t at 2 + t mod m. */
export const SEASON_AT = 2;

/** Room for the state of a form. */
export function createSmoothingState({ seasonLength }: SmoothingForm): Float64Array {
  return new Float64Array(SEASON_AT + seasonLength);
}

/** The power b^phi of a trend that multiplies; NaN below 0. */
const damp = (trend: number, phi: number): number => (phi === 1 && trend >= 0 ? trend : exp(phi * log(trend)));

const quotient = (a: number, b: number): number => (Math.abs(b) < TINY ? LARGE : a / b);

/** What may be asked of a run. */
export interface SmoothingRunOptions {
  /** Room for the errors (T). */
  readonly errors?: Float64Array;
  /** Rows before the first one, by which the season goes; 0 unless given. */
  readonly from?: number;
}

/**
 * Runs the filter over all rows of y (T); the state is that before the first row and becomes that behind the last.
 * @see Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing, chapters 2 and 5
 */
export function smooth(
  y: Float64Array,
  form: SmoothingForm,
  { alpha, beta, gamma, phi }: SmoothingWeights,
  state: Float64Array,
  options?: SmoothingRunOptions,
): SmoothingRun {
  const errors = options?.errors;
  const { trend, season, seasonLength: m } = form;
  const relative = form.error === MULTIPLIED;
  const trended = trend !== NONE;
  const grows = trend === MULTIPLIED;
  const seasonal = season !== NONE;
  const scales = season === MULTIPLIED;
  const share = trended ? beta / alpha : 0;
  const end = SEASON_AT + m;
  let level = state[0]!;
  let slope = state[1]!; // 0 without a trend
  let squares = 0;
  let squaredResiduals = 0;
  let logForecasts = 0;
  let product = 1;
  let count = 0;
  let phase = SEASON_AT + ((options?.from ?? 0) % m);
  for (let t = 0; t < y.length; t++) {
    const damped = grows ? damp(slope, phi) : phi * slope;
    const ahead = grows ? level * damped : level + damped;
    const factor = seasonal ? state[phase]! : 0;
    let forecast = scales ? ahead * factor : ahead + factor;
    const value = y[t]!;
    if (value === value) {
      if (relative && Math.abs(forecast) < TINY) forecast += TINY;
      const residual = value - forecast;
      const error = relative ? residual / forecast : residual;
      if (errors) errors[t] = error;
      squares += error * error;
      squaredResiduals += residual * residual;
      count++;
      if (relative) {
        product *= Math.abs(forecast);
        if (!(product < 1e150 && product > 1e-150)) {
          logForecasts += log(product);
          product = 1;
        }
      }
      const next = ahead + alpha * ((scales ? quotient(value, factor) : value - factor) - ahead);
      if (trended) slope = damped + share * ((grows ? quotient(next, level) : next - level) - damped);
      if (seasonal) state[phase] = factor + gamma * ((scales ? quotient(value, ahead) : value - ahead) - factor);
      level = next;
    } else {
      level = ahead;
      slope = damped;
      if (errors) errors[t] = NaN;
    }
    if (++phase === end) phase = SEASON_AT;
  }
  state[0] = level;
  state[1] = slope;
  return { squares, squaredResiduals, logForecasts: logForecasts + log(product), count };
}

/** Forecasts of steps 1 … H from the state behind row `rows`. */
export function smoothedForecast(
  { trend, season, seasonLength: m }: SmoothingForm,
  { phi }: SmoothingWeights,
  state: Float64Array,
  rows: number,
  horizon: number,
): Float64Array {
  const forecasts = new Float64Array(horizon);
  let [level, slope] = [state[0]!, state[1]!];
  for (let h = 0; h < horizon; h++) {
    if (trend === ADDED) level += slope *= phi;
    else if (trend === MULTIPLIED) level *= slope = damp(slope, phi);
    const factor = state[SEASON_AT + ((rows + h) % m)]!;
    forecasts[h] = season === NONE ? level : season === ADDED ? level + factor : level * factor;
  }
  return forecasts;
}

/**
 * The test of a form's weights whether errors of long ago are forgotten.
 * @see Hyndman, Akram & Archibald 2008, "The admissible parameter space for exponential smoothing models", table 1
 */
export function createAdmissibility({
  trend,
  season,
  seasonLength: m,
}: SmoothingForm): (weights: SmoothingWeights) => boolean {
  const trended = trend !== NONE;
  if (season === NONE) {
    return ({ alpha, beta, phi }) => {
      if (alpha < 1 - 1 / phi || alpha > 1 + 1 / phi) return false;
      return !trended || (beta >= alpha * (phi - 1) && beta <= (1 + phi) * (2 - alpha));
    };
  }
  const polynomial = new Float64Array(trended ? m + 2 : m + 1); // one for all tests: they are many
  return ({ alpha, beta, gamma, phi }) => {
    const inner = trended ? alpha + beta - alpha * phi : alpha;
    polynomial.fill(inner);
    polynomial[0] = 1;
    if (trended) {
      polynomial[1] = alpha + beta - phi;
      polynomial[m] = inner + gamma - 1;
      polynomial[m + 1] = phi * (1 - alpha - gamma);
    } else polynomial[m] = alpha + gamma - 1; // the root 1 of the general polynomial is divided out
    return isStablePolynomial(polynomial);
  };
}
