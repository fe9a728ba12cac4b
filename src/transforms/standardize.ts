/** Standardization: every channel and covariate of every series to mean 0 and standard deviation 1 of its training rows. */
import { DataError } from "../errors.ts";
import { notFitted } from "./columnwise.ts";
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

/** Mean and population standard deviation over observed rows; a constant column has scale 1, an empty one mean 0 too. */
function measure({ names, values }: Columns, rows: number): ColumnStatistics {
  const width = names.length;
  const count = Math.min(rows, values.length / width);
  const means: number[] = [];
  const scales: number[] = [];
  for (let c = 0; c < width; c++) {
    let n = 0;
    let first = NaN; // counted from the first value, the mean of a constant column is exact
    let sum = 0;
    for (let t = 0; t < count; t++) {
      if (Number.isNaN(values[t * width + c]!)) continue;
      if (n++ === 0) first = values[t * width + c]!;
      sum += values[t * width + c]! - first;
    }
    const mean = n > 0 ? first + sum / n : 0;
    let squares = 0;
    for (let t = 0; t < count; t++)
      if (!Number.isNaN(values[t * width + c]!)) squares += (values[t * width + c]! - mean) ** 2;
    const deviation = n > 0 ? Math.sqrt(squares / n) : 0;
    // A spread that is only rounding noise of the level counts as none.
    means.push(mean);
    scales.push(deviation > 1e-9 * Math.abs(mean) ? deviation : 1);
  }
  return { means, scales };
}

function measureSeries(series: TimeSeries): SeriesStatistics {
  const rows = series.timestamps.length;
  return {
    target: measure(series.target, rows),
    ...(series.pastCovariates && { pastCovariates: measure(series.pastCovariates, rows) }),
    // Training rows only, though the values beyond them are known: statistics then do not depend on the horizon.
    ...(series.futureCovariates && { futureCovariates: measure(series.futureCovariates, rows) }),
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

class Standardized implements FittedScaling {
  readonly #statistics: ReadonlyMap<string, SeriesStatistics>;

  constructor(statistics: ReadonlyMap<string, SeriesStatistics>) {
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
    const values = new Float64Array(forecast.values.length); // (H,C,Q)
    for (let i = 0, row = 0; i < values.length; row++) {
      const [mean, scale] = [means[row % channels]!, scales[row % channels]!];
      for (const end = i + width; i < end; i++) values[i] = forecast.values[i]! * scale + mean;
    }
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
    return { kind: "standardize", series: Object.fromEntries(this.#statistics) };
  }

  #of(series: TimeSeries): SeriesStatistics {
    return this.#statistics.get(series.id) ?? measureSeries(series);
  }
}

/**
 * Standardization by each series' own mean and population standard deviation. A missing value stays missing, a constant
 * column becomes 0.
 * @example standardize().fit([train]).apply(train).target.values
 */
export function standardize(): Scaling {
  return { fit: (series) => new Standardized(new Map(series.map((one) => [one.id, measureSeries(one)]))) };
}

/** Restores what `state()` gave. */
export function restoreStandardize(state: TransformState): FittedScaling {
  return new Standardized(new Map(Object.entries(state.series as Record<string, SeriesStatistics>)));
}
