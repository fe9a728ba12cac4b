/**
 * Anomalies: rows that lie outside the interval of a forecast made before them. Intervals come from the errors of earlier rows
 * alone and adapt, so that they miss as often as asked, whatever the forecaster and the data.
 */
import { CancelledError, DataError } from "../../errors.ts";
import { createAdaptiveBand, type FittedForecaster, type Forecaster } from "../../models/index.ts";
import { head, type Forecast, type TimeSeries } from "../../series/index.ts";
import { checkSeries } from "../backtest/options.ts";
import { rowAfter } from "../scoring.ts";
import { anomalyPlan, type AnomalyOptions, type AnomalyPlan } from "./options.ts";

/** The verdict on one value. */
export interface AnomalyRow {
  readonly seriesId: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly channel: string;
  /** What happened; NaN where missing. */
  readonly value: number;
  /** The forecast's median; NaN, as its interval is, where the rows before are too few or too gappy for a forecast. */
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
  /** Distance from the expected value in half-widths of the interval: above 1 is outside, infinite where it has no width. NaN where the value is missing, or nothing was expected. */
  readonly score: number;
  /** Whether the value lies outside the interval. A missing one does not, nor does one that nothing was expected of. */
  readonly anomalous: boolean;
}

/** What `anomalies` found. */
export interface AnomalyResult {
  readonly model: string;
  /** Percent of ordinary values inside the interval. */
  readonly level: number;
  /** One a row behind the cutoff and channel; series by series, in the order of time. */
  readonly rows: readonly AnomalyRow[];
  readonly series: readonly TimeSeries[];
}

/**
 * Judges every row behind a training part by a forecast that was made before it, by one step or several. The forecaster is fitted once,
 * on the first rows of the training part; its errors on the last ones make the first interval, and each row that comes moves the level
 * of the next: coverage holds in the long run. No verdict depends on a row behind its own.
 * @param series - ids differ; timestamps in order
 * @throws OptionError when an option is unknown, outside its range or contradicts another; DataError when a series is too short;
 *   CancelledError when the signal is aborted; what the forecaster throws, unless it is a DataError about some rows' histories alone
 * @example const { rows } = await anomalies([load], seasonalNaive({ horizon: 1, seasonLength: 168 }), { falseAlarmRate: 0.01 })
 * @see Gibbs & Candès 2021, "Adaptive conformal inference under distribution shift", NeurIPS 34
 */
export async function anomalies(
  series: readonly TimeSeries[],
  forecaster: Forecaster,
  options: AnomalyOptions = {},
): Promise<AnomalyResult> {
  checkSeries(series, "anomalies");
  const plan = anomalyPlan(series, forecaster, options);
  const { signal, onProgress } = options;
  const train = series.map((one) => head(one, rowAfter(one.timestamps, plan.fitEnd)));
  const fitted = await forecaster.fit(train, { signal, onProgress });
  const rows: AnomalyRow[] = [];
  for (const [i, one] of series.entries()) {
    const first = train[i]!.timestamps.length;
    const expected = await expectedRows(fitted, one, first, plan.step, signal);
    for (const row of verdicts(one, expected, first, plan)) rows.push(row);
  }
  return { model: forecaster.name, level: Math.round(1e9 * 100 * (1 - plan.miss)) / 1e9, rows, series };
}

const CHUNK = 256; // forecasts in one call

/** Medians of all rows that can be forecast from an origin of at least `first` rows (R,C): each sees the rows before its origin. */
async function expectedRows(
  fitted: FittedForecaster,
  series: TimeSeries,
  first: number,
  step: number,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const width = series.target.names.length;
  const count = Math.max(0, series.timestamps.length - step + 1 - first);
  const medians = new Float64Array(count * width).fill(NaN);
  const causes: DataError[] = [];
  for (let from = 0; from < count; from += CHUNK) {
    await hearCancel(signal);
    const size = Math.min(CHUNK, count - from);
    const histories = Array.from({ length: size }, (_, k) => head(series, first + from + k));
    forecastEach(fitted, histories, causes).forEach((forecast, k) => {
      if (forecast) medians.set(forecast.values.subarray((step - 1) * width, step * width), (from + k) * width);
    });
  }
  if (causes.length > 0 && causes.length === count) throw causes[0]!;
  return medians;
}

/** Forecasts of all at once; where that fails, of halves, so that a history which cannot be forecast is left out alone. */
function forecastEach(
  fitted: FittedForecaster,
  histories: readonly TimeSeries[],
  causes: DataError[],
): readonly (Forecast | undefined)[] {
  try {
    return fitted.predict(histories, { levels: [] });
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    if (histories.length > 1) {
      const middle = histories.length >> 1;
      return [histories.slice(0, middle), histories.slice(middle)].flatMap((half) =>
        forecastEach(fitted, half, causes),
      );
    }
    causes.push(cause);
    return [undefined];
  }
}

/** A turn of the event loop, in which a signal can arrive. */
async function hearCancel(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  if (signal?.aborted) throw new CancelledError({ where: "anomalies", expected: "all rows", found: "a cancel" });
}

/** Goes through the rows in order, an interval a channel; those up to the cutoff only teach it. */
function verdicts(
  series: TimeSeries,
  expected: Float64Array,
  first: number,
  { step, miss, rate, cutoff }: AnomalyPlan,
): AnomalyRow[] {
  const { id, timestamps, target } = series;
  const bands = target.names.map(() => createAdaptiveBand({ step, miss, rate }));
  const start = rowAfter(timestamps, cutoff);
  const rows: AnomalyRow[] = [];
  for (let i = 0; i < expected.length; i++) {
    const [origin, c] = [first + Math.floor(i / bands.length), i % bands.length];
    const t = origin + step - 1;
    const value = target.values[t * bands.length + c]!;
    const error = Math.abs(value - expected[i]!);
    const reach = bands[c]!.reachAt(origin);
    if (t >= start) {
      const place = { seriesId: id, timestamp: timestamps[t]!, channel: target.names[c]! };
      rows.push({ ...place, value, ...verdictOn(error, expected[i]!, reach) });
    }
    if (!Number.isNaN(error)) bands[c]!.observe({ origin, score: learned(error, reach) });
  }
  return rows;
}

const MOST = 1.5; // half-widths that one error counts for

/** What an error teaches: one spike must not make the interval so wide that it hides the next. Several in a row still widen it. */
const learned = (error: number, reach: number): number => (reach > 0 ? Math.min(error, MOST * reach) : error);

type Verdict = Pick<AnomalyRow, "expected" | "lower" | "upper" | "score" | "anomalous">;

function verdictOn(error: number, expected: number, reach: number): Verdict {
  const score = error === 0 ? 0 : error / reach; // a band without width holds what was forecast to the last bit
  return { expected, lower: expected - reach, upper: expected + reach, score, anomalous: error > reach };
}
