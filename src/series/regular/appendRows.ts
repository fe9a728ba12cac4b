/** Rows that arrive later: put behind a series, or in place of what it holds of the same times. */
import { DataError } from "../../errors.ts";
import { anchorRow, stepsBetween } from "../calendar.ts";
import { formatFrequency } from "../frequency.ts";
import type { Columns, TimeSeries } from "../series.ts";
import { formatTimestamp } from "../timestamp.ts";
import { columnRoles, timestampsOf } from "./columns.ts";

/**
 * Puts rows behind a series (T, then more). Steps between are missing; of a time that both hold, the later rows' observed values
 * stand, with their weights; rows before the series' first are left out. Nothing is filled; a row that has no weight counts 1.
 * @throws DataError for rows of another frequency, zone, grid or other columns
 * @example appendRows(january, february).timestamps.length //=> 60
 */
export function appendRows(series: TimeSeries, rows: TimeSeries): TimeSeries {
  checkSameKind(series, rows);
  const [before, count] = [series.timestamps.length, rows.timestamps.length];
  if (count === 0) return series;
  if (before === 0) return rows;
  const start = placeOf(series, rows);
  const total = Math.max(before, start + count);
  const joined: Partial<Record<"target" | "pastCovariates" | "futureCovariates", Columns>> = {};
  for (const role of columnRoles) {
    const [own, more] = [series[role], rows[role]];
    if (!own || !more) continue;
    const known = Math.max(total, rowsOf(own), start + rowsOf(more));
    joined[role] = overlaid(own, more, start, role === "futureCovariates" ? known : total);
  }
  return {
    ...series,
    timestamps: timestampsOf(series, total).slice(),
    ...joined,
    ...((series.weight || rows.weight) && { weight: joinedWeights(series, rows, start, total) }),
  };
}

const rowsOf = ({ names, values }: Columns): number => values.length / names.length;

/** The row of the series at which the others begin; negative before its first. */
function placeOf(series: TimeSeries, rows: TimeSeries): number {
  const { timestamps, frequency, timezone } = series;
  const anchor = anchorRow(timestamps, frequency, timezone);
  const steps = stepsBetween(timestamps[anchor]!, rows.timestamps[0]!, frequency, timezone);
  if (steps !== undefined) return anchor + steps;
  const last = formatTimestamp(timestamps.at(-1)!, frequency, timezone);
  throw differs(
    series,
    `rows on its grid: every ${formatFrequency(frequency)} as far as ${last}`,
    `a row at ${formatTimestamp(rows.timestamps[0]!, frequency, timezone)}`,
  );
}

/** Values of the one, over them the observed ones of the other; NaN where neither has any (rows, columns). */
function overlaid(own: Columns, more: Columns, start: number, total: number): Columns {
  const width = own.names.length;
  const values = new Float64Array(total * width).fill(NaN);
  values.set(own.values.subarray(0, total * width));
  for (let i = Math.max(0, -start * width); i < more.values.length; i++) {
    const value = more.values[i]!;
    if (!Number.isNaN(value)) values[start * width + i] = value;
  }
  return { names: own.names, values };
}

/** Weights of the one, over them those of the other's rows that hold a target; 1 where neither has any (rows). */
function joinedWeights(own: TimeSeries, more: TimeSeries, start: number, total: number): Float64Array {
  const weights = new Float64Array(total).fill(1);
  if (own.weight) weights.set(own.weight);
  const known = own.timestamps.length;
  const { names, values } = more.target;
  for (let t = Math.max(0, -start); t < (more.weight?.length ?? 0); t++) {
    const row = values.subarray(t * names.length, (t + 1) * names.length);
    if (start + t >= known || row.some((value) => !Number.isNaN(value))) weights[start + t] = more.weight![t]!;
  }
  return weights;
}

function checkSameKind(series: TimeSeries, rows: TimeSeries): void {
  const [frequency, other] = [series, rows].map((one) => formatFrequency(one.frequency));
  if (frequency !== other) throw differs(series, `rows of frequency ${frequency}`, other!);
  if (series.timezone !== rows.timezone) throw differs(series, `times in ${series.timezone}`, rows.timezone);
  for (const role of columnRoles) {
    const [own, more] = [series, rows].map((one) => one[role]?.names.join(", ") ?? "none");
    if (own !== more) throw differs(series, `${role} ${own}`, more!);
  }
}

function differs({ id }: TimeSeries, expected: string, found: string): DataError {
  return new DataError({
    where: `appendRows to series "${id}"`,
    expected,
    found,
    remedy: "read the new rows as those before them were read",
  });
}
