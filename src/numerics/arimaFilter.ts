/**
 * ARIMA processes as state spaces, by the Kalman filter: rows may be missing, and the rows before the first need not be known.
 * T rows; r states of the moving average autoregression, d last rows that differences reach back to, n = r + d.
 */
import { log } from "../elementary.ts";
import { autocovariances, crossCovariances, shockWeights, type ArmaCoefficients, type ArmaRun } from "./arma.ts";

/** An ARMA, and the lags that its rows are differenced at: y(t) = w(t) + Σ lags(k) y(t-k), as `fromFactors` gives them. */
export interface ArimaProcess extends ArmaCoefficients {
  readonly differences: Float64Array;
  /** Variance of the rows before the first, in units of the newest shock's; 1e6 unless given, as R's arima has it. */
  readonly prior?: number | undefined;
}

/** What a filter says of columns (T each). */
export interface FilteredColumns {
  /** Errors of rows that say nothing, missing or only a beginning, are 0, and their variances infinite. */
  readonly runs: readonly ArmaRun[];
  /** The next rows of the first column (H), and their variances in units of the newest shock's. */
  readonly forecast: (horizon: number) => { readonly means: Float64Array; readonly variances: Float64Array };
}

const BEGINNING = 1e4; // variance from which on a row only tells where the rows begin, as in R
const SETTLED = 1e-13; // change of a covariance below which it stays

/** The covariance of the first r states of a stationary process, in units of a shock's variance. */
function stationary(coefficients: ArmaCoefficients, r: number): Float64Array {
  const { ar, ma } = coefficients;
  const weights = shockWeights(coefficients, r);
  const process = autocovariances(coefficients, crossCovariances(coefficients, weights), r);
  const share = (j: number): number => (j === 0 ? 1 : (ma[j - 1] ?? 0));
  const covariance = new Float64Array(r * r);
  for (let j = 0; j < r; j++) {
    let sum = j === 0 ? process[0]! : 0;
    const from = j === 0 ? r : j;
    for (let k = from; k < r; k++) sum += (ar[k] ?? 0) * process[k + 1 - j]! + share(k) * weights[k - j]!;
    covariance[j] = sum;
    covariance[j * r] = sum;
  }
  for (let i = r - 1; i > 0; i--) {
    for (let j = r - 1; j > 0; j--) {
      const [a, b] = [ar[i] ?? 0, ar[j] ?? 0];
      let sum = a * b * process[0]! + share(i) * share(j);
      if (j + 1 < r) sum += a * covariance[j + 1]!;
      if (i + 1 < r) sum += b * covariance[i + 1]!;
      if (i + 1 < r && j + 1 < r) sum += covariance[(i + 1) * r + j + 1]!;
      covariance[i * r + j] = sum;
    }
  }
  return covariance;
}

/** The steps of a state space, with what they need at hand. */
interface Steps {
  readonly size: number;
  /** The covariance of the first row's states (n,n). */
  readonly first: Float64Array;
  /** The states one row later. */
  readonly move: (state: Float64Array) => Float64Array;
  /** Their covariance one row later, over `covariance`. */
  readonly spread: (covariance: Float64Array) => void;
  /** The row that states tell of; `offset` is where they begin, `stride` how far apart they lie. */
  readonly read: (states: Float64Array, offset: number, stride: number) => number;
}

function stepsOf({ ar, ma, differences, prior = 1e6 }: ArimaProcess): Steps {
  const [r, d] = [Math.max(ar.length, ma.length + 1), differences.length];
  const n = r + d;
  const phi = Float64Array.from({ length: r }, (_, i) => ar[i] ?? 0);
  const theta = Float64Array.from({ length: r }, (_, i) => (i === 0 ? 1 : (ma[i - 1] ?? 0)));
  const lags = Array.from(differences, (_, k) => k).filter((k) => differences[k] !== 0);
  const moved = new Float64Array(n * n);

  const read = (states: Float64Array, offset: number, stride: number): number => {
    let sum = states[offset]!;
    for (const k of lags) sum += differences[k]! * states[offset + (r + k) * stride]!;
    return sum;
  };
  /** What a transition makes of n numbers that lie a stride apart, into others that do. */
  const transition = (from: Float64Array, to: Float64Array, offset: number, stride: number): void => {
    const head = from[offset]!;
    for (let i = 0; i < r - 1; i++) to[offset + i * stride] = from[offset + (i + 1) * stride]! + phi[i]! * head;
    to[offset + (r - 1) * stride] = phi[r - 1]! * head;
    if (d > 0) to[offset + r * stride] = read(from, offset, stride);
    for (let i = r + 1; i < n; i++) to[offset + i * stride] = from[offset + (i - 1) * stride]!;
  };

  const first = new Float64Array(n * n);
  const known = stationary({ ar, ma }, r);
  for (let i = 0; i < r; i++) first.set(known.subarray(i * r, (i + 1) * r), i * n);
  for (let i = r; i < n; i++) first[i * (n + 1)] = prior;
  return {
    size: n,
    first,
    read,
    move(state) {
      const next = new Float64Array(n);
      transition(state, next, 0, 1);
      return next;
    },
    spread(covariance) {
      for (let j = 0; j < n; j++) transition(covariance, moved, j, n);
      for (let i = 0; i < n; i++) transition(moved, covariance, i * n, 1);
      for (let i = 0; i < r; i++) for (let j = 0; j < r; j++) covariance[i * n + j]! += theta[i]! * theta[j]!;
    },
  };
}

/** How far each state moves with the row (n), and the row's variance. */
function gainOf({ size: n, read }: Steps, covariance: Float64Array): { gain: Float64Array; variance: number } {
  const gain = new Float64Array(n);
  for (let i = 0; i < n; i++) gain[i] = read(covariance, i * n, 1);
  return { gain, variance: read(gain, 0, 1) };
}

/** What is left of a covariance when the row is seen. */
function narrow(covariance: Float64Array, gain: Float64Array, variance: number): void {
  const n = gain.length;
  for (let i = 0; i < n; i++) {
    const share = gain[i]! / variance;
    for (let j = 0; j < n; j++) covariance[i * n + j]! -= share * gain[j]!;
  }
}

/** Whether no number moved; `before` becomes what `now` is. */
function stays(now: Float64Array, before: Float64Array): boolean {
  let most = 0;
  for (let i = 0; i < now.length; i++) most = Math.max(most, Math.abs(now[i]! - before[i]!));
  before.set(now);
  return most < SETTLED;
}

/**
 * Filters several columns at once (T each; a row with a NaN in any is missing): their one-step errors, by the covariances of a process
 * whose differences are stationary and whose first rows may be anywhere.
 * @example filterArima([y], { ar, ma, differences: fromFactors(new Float64Array(0), 1, 1, 12) }).runs[0].logVariances
 * @see Gardner, Harvey & Phillips 1980, Applied Statistics 29, 311-322, algorithm AS 154; Durbin & Koopman 2012, Time Series Analysis by
 *   State Space Methods, 2nd ed., sections 4.10 and 5.6.4
 */
export function filterArima(columns: readonly Float64Array[], process: ArimaProcess): FilteredColumns {
  const steps = stepsOf(process);
  const [rows, n] = [columns[0]!.length, steps.size];
  const covariance = steps.first.slice();
  const before = new Float64Array(n * n).fill(NaN);
  const variances = new Float64Array(rows).fill(Infinity);
  const errors = columns.map(() => new Float64Array(rows));
  let states: Float64Array[] = columns.map(() => new Float64Array(n));
  let logVariances = 0;
  let now = gainOf(steps, covariance);
  let settled = false;
  for (let t = 0; t < rows; t++) {
    if (t > 0) {
      states = states.map(steps.move);
      if (!settled) {
        steps.spread(covariance);
        now = gainOf(steps, covariance);
      }
    }
    if (columns.some((column) => Number.isNaN(column[t]!))) {
      if (settled) steps.spread(covariance); // which stood still behind the last row that was seen
      settled = false;
      continue;
    }
    const { gain, variance } = now;
    columns.forEach((column, c) => {
      const state = states[c]!;
      const error = column[t]! - steps.read(state, 0, 1);
      for (let i = 0; i < n; i++) state[i]! += (gain[i]! * error) / variance;
      if (variance < BEGINNING) errors[c]![t] = error;
    });
    if (variance < BEGINNING) {
      variances[t] = variance;
      logVariances += log(variance);
    }
    if (settled) continue;
    settled = stays(covariance, before);
    narrow(covariance, gain, variance);
  }
  return {
    runs: errors.map((own) => ({ errors: own, variances, logVariances })),
    forecast: (horizon) => forecast(steps, states[0]!, covariance, horizon),
  };
}

function forecast(
  steps: Steps,
  last: Float64Array,
  covariance: Float64Array,
  horizon: number,
): ReturnType<FilteredColumns["forecast"]> {
  const [means, variances] = [new Float64Array(horizon), new Float64Array(horizon)];
  const spread = covariance.slice();
  for (let h = 0, state = last; h < horizon; h++) {
    state = steps.move(state);
    steps.spread(spread);
    means[h] = steps.read(state, 0, 1);
    variances[h] = gainOf(steps, spread).variance;
  }
  return { means, variances };
}
