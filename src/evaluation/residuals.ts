/** What the errors of forecasts still hold: bias, patterns over the horizon, the day and the week, and memory. */
import { refuseUnknown } from "../options.ts";
import { quantileOf } from "../quantiles.ts";
import { wallTime, type Forecast, type TimeSeries } from "../series/index.ts";
import { inputOf } from "./scoring.ts";
import { bootstrapMean, type BootstrapMean } from "./significance/bootstrap.ts";
import { autocorrelations, ljungBox, type LjungBox } from "./significance/ljungBox.ts";

/** How errors are looked at. */
export interface ResidualOptions {
  /** Autocorrelations to give; 10 unless given. */
  readonly lags?: number | undefined;
  /** At which step the errors that follow one another are taken, counted from 1; 1 unless given. */
  readonly step?: number | undefined;
  /** For the interval of the bias; 0 unless given. */
  readonly seed?: number | undefined;
}

/** Errors of one step, hour or weekday. */
export interface ResidualGroup {
  /** Step counted from 1, hour from 0, weekday from 1 for Monday to 7 for Sunday. */
  readonly key: number;
  readonly count: number;
  /** Mean of actual less forecast: above zero when forecasts are too low. */
  readonly bias: number;
  /** Mean absolute error. */
  readonly mae: number;
}

/** Errors from one bound up to, and without, the next; the last bin holds its upper bound too. */
export interface ResidualBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The errors of one model. */
export interface ResidualDiagnostics {
  readonly model: string;
  /** Errors that there are. */
  readonly count: number;
  /** Mean error with its 95 % interval, forecasts drawn as a whole; undefined without any error. */
  readonly bias: BootstrapMean | undefined;
  /** Of errors at one step, from cutoff to cutoff: lags 1, 2, …; the mean over series and channels. */
  readonly autocorrelations: readonly number[];
  /** The same, tested; the series and channel with the smallest p-value. Undefined with too few cutoffs. */
  readonly ljungBox: LjungBox | undefined;
  /** How often errors are of which size: bins of one width, ascending, empty ones between too; none without any error. */
  readonly histogram: readonly ResidualBin[];
  readonly byStep: readonly ResidualGroup[];
  /** By the hour of the series' own clock. */
  readonly byHour: readonly ResidualGroup[];
  readonly byWeekday: readonly ResidualGroup[];
}

/** An error and where it was made. */
interface Residual {
  readonly error: number;
  readonly step: number;
  readonly hour: number;
  readonly weekday: number;
}

const HOUR = 3_600_000;

/**
 * Looks at the errors of forecasts, model by model: whether they lean to one side, grow with the step, depend on the hour or weekday,
 * or follow from the errors before them. Any such pattern could be learned.
 * @throws OptionError for an unknown option; DataError when a forecast's series is not among those given
 * @example residualDiagnostics([load], result.forecasts)[0].byHour
 * @see Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., section 5.4
 */
export function residualDiagnostics(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  options: ResidualOptions = {},
): ResidualDiagnostics[] {
  refuseUnknown("residualDiagnostics", options, ["lags", "step", "seed"]);
  const known = new Map(series.map((one) => [one.id, one]));
  const models = [...new Set(forecasts.map(({ model }) => model))];
  return models.map((model) => {
    const lanes = lanesOf(
      forecasts.filter((forecast) => forecast.model === model),
      known,
    );
    return diagnosticsOf(model, lanes, options);
  });
}

/** The errors of one channel of one series: forecast after forecast. */
type Lane = readonly (readonly Residual[])[];

function lanesOf(forecasts: readonly Forecast[], series: ReadonlyMap<string, TimeSeries>): Lane[] {
  const lanes = new Map<string, Residual[][]>();
  for (const forecast of forecasts.toSorted((a, b) => a.cutoff - b.cutoff)) {
    forecast.channels.forEach((channel, c) => {
      const key = JSON.stringify([forecast.seriesId, channel]);
      const lane = lanes.get(key) ?? [];
      lane.push(residualsOf(forecast, series.get(forecast.seriesId), c));
      lanes.set(key, lane);
    });
  }
  return [...lanes.values()];
}

function residualsOf(forecast: Forecast, series: TimeSeries | undefined, c: number): Residual[] {
  const { actual, predicted } = inputOf(forecast, series, c, 1);
  return Array.from(forecast.timestamps, (time, h) => {
    const wall = wallTime(time, forecast.timezone);
    const days = Math.floor(wall / (24 * HOUR));
    return {
      error: actual[h]! - predicted[h]!,
      step: h + 1,
      hour: Math.floor(wall / HOUR) - 24 * days,
      weekday: ((((days + 3) % 7) + 7) % 7) + 1, // the first day of the epoch was a Thursday
    };
  });
}

function diagnosticsOf(
  model: string,
  lanes: readonly Lane[],
  { lags = 10, step = 1, seed = 0 }: ResidualOptions,
): ResidualDiagnostics {
  const present = lanes.flat(2).filter(({ error }) => !Number.isNaN(error));
  const means = lanes.flat().map((residuals) => meanOf(residuals.map(({ error }) => error)));
  const following = lanes.map((lane) => lane.map((residuals) => residuals[step - 1]?.error ?? NaN));
  return {
    model,
    count: present.length,
    bias: present.length > 0 ? bootstrapMean(means, { seed }) : undefined,
    autocorrelations: Array.from({ length: lags }, (_, k) =>
      meanOf(following.map((errors) => autocorrelations(errors, k + 1)[k]!)),
    ),
    ljungBox: following.flatMap(tested).toSorted((a, b) => a.pValue - b.pValue)[0],
    histogram: binsOf(present.map(({ error }) => error)),
    byStep: groupsOf(present, "step"),
    byHour: groupsOf(present, "hour"),
    byWeekday: groupsOf(present, "weekday"),
  };
}

const MOST_BINS = 60;

/** Bins as wide as Freedman and Diaconis 1981 advise (2 IQR / ∛n), rounded up to 1, 2 or 5 times a power of ten, with a bound at 0. */
function binsOf(errors: readonly number[]): ResidualBin[] {
  const sorted = errors.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return [];
  const spread = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25);
  const wanted = Math.max((2 * spread) / cubeRoot(sorted.length), (most - least) / MOST_BINS);
  const width = roundWidth(wanted > 0 ? wanted : Math.max(Math.abs(least), 1) / 10);
  const [first, last] = [least, most].map((error) => Math.floor(error / width));
  const counts = Array.from({ length: last! - first! + 1 }, () => 0);
  for (const error of sorted) counts[Math.floor(error / width) - first!]!++;
  return counts.map((count, i) => ({ from: (first! + i) * width, to: (first! + i + 1) * width, count }));
}

/** By Newton's steps, since Math.cbrt may differ in its last bits. */
function cubeRoot(value: number): number {
  let root = value;
  for (let i = 0; i < 60; i++) root -= (root * root * root - value) / (3 * root * root);
  return root;
}

function roundWidth(width: number): number {
  const power = Number(`1e${width.toExponential().split("e")[1]}`);
  return power * ([1, 2, 5].find((digit) => digit * power >= width) ?? 10);
}

const LEAST = 5;

function tested(errors: readonly number[]): LjungBox[] {
  if (errors.filter((error) => !Number.isNaN(error)).length < LEAST) return [];
  const outcome = ljungBox(errors);
  return Number.isNaN(outcome.pValue) ? [] : [outcome];
}

function groupsOf(residuals: readonly Residual[], by: "step" | "hour" | "weekday"): ResidualGroup[] {
  const groups = new Map<number, number[]>();
  for (const residual of residuals) {
    const group = groups.get(residual[by]);
    if (group) group.push(residual.error);
    else groups.set(residual[by], [residual.error]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([key, errors]) => ({ key, count: errors.length, bias: meanOf(errors), mae: meanOf(errors.map(Math.abs)) }));
}

/** The mean of those that are present; NaN without any. */
function meanOf(values: readonly number[]): number {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.reduce((sum, value) => sum + value, 0) / present.length;
}
