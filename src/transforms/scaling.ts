/** What all scalings share: each column of each series is shifted and divided by two numbers of its own training rows. */
import { DataError } from "../errors.ts";
import type { Columns, Forecast, TimeSeries } from "../series/index.ts";
import type { FittedScaling, Scaling, TargetUnits, TransformState } from "./transform.ts";

/** Mean and scale of each column. */
interface ColumnStatistics {
  readonly means: readonly number[];
  readonly scales: readonly number[];
}

/** Statistics of one series. */
interface SeriesStatistics {
  readonly target: ColumnStatistics;
  readonly pastCovariates?: ColumnStatistics;
  readonly futureCovariates?: ColumnStatistics;
}

/** The shift and the divisor of one column from its observed training values; there may be none. */
export type ColumnMeasure = (observed: Float64Array) => { readonly mean: number; readonly scale: number };

function measure({ names, values }: Columns, rows: number, one: ColumnMeasure): ColumnStatistics {
  const width = names.length;
  const count = Math.min(rows, values.length / width);
  const column = new Float64Array(count); // for all columns, one after another: a loop is ten times as fast as `from`
  const each = names.map((_, c) => {
    let observed = 0;
    for (let t = 0; t < count; t++) {
      const value = values[t * width + c]!;
      if (!Number.isNaN(value)) column[observed++] = value;
    }
    return one(column.subarray(0, observed));
  });
  return { means: each.map(({ mean }) => mean), scales: each.map(({ scale }) => scale) };
}

function measureSeries(series: TimeSeries, one: ColumnMeasure): SeriesStatistics {
  const rows = series.timestamps.length;
  return {
    target: measure(series.target, rows, one),
    ...(series.pastCovariates && { pastCovariates: measure(series.pastCovariates, rows, one) }),
    // Training rows only, though the values beyond them are known: statistics then do not depend on the horizon.
    ...(series.futureCovariates && { futureCovariates: measure(series.futureCovariates, rows, one) }),
  };
}

function scaleColumns({ names, values }: Columns, { means, scales }: ColumnStatistics, id: string): Columns {
  const width = names.length;
  if (means.length !== width) {
    throw new DataError({
      where: `series "${id}"`,
      expected: `${means.length} columns, as in training`,
      found: `${width} (${names.join(", ")})`,
      remedy: "give the same target and covariate columns as in fit",
    });
  }
  return { names, values: values.map((value, i) => (value - means[i % width]!) / scales[i % width]!) };
}

function unscaleColumns({ names, values }: Columns, { means, scales }: ColumnStatistics): Columns {
  const width = names.length;
  return { names, values: values.map((value, i) => value * scales[i % width]! + means[i % width]!) };
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

function assertSameRoles(series: TimeSeries, statistics: SeriesStatistics): void {
  for (const role of ["pastCovariates", "futureCovariates"] as const) {
    if (!series[role] === !statistics[role]) continue;
    throw new DataError({
      where: `series "${series.id}"`,
      expected: statistics[role] ? `${role}, as in training` : `no ${role}, as in training`,
      found: statistics[role] ? "none" : series[role]!.names.join(", "),
    });
  }
}

class Scaled implements FittedScaling {
  readonly #kind: string;
  readonly #measure: ColumnMeasure;
  readonly #statistics: ReadonlyMap<string, SeriesStatistics>;
  readonly #options: Readonly<Record<string, unknown>> | undefined;

  constructor({ kind, measure, options }: ScalingKind, statistics: ReadonlyMap<string, SeriesStatistics>) {
    this.#kind = kind;
    this.#measure = measure;
    this.#options = options;
    this.#statistics = statistics;
  }

  apply(series: TimeSeries): TimeSeries {
    const statistics = this.#of(series);
    assertSameRoles(series, statistics);
    const { target, pastCovariates, futureCovariates } = series;
    return {
      ...series,
      target: scaleColumns(target, statistics.target, series.id),
      ...(pastCovariates && { pastCovariates: scaleColumns(pastCovariates, statistics.pastCovariates!, series.id) }),
      ...(futureCovariates && {
        futureCovariates: scaleColumns(futureCovariates, statistics.futureCovariates!, series.id),
      }),
    };
  }

  invert(forecast: Forecast, history: TimeSeries): Forecast {
    const { means, scales } = this.#of(history).target;
    const channels = means.length;
    const width = forecast.quantiles.length;
    const values = forecast.values.map((value, i) => {
      const c = Math.floor(i / width) % channels; // (H,C,Q)
      return value * scales[c]! + means[c]!;
    });
    const samples = forecast.samples?.map((value, i) => value * scales[i % channels]! + means[i % channels]!); // (K,H,C)
    return { ...forecast, values, ...(samples && { samples }) };
  }

  invertSeries(series: TimeSeries): TimeSeries {
    const statistics = this.#statistics.get(series.id);
    if (!statistics) throw notFitted(series.id);
    assertSameRoles(series, statistics);
    const { target, pastCovariates, futureCovariates } = series;
    return {
      ...series,
      target: unscaleColumns(target, statistics.target),
      ...(pastCovariates && { pastCovariates: unscaleColumns(pastCovariates, statistics.pastCovariates!) }),
      ...(futureCovariates && { futureCovariates: unscaleColumns(futureCovariates, statistics.futureCovariates!) }),
    };
  }

  units(series: TimeSeries): TargetUnits {
    return this.#of(series).target;
  }

  state(): TransformState {
    return {
      kind: this.#kind,
      series: Object.fromEntries(this.#statistics),
      ...(this.#options && { options: this.#options }),
    };
  }

  #of(series: TimeSeries): SeriesStatistics {
    return this.#statistics.get(series.id) ?? measureSeries(series, this.#measure);
  }
}

/** One kind of scaling. */
export interface ScalingKind {
  readonly kind: string;
  readonly measure: ColumnMeasure;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A scaling of a kind. */
export function scalingOf(kind: ScalingKind): Scaling {
  return {
    fit: (series) => new Scaled(kind, new Map(series.map((one) => [one.id, measureSeries(one, kind.measure)]))),
  };
}

/** Restores what `state()` of a scaling gave. */
export function restoreScaling(kind: ScalingKind, state: TransformState): FittedScaling {
  return new Scaled(kind, new Map(Object.entries(state.series as Record<string, SeriesStatistics>)));
}
