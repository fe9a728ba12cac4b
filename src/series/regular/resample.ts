/**
 * Resampling to a coarser frequency. A bin holds the rows from its start up to the next; it is known only once it is over,
 * which is why a bin that is not complete is missing unless the caller says otherwise.
 */
import { DataError, OptionError } from "../../errors.ts";
import { addSteps, startOfUnit } from "../calendar.ts";
import { formatFrequency, type Frequency, toFrequency } from "../frequency.ts";
import type { Columns, TimeSeries } from "../series.ts";
import { instantOf, wallTime } from "../timezone.ts";
import { columnAt, type ColumnRole, columnRoles, columnsFrom, timestampsOf } from "./columns.ts";

/** How the values of a bin become one; missing ones are left out. `count` counts the observed ones, `last` is the last of them. */
export type Aggregation = "sum" | "mean" | "last" | "count" | "min" | "max";

/** How a series is resampled. */
export interface ResampleOptions {
  /** The coarser frequency; days and longer begin on the local calendar, hours and shorter at local midnight of the first row. */
  readonly frequency: string | Frequency;
  /** One for all columns, or one a column by name. */
  readonly aggregate: Aggregation | Readonly<Record<string, Aggregation>>;
  /** A bin of which rows are missing: `missing` itself, or `keep` what the observed rows give. Default: missing. */
  readonly partial?: "missing" | "keep" | undefined;
  /** The time of a bin: its `start`, or its `end`, from which on it is known. Default: start. */
  readonly label?: "start" | "end" | undefined;
}

/** A coarser series, and how much of each bin was observed. */
export interface Resampled {
  readonly series: TimeSeries;
  /** Share of each bin's rows that were observed, row-major (T,C) of the target; a bin below 1 is a partial one. */
  readonly coverage: Columns;
}

const aggregations: readonly Aggregation[] = ["sum", "mean", "last", "count", "min", "max"];
const DAY = 86_400_000;

/**
 * Resamples a series, covariates included, to a coarser frequency; a bin weighs what its rows do on average. Days of 23 and 25 hours count as whole.
 * @throws OptionError for a frequency that is not coarser, or an unknown aggregation; DataError for a series without rows.
 * @example resample(hourly, { frequency: "1d", aggregate: "sum" }).series
 */
export function resample(series: TimeSeries, options: ResampleOptions): Resampled {
  const where = `resample of series "${series.id}"`;
  if (series.timestamps.length === 0) throw new DataError({ where, expected: "at least one row", found: "none" });
  const frequency = toFrequency(options.frequency);
  const future = series.futureCovariates;
  const rows = Math.max(series.timestamps.length, future ? future.values.length / future.names.length : 0);
  const bins = binsOf(series, timestampsOf(series, rows), frequency, where);
  const kept: Partial<Record<ColumnRole, Columns>> = {};
  let coverage: Columns = { names: [], values: new Float64Array(0) };
  for (const role of columnRoles) {
    const columns = series[role];
    if (!columns) continue;
    const parts = columns.names.map((name, c) =>
      aggregated(columnAt(columns, c), bins, aggregationOf(options.aggregate, name, where), options.partial === "keep"),
    );
    kept[role] = columnsFrom(
      columns.names,
      parts.map(({ values }) => values),
    );
    if (role === "target")
      coverage = columnsFrom(
        columns.names,
        parts.map(({ observed }) => observed),
      );
  }
  const length = coverage.values.length / coverage.names.length;
  const timestamps = labelsOf(bins, frequency, series.timezone, options.label ?? "start", where).subarray(0, length);
  const { target = series.target, pastCovariates, futureCovariates } = kept;
  return {
    series: {
      ...series,
      frequency,
      timestamps,
      target,
      ...(pastCovariates && { pastCovariates }),
      ...(futureCovariates && { futureCovariates }),
      ...(series.weight && { weight: aggregated(series.weight, bins, "mean", true).values }),
    },
    coverage,
  };
}

/** Bins over rows. */
interface Bins {
  /** Starts of all bins and the end of the last. */
  readonly edges: readonly number[];
  /** The bin of each row. */
  readonly binOf: Float64Array;
  /** Rows that each bin has when it is complete. */
  readonly complete: readonly number[];
}

function binsOf(series: TimeSeries, times: Float64Array, frequency: Frequency, where: string): Bins {
  const { timezone } = series;
  const { on: _, ...bare } = frequency;
  const unit = frequency.on === "start" || frequency.on === "end" ? bare : frequency;
  const first = firstEdge(times[0]!, unit, timezone);
  const edges = [first];
  const binOf = new Float64Array(times.length);
  for (let t = 0; t < times.length; t++) {
    while (edge(edges.length) <= times[t]!) edges.push(edge(edges.length));
    binOf[t] = edges.length - 1;
  }
  edges.push(edge(edges.length));
  const complete = Array.from({ length: edges.length - 1 }, () => 0);
  for (const bin of binOf) complete[bin]!++;
  if (complete.includes(0)) throw notCoarser(series, frequency, where);
  complete[0]! += rowsBeyond(series, times[0]!, -1, (time) => time >= first);
  complete[complete.length - 1]! += rowsBeyond(series, times.at(-1)!, 1, (time) => time < edges.at(-1)!);
  if (complete.every((rows) => rows === 1)) throw notCoarser(series, frequency, where);
  return { edges, binOf, complete };

  function edge(bin: number): number {
    return addSteps(first, bin, unit, timezone);
  }
}

/** Bins of hours and shorter begin at local midnight where they divide the day, so that they do not hang on the first row. */
function firstEdge(time: number, frequency: Frequency, timezone: string): number {
  const start = startOfUnit(time, frequency, timezone);
  if (!["second", "minute", "hour"].includes(frequency.unit) || frequency.step === 1) return start;
  const midnight = startOfUnit(time, { unit: "day", step: 1 }, timezone);
  const span = addSteps(0, 1, frequency, timezone);
  return DAY % span === 0 ? midnight + Math.floor((time - midnight) / span) * span : start;
}

/** Rows of the fine grid beyond a row, as long as they lie in its bin. */
function rowsBeyond(
  { frequency, timezone }: TimeSeries,
  from: number,
  direction: 1 | -1,
  inside: (time: number) => boolean,
): number {
  let count = 0;
  while (inside(addSteps(from, direction * (count + 1), frequency, timezone))) count++;
  return count;
}

function aggregated(
  values: Float64Array,
  { binOf, complete }: Bins,
  aggregation: Aggregation,
  keep: boolean,
): { values: Float64Array; observed: Float64Array } {
  const bins = values.length === 0 ? 0 : binOf[values.length - 1]! + 1;
  const totals = new Float64Array(bins);
  const counts = new Float64Array(bins);
  values.forEach((value, t) => {
    if (Number.isNaN(value)) return;
    const bin = binOf[t]!;
    totals[bin] =
      counts[bin] === 0 ? (aggregation === "count" ? 0 : value) : combined(totals[bin]!, value, aggregation);
    counts[bin]!++;
  });
  const observed = counts.map((count, bin) => count / complete[bin]!);
  const result = totals.map((total, bin) => {
    if (aggregation === "count") return counts[bin]!;
    if (counts[bin] === 0 || (!keep && observed[bin]! < 1)) return NaN;
    return aggregation === "mean" ? total / counts[bin]! : total;
  });
  return { values: result, observed };
}

function combined(total: number, value: number, aggregation: Aggregation): number {
  if (aggregation === "min") return Math.min(total, value);
  if (aggregation === "max") return Math.max(total, value);
  if (aggregation === "last") return value;
  return total + value;
}

function labelsOf(
  { edges }: Bins,
  { on }: Frequency,
  timezone: string,
  label: "start" | "end",
  where: string,
): Float64Array {
  if (label === "end" && on === "end") {
    throw new OptionError({
      where: `${where} label`,
      expected: `"start" with a frequency whose rows stand on the last day`,
      found: `"end"`,
      remedy: "leave label out, or take -start or no day in frequency",
    });
  }
  const times = Float64Array.from(label === "end" ? edges.slice(1) : edges.slice(0, -1));
  if (on !== "end") return times;
  // The bin is named by its last day, the one before the next bin's first.
  return times.map((_, bin) => instantOf(wallTime(edges[bin + 1]!, timezone) - DAY, timezone));
}

function aggregationOf(
  aggregate: Aggregation | Readonly<Record<string, Aggregation>>,
  column: string,
  where: string,
): Aggregation {
  const aggregation = typeof aggregate === "string" ? aggregate : aggregate[column];
  if (aggregation !== undefined && aggregations.includes(aggregation)) return aggregation;
  throw new OptionError({
    where: `${where} aggregate of column "${column}"`,
    expected: `one of ${aggregations.join(", ")}`,
    found: aggregation === undefined ? "nothing" : `"${aggregation}"`,
    remedy: `pass for example aggregate: "mean", or { "${column}": "mean" }`,
  });
}

function notCoarser({ frequency: own }: TimeSeries, frequency: Frequency, where: string): OptionError {
  return new OptionError({
    where: `${where} frequency`,
    expected: `a coarser one than the series' ${formatFrequency(own)}`,
    found: formatFrequency(frequency),
    remedy: "to a finer grid bring the rows with alignToGrid, and fill what is missing with fillGaps",
  });
}
