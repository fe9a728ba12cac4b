/** What all transforms share that change each column of a series by itself, and need not be a shift and a division. */
import { DataError } from "../errors.ts";
import {
  columnAt,
  type ColumnRole,
  columnRoles,
  type Forecast,
  type Frequency,
  mapColumns,
  type TimeSeries,
} from "../series/index.ts";
import { quantileOf } from "../quantiles.ts";
import type { FittedTransform, Transform, TransformState } from "./transform.ts";

/** Where a column stands, for errors and for seasons. */
export interface ColumnPlace {
  readonly where: string;
  readonly column: string;
  readonly frequency: Frequency;
}

/** One kind of transform: its functions of one column, with statistics S, which are plain JSON. A missing value stays missing. */
export interface ColumnTransform<S> {
  readonly kind: string;
  /** Whose columns are changed. */
  readonly roles: readonly ColumnRole[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Learns from the training rows. */
  measure(values: Float64Array, place: ColumnPlace): S;
  apply(values: Float64Array, statistics: S, place: ColumnPlace): Float64Array;
  /** Values back: from the first row on, or those that continue the rows `before`, which are not transformed. */
  invert(values: Float64Array, statistics: S, before?: Float64Array): Float64Array;
  /** Whether rows depend on each other, so that quantiles are not those of single rows. */
  readonly adds?: boolean;
}

type SeriesStatistics<S> = Readonly<Partial<Record<ColumnRole, readonly S[]>>>;

class Columnwise<S> implements FittedTransform {
  readonly #kind: ColumnTransform<S>;
  readonly #statistics: ReadonlyMap<string, SeriesStatistics<S>>;

  constructor(kind: ColumnTransform<S>, statistics: ReadonlyMap<string, SeriesStatistics<S>>) {
    this.#kind = kind;
    this.#statistics = statistics;
  }

  apply(series: TimeSeries): TimeSeries {
    const statistics = this.#statistics.get(series.id) ?? measureSeries(this.#kind, series);
    return mapColumns(series, this.#kind.roles, (values, column, role) =>
      this.#kind.apply(values, statisticsOf(statistics, series, column, role), placeOf(this.#kind, series, column)),
    );
  }

  invert(forecast: Forecast, history: TimeSeries): Forecast {
    if (!this.#kind.roles.includes("target")) return forecast;
    const statistics = this.#statistics.get(history.id) ?? measureSeries(this.#kind, history);
    const channels = forecast.channels.length;
    const width = forecast.quantiles.length;
    const paths = (values: Float64Array, size: number, channelOf: (path: number) => number): Float64Array => {
      const inverted = new Float64Array(values.length);
      const steps = values.length / size;
      for (let path = 0; path < size; path++) {
        const c = channelOf(path);
        const one = Float64Array.from({ length: steps }, (_, h) => values[h * size + path]!);
        const own = statisticsOf(statistics, history, history.target.names[c]!, "target");
        this.#kind.invert(one, own, columnAt(history.target, c)).forEach((value, h) => {
          inverted[h * size + path] = value;
        });
      }
      return inverted;
    };
    const { samples } = forecast;
    if (!samples)
      return { ...forecast, values: paths(forecast.values, channels * width, (i) => Math.floor(i / width)) };
    const size = forecast.timestamps.length * channels;
    const drawn = new Float64Array(samples.length);
    for (let k = 0; k < samples.length; k += size)
      drawn.set(
        paths(samples.subarray(k, k + size), channels, (c) => c),
        k,
      );
    const values = this.#kind.adds
      ? quantilesOf(drawn, size, forecast.quantiles)
      : paths(forecast.values, channels * width, (i) => Math.floor(i / width));
    return { ...forecast, values, samples: drawn };
  }

  invertSeries(series: TimeSeries): TimeSeries {
    const statistics = this.#statistics.get(series.id);
    if (!statistics) throw notFitted(series.id);
    return mapColumns(series, this.#kind.roles, (values, column, role) =>
      this.#kind.invert(values, statisticsOf(statistics, series, column, role)),
    );
  }

  state(): TransformState {
    const { kind, options, roles } = this.#kind;
    return { kind, series: Object.fromEntries(this.#statistics), options: { ...options, roles } };
  }
}

/** Quantiles (H,C,Q) of sample paths (K,H,C). */
function quantilesOf(samples: Float64Array, size: number, quantiles: readonly number[]): Float64Array {
  const values = new Float64Array(size * quantiles.length);
  for (let i = 0; i < size; i++) {
    const draws = Float64Array.from({ length: samples.length / size }, (_, k) => samples[k * size + i]!).sort();
    quantiles.forEach((probability, q) => (values[i * quantiles.length + q] = quantileOf(draws, probability)));
  }
  return values;
}

function placeOf<S>({ kind }: ColumnTransform<S>, { id, frequency }: TimeSeries, column: string): ColumnPlace {
  return { where: `${kind}: series "${id}" column "${column}"`, column, frequency };
}

function measureSeries<S>(kind: ColumnTransform<S>, series: TimeSeries): SeriesStatistics<S> {
  const rows = series.timestamps.length; // of future covariates, training rows only
  const measured: Partial<Record<ColumnRole, S[]>> = {};
  for (const role of kind.roles) {
    const columns = series[role];
    if (!columns) continue;
    measured[role] = columns.names.map((name, c) =>
      kind.measure(columnAt(columns, c).subarray(0, rows), placeOf(kind, series, name)),
    );
  }
  return measured;
}

function statisticsOf<S>(statistics: SeriesStatistics<S>, series: TimeSeries, column: string, role: ColumnRole): S {
  const names = series[role]!.names;
  const own = statistics[role];
  if (own?.length === names.length) return own[names.indexOf(column)]!;
  throw new DataError({
    where: `series "${series.id}"`,
    expected: own ? `${own.length} columns of ${role}, as in training` : `no ${role}, as in training`,
    found: names.join(", "),
    remedy: "give the same target and covariate columns as in fit",
  });
}

/** A transformed series of which no statistics are known. */
export function notFitted(id: string): DataError {
  return new DataError({
    where: `series "${id}"`,
    expected: "a series that the transform was fitted on",
    found: "none of its statistics",
    remedy: "fit on this series, or invert forecasts with their history",
  });
}

/** A transform of a kind. */
export function columnwise<S>(kind: ColumnTransform<S>): Transform {
  return {
    fit: (series) => new Columnwise(kind, new Map(series.map((one) => [one.id, measureSeries(kind, one)]))),
  };
}

/** Restores what `state()` of such a transform gave. */
export function restoreColumnwise<S>(kind: ColumnTransform<S>, state: TransformState): FittedTransform {
  return new Columnwise(kind, new Map(Object.entries(state.series as Record<string, SeriesStatistics<S>>)));
}

/** Options that every such transform has. */
export interface RoleOptions {
  /** Whose columns are changed. */
  readonly roles?: readonly ColumnRole[];
}

/** The roles of the options, in their fixed order. */
export function rolesOf({ roles }: RoleOptions, usual: readonly ColumnRole[] = ["target"]): readonly ColumnRole[] {
  return columnRoles.filter((role) => (roles ?? usual).includes(role));
}
