/** What every transform is: fitted on training rows, applied to any rows, inverted on forecasts. */
import type { Forecast, TimeSeries } from "../series/index.ts";
import type { TargetRange } from "./link.ts";

/** A transform before it has seen data. */
export interface Transform {
  /** Learns statistics of each series, from the rows given and no others. */
  fit(series: readonly TimeSeries[]): FittedTransform;
}

/** A transform with its statistics. */
export interface FittedTransform {
  /** The series on the transform's scale; the input is not changed. A series not seen in fitting is measured by its own rows. */
  apply(series: TimeSeries): TimeSeries;
  /** A forecast back in the data's own units; `history` is the untransformed series that it continues. */
  invert(forecast: Forecast, history: TimeSeries): Forecast;
  /** What the target channels (C) of a series are shifted and divided by. */
  units(series: TimeSeries): TargetUnits;
  /** The statistics as plain JSON, from which the transform can be restored. */
  state(): TransformState;
}

/** What each target channel (C) is shifted and divided by: y = scale x + mean. */
export interface TargetUnits {
  readonly means: readonly number[];
  readonly scales: readonly number[];
}

/** A fitted transform as plain JSON. */
export interface TransformState {
  readonly kind: string;
  /** Where targets lie; absent where they lie anywhere. */
  readonly range?: TargetRange;
  readonly series: Readonly<Record<string, unknown>>;
}
