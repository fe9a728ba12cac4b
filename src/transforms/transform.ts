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
  /**
   * A series that `apply` gave, back in the data's own units; its rows begin where those of fitting began. What a transform
   * takes away for good, an outlier or a missing value, does not come back.
   * @throws DataError for a series not seen in fitting.
   */
  invertSeries(series: TimeSeries): TimeSeries;
  /** The statistics as plain JSON, from which the transform can be restored. */
  state(): TransformState;
}

/** A transform that shifts and divides each column by numbers of its own. */
export interface Scaling extends Transform {
  fit(series: readonly TimeSeries[]): FittedScaling;
}

/** A scaling with its statistics. */
export interface FittedScaling extends FittedTransform {
  /** What the target channels (C) of a series are shifted and divided by. */
  units(series: TimeSeries): TargetUnits;
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
  /** Statistics by series. */
  readonly series: Readonly<Record<string, unknown>>;
  /** What the transform was made with, where it has options. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The states of a chain's parts, in order. */
  readonly steps?: readonly TransformState[];
}
