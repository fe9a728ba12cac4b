/**
 * The frame of statistical forecasters that treat each channel by itself: a model sees the rows from the first to the last
 * observed one, and forecasts so many steps further as rows are missing behind them.
 */
import type { OptionSpecs } from "../../options.ts";
import type { TimeSeries } from "../../series/index.ts";
import type { CommonOptions, ForecasterDefinition } from "../forecaster.ts";
import { column } from "../residuals.ts";
import { fieldsOf, isNumber, listOf, type Check } from "../savedFields.ts";
import { statisticalForecaster } from "../statisticalForecaster.ts";

/** Mean and standard deviation of steps 1 … H. */
export interface PathForecast {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** A model of one channel. Rows y (T) begin and end with an observed one; missing ones between are NaN. `S` is plain JSON. */
export interface ChannelModel<O, S> {
  readonly fit: (y: Float64Array, options: O) => S;
  readonly forecast: (y: Float64Array, state: S, horizon: number, options: O) => PathForecast;
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
}

interface ChannelStates<S> {
  /** Time of the first observed row of each channel. */
  readonly starts: readonly number[];
  readonly channels: readonly S[];
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

const spans = (series: TimeSeries): ObservedSpan[] =>
  series.target.names.map((_, c) => observedSpan(column(series, c)));

/** Makes a registry entry of a model of one channel. */
export function channelForecaster<O extends CommonOptions, S>(
  definition: ChannelDefinition<O>,
  model: ChannelModel<O, S>,
): ForecasterDefinition<O> {
  return statisticalForecaster<O, ChannelStates<S>>({
    ...definition,
    fit(series, options) {
      const all = spans(series);
      return {
        starts: all.map(({ before }) => series.timestamps[before]!),
        channels: all.map(({ y }) => model.fit(y, options)),
      };
    },
    isState: (channels) => fieldsOf({ starts: listOf(isNumber, channels), channels: listOf(model.isState, channels) }),
    forecast(history, { starts, channels }, options) {
      const paths = spans(history).map(({ y, before, behind }, c) => {
        const aligned = !model.realign || starts[c] === history.timestamps[before];
        const state = aligned ? channels[c]! : model.realign(y, channels[c]!, options);
        const { means, deviations } = model.forecast(y, state, behind + options.horizon, options);
        return { means: means.subarray(behind), deviations: deviations.subarray(behind) };
      });
      return (h, c) => ({ mean: paths[c]!.means[h]!, deviation: paths[c]!.deviations[h]! });
    },
  });
}
