/** Columns of a series by role: what the functions of this room walk over. */
import { timestampsAfter } from "../horizon.ts";
import type { Columns, TimeSeries } from "../series.ts";

/** The roles that columns over time can have. */
export type ColumnRole = "target" | "pastCovariates" | "futureCovariates";

/** All of them, in the order in which a series holds them. */
export const columnRoles: readonly ColumnRole[] = ["target", "pastCovariates", "futureCovariates"];

/** One column of row-major values (rows), as a copy. */
export function columnAt({ names, values }: Columns, column: number): Float64Array {
  const width = names.length;
  const copy = new Float64Array(values.length / width);
  for (let t = 0; t < copy.length; t++) copy[t] = values[t * width + column]!;
  return copy;
}

/** Row-major columns from one array (rows) a name. */
export function columnsFrom(names: readonly string[], columns: readonly Float64Array[]): Columns {
  const width = names.length;
  const values = new Float64Array(width * (columns[0]?.length ?? 0));
  columns.forEach((column, c) => {
    for (let t = 0; t < column.length; t++) values[t * width + c] = column[t]!;
  });
  return { names, values };
}

/** Changes every column of the roles given; a role that the series lacks stays away. */
export function mapColumns(
  series: TimeSeries,
  roles: readonly ColumnRole[],
  change: (values: Float64Array, name: string, role: ColumnRole) => Float64Array,
): TimeSeries {
  const changed: Partial<Record<ColumnRole, Columns>> = {};
  for (const role of roles) {
    const columns = series[role];
    if (!columns) continue;
    const parts = columns.names.map((name, c) => change(columnAt(columns, c), name, role));
    changed[role] = columnsFrom(columns.names, parts);
  }
  return { ...series, ...changed };
}

/** The timestamps of the first `rows` rows, beyond the end too, where future covariates go on. */
export function timestampsOf(series: TimeSeries, rows: number): Float64Array {
  const known = series.timestamps.length;
  if (rows <= known) return series.timestamps.subarray(0, rows);
  const all = new Float64Array(rows);
  all.set(series.timestamps);
  all.set(timestampsAfter(series, rows - known), known);
  return all;
}
