/**
 * The frame of statistical forecasters that treat each channel by itself: a model sees the rows from the first to the last
 * observed one, and forecasts so many steps further as rows are missing behind them.
 */
import { DataError } from "../../errors.ts";
import type { OptionSpecs } from "../../options.ts";
import type { TimeSeries } from "../../series/index.ts";
import type { CommonOptions, ForecasterDefinition } from "../forecaster.ts";
import { column } from "../residuals.ts";
import { fieldsOf, isNumber, isText, listOf, optional, type Check } from "../savedFields.ts";
import { statisticalForecaster } from "../statisticalForecaster.ts";
import { checkFutureCovariates } from "../task.ts";

/** Mean and standard deviation of steps 1 … H. */
export interface PathForecast {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/**
 * A model of one channel. Rows y (T) begin and end with an observed one; missing ones between are NaN. Covariates are columns known
 * ahead, T rows each for a fit and T+H for a forecast; a row without one of them is missing. `S` is plain JSON.
 */
export interface ChannelModel<O, S> {
  readonly fit: (y: Float64Array, options: O, covariates?: readonly Float64Array[]) => S;
  readonly forecast: (
    y: Float64Array,
    state: S,
    horizon: number,
    options: O,
    covariates?: readonly Float64Array[],
  ) => PathForecast;
  /** The state for rows that begin at another time than those it was fitted on; the same unless given. */
  readonly realign?: (y: Float64Array, state: S, options: O) => S;
  readonly isState: Check;
}

/** What is said of a model besides how it computes. */
export interface ChannelDefinition<O extends CommonOptions> {
  readonly name: string;
  readonly summary: string;
  readonly reference: string;
  readonly options: OptionSpecs<Omit<O, "horizon">>;
  readonly complete?: (options: O, train: readonly TimeSeries[]) => O;
  readonly rows: (options: O) => { readonly count: number; readonly why: string };
  /** Whether the model is given the future covariates; not unless said. */
  readonly covariates?: "future";
}

interface ChannelStates<S> {
  /** Time of the first observed row of each channel. */
  readonly starts: readonly number[];
  readonly channels: readonly S[];
  /** Names of the covariates; absent where none are read. */
  readonly covariates?: readonly string[];
}

/** Rows of a channel from the first to the last observed one, and the rows before and behind. */
interface ObservedSpan {
  readonly y: Float64Array;
  readonly before: number;
  readonly behind: number;
}

function observedSpan(values: Float64Array): ObservedSpan {
  let [first, end] = [0, values.length];
  while (first < end && Number.isNaN(values[first]!)) first++;
  while (end > first && Number.isNaN(values[end - 1]!)) end--;
  return { y: values.subarray(first, end), before: first, behind: values.length - end };
}

const spans = (series: TimeSeries, covariates: readonly Float64Array[]): ObservedSpan[] =>
  series.target.names.map((_, c) => {
    const values = column(series, c);
    if (covariates.length === 0) return observedSpan(values);
    return observedSpan(values.map((value, t) => (covariates.some((one) => Number.isNaN(one[t]!)) ? NaN : value)));
  });

/** The future covariates of a series, a column each (T+H, as far as they are known). */
function knownColumns({ futureCovariates }: TimeSeries): Float64Array[] {
  const { names, values } = futureCovariates ?? { names: [], values: new Float64Array(0) };
  return names.map((_, f) => values.filter((_, i) => i % names.length === f));
}

/** Makes a registry entry of a model of one channel. */
export function channelForecaster<O extends CommonOptions, S>(
  definition: ChannelDefinition<O>,
  model: ChannelModel<O, S>,
): ForecasterDefinition<O> {
  const columnsOf = (series: TimeSeries): Float64Array[] =>
    definition.covariates === "future" ? knownColumns(series) : [];
  return statisticalForecaster<O, ChannelStates<S>>({
    ...definition,
    fit(series, options) {
      const columns = columnsOf(series);
      const all = spans(series, columns);
      requireRows(`${definition.name}.fit`, series, all);
      return {
        starts: all.map(({ before }) => series.timestamps[before]!),
        channels: all.map(({ y, before }) =>
          model.fit(
            y,
            options,
            columns.map((one) => one.subarray(before, before + y.length)),
          ),
        ),
        ...(columns.length > 0 && { covariates: series.futureCovariates!.names }),
      };
    },
    isState: (channels) =>
      fieldsOf({
        starts: listOf(isNumber, channels),
        channels: listOf(model.isState, channels),
        covariates: optional(listOf(isText)),
      }),
    forecast(history, { starts, channels, covariates = [] }, options) {
      const where = `${definition.name}.predict`;
      const columns = columnsOf(history);
      if (definition.covariates) requireCovariates(where, history, covariates, options.horizon);
      const all = spans(history, columns);
      requireRows(where, history, all);
      const paths = all.map(({ y, before, behind }, c) => {
        const aligned = !model.realign || starts[c] === history.timestamps[before];
        const state = aligned ? channels[c]! : model.realign(y, channels[c]!, options);
        const horizon = behind + options.horizon;
        const known = columns.map((one) => one.subarray(before, before + y.length + horizon));
        const { means, deviations } = model.forecast(y, state, horizon, options, known);
        return { means: means.subarray(behind), deviations: deviations.subarray(behind) };
      });
      return (h, c) => ({ mean: paths[c]!.means[h]!, deviation: paths[c]!.deviations[h]! });
    },
  });
}

const listed = (names: readonly string[]): string => names.join(", ") || "none";

/** @throws DataError when covariates are others than in training, or are not known up to the horizon */
function requireCovariates(where: string, history: TimeSeries, expected: readonly string[], horizon: number): void {
  const found = history.futureCovariates?.names ?? [];
  if (found.join("\0") !== expected.join("\0")) {
    throw new DataError({
      where: `${where}: series "${history.id}"`,
      expected: `futureCovariates: ${listed(expected)}`,
      found: listed(found),
      remedy: "give the same covariate columns in the same order as in training",
    });
  }
  checkFutureCovariates(where, history, { horizon });
}

/** @throws DataError when no row of a channel has all covariates */
function requireRows(where: string, { id, target, futureCovariates }: TimeSeries, all: readonly ObservedSpan[]): void {
  const c = all.findIndex(({ y }) => y.length === 0);
  if (c < 0) return;
  throw new DataError({
    where: `${where}: series "${id}"`,
    column: target.names[c]!,
    expected: `at least one row of "${target.names[c]}" with all future covariates (${futureCovariates!.names.join(", ")})`,
    found: "none",
    remedy: "fill the columns in, or leave them out",
  });
}
