/** The rows that future covariates must have beyond the end of a series: which are needed, which are missing, and adding them. */
import { DataError, OptionError } from "../../errors.ts";
import { type ColumnRecord, label } from "../createSeries.ts";
import { horizonTimestamps } from "../horizon.ts";
import { columnAt, columnsFrom } from "../regular/columns.ts";
import type { Columns, TimeSeries } from "../series.ts";

/** The rows of the horizon, with the future covariates known so far. */
export interface FutureFrame {
  readonly seriesId: string;
  /** Epoch milliseconds (H). */
  readonly timestamps: Float64Array;
  /** Row-major (H,F); NaN is what is still needed. */
  readonly futureCovariates: Columns;
  /** Steps ahead, from 1 on, at which any value is needed. */
  readonly needed: readonly number[];
}

/**
 * Makes the rows beyond the end of a series that its future covariates need, to be filled and given to
 * `extendFutureCovariates`.
 * @throws OptionError for a horizon that is no whole number; DataError for a series without rows.
 * @example makeFutureFrame(series, 24).needed //=> [] where all is known
 */
export function makeFutureFrame(series: TimeSeries, horizon: number): FutureFrame {
  const timestamps = horizonTimestamps(series, horizon);
  const { names, values } = series.futureCovariates ?? { names: [], values: new Float64Array(0) };
  const known = values.subarray(series.timestamps.length * names.length);
  const frame = Float64Array.from({ length: horizon * names.length }, (_, i) => known[i] ?? NaN);
  const needed = Array.from({ length: horizon }, (_, h) => h + 1).filter((h) =>
    frame.subarray((h - 1) * names.length, h * names.length).some((value) => Number.isNaN(value)),
  );
  return { seriesId: series.id, timestamps, futureCovariates: { names, values: frame }, needed };
}

/**
 * Adds the future covariates of the rows beyond the end, in the place of those known so far.
 * @param values by name, each (H): all future covariates of the series.
 * @throws DataError for columns that are missing or of other lengths.
 * @example extendFutureCovariates(series, { holiday: [0, 1, 0] }).futureCovariates
 */
export function extendFutureCovariates(series: TimeSeries, values: ColumnRecord): TimeSeries {
  const { id, timestamps, futureCovariates } = series;
  const names = futureCovariates?.names ?? [];
  const length = values[names[0] ?? ""]?.length ?? 0;
  const columns = names.map((name, c) => {
    const added = values[name];
    if (added?.length !== length || length === 0) throw noColumn(id, name, added?.length, length);
    const whole = new Float64Array(timestamps.length + length);
    whole.set(columnAt(futureCovariates!, c).subarray(0, timestamps.length));
    whole.set(Float64Array.from(added), timestamps.length);
    return whole;
  });
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new OptionError({
      where: `extendFutureCovariates of series "${id}"`,
      expected: names.length === 0 ? "a series with future covariates" : `the columns ${names.join(", ")}`,
      found: `"${unknown}"`,
    });
  }
  return { ...series, futureCovariates: columnsFrom(names, columns) };
}

/**
 * Refuses a series whose future covariates are not known over the horizon, and names the rows needed: ask before fitting.
 * @param what whether the rows must be there only, or their values too.
 * @throws DataError with the times of the rows.
 */
export function checkKnownAhead(
  where: string,
  series: TimeSeries,
  horizon: number,
  what: "rows" | "values" = "values",
): void {
  if (!series.futureCovariates) return;
  const { names, values } = series.futureCovariates;
  const ahead = values.length / names.length - series.timestamps.length;
  const { needed, timestamps, futureCovariates } = makeFutureFrame(series, horizon);
  const missing = what === "values" ? needed : needed.filter((h) => h > ahead);
  if (missing.length === 0) return;
  const rows = missing.map((h) => label(timestamps[h - 1]!, series.timezone));
  const listed = rows.length > 3 ? [...rows.slice(0, 2), "…", rows.at(-1)!] : rows;
  const lacking = names.filter((_, c) =>
    missing.some((h) => Number.isNaN(futureCovariates.values[(h - 1) * names.length + c]!)),
  );
  throw new DataError({
    where: `${where}: series "${series.id}"`,
    column: lacking[0],
    expected: `values of ${names.join(", ")} for ${horizon} steps beyond the last row with a target`,
    found: `none of ${lacking.join(", ")} for ${rows.length} of them: ${listed.join(", ")}`,
    remedy: "add rows with empty target cells for the steps to forecast, or pass the columns as pastCovariates",
  });
}

function noColumn(id: string, name: string, found: number | undefined, expected: number): DataError {
  return new DataError({
    where: `extendFutureCovariates of series "${id}" column "${name}"`,
    column: name,
    expected: `${expected || "one or more"} rows beyond the end`,
    found: found === undefined ? "no such column" : `${found}`,
    remedy: "give a value of every future covariate for each row; makeFutureFrame lists them",
  });
}
