/** From a table of rows to regular series: sorted, gaps as rows of NaN, known future rows split off. */
import { DataError, OptionError } from "../../errors.ts";
import { addSteps } from "../calendar.ts";
import { duplicateTimes } from "./problems.ts";
import { type CsvTable, LEAD, type SeriesRows } from "./table.ts";
import { formatFrequency, type Frequency } from "../frequency.ts";
import { gridOf, onGrid } from "../grid.ts";
import { inferSharedFrequency } from "../inferFrequency.ts";
import type { Columns, StaticCovariates, TimeSeries } from "../series.ts";
import { formatTimestamp } from "../timestamp.ts";

/** Sorted rows of one series. */
interface SortedRows {
  readonly id: string;
  readonly statics: readonly string[];
  /** (rows) */
  readonly times: Float64Array;
  readonly lines: Float64Array;
  /** Row-major (rows, numeric columns). */
  readonly values: Float64Array;
}

/** What all series of a file share. */
interface Shared {
  readonly table: CsvTable;
  readonly frequency: Frequency;
  readonly timezone: string;
  /** Whether each static covariate is a number in all series. */
  readonly numericStatics: readonly boolean[];
}

/**
 * Makes the series of a table.
 * @throws DataError for repeated times, times off the grid, or times without a regular step.
 */
export function seriesOf(table: CsvTable): TimeSeries[] {
  const timezone = timezoneOf(table);
  const sorted = [...table.series.values()].map((rows) => sortedRows(rows, table.layout.numeric.length));
  const display: Frequency = table.plan.frequency ?? { unit: "second", step: 1 };
  for (const rows of sorted) checkDistinct(rows, table, display, timezone);
  const where = `${table.file} column "${table.plan.time}"`;
  const times = sorted.map((rows) => rows.times);
  const frequency = table.plan.frequency ?? inferSharedFrequency(times, timezone, where);
  const numericStatics = table.plan.staticCovariates.map((_, i) => sorted.every((rows) => isNumber(rows.statics[i]!)));
  return sorted.map((rows) => oneSeries(rows, { table, frequency, timezone, numericStatics }));
}

function timezoneOf({ plan, zonedLine, file }: CsvTable): string {
  if (plan.timezone === "floating" && zonedLine > 0) {
    throw new OptionError({
      where: `${file} line ${zonedLine} column "${plan.time}"`,
      expected: `times without a zone for timezone "floating"`,
      found: "a time with Z or an offset",
      remedy: "leave timezone out to have UTC, or name the zone",
    });
  }
  return plan.timezone ?? (zonedLine > 0 ? "UTC" : "floating");
}

function isNumber(cell: string): boolean {
  return cell.trim() !== "" && Number.isFinite(Number(cell));
}

function sortedRows({ id, statics, data, count, ascending }: SeriesRows, columns: number): SortedRows {
  const width = LEAD + columns;
  const times = new Float64Array(count);
  const lines = new Float64Array(count);
  const values = new Float64Array(count * columns);
  const order = ascending ? undefined : sortedOrder(data, count, width);
  for (let i = 0; i < count; i++) {
    const at = (order ? order[i]! : i) * width;
    times[i] = data[at]!;
    lines[i] = data[at + 1]!;
    for (let c = 0; c < columns; c++) values[i * columns + c] = data[at + LEAD + c]!;
  }
  return { id, statics, times, lines, values };
}

function sortedOrder(data: Float64Array, count: number, width: number): Float64Array {
  const order = Float64Array.from({ length: count }, (_, i) => i);
  return order.sort((a, b) => data[a * width]! - data[b * width]! || a - b);
}

function checkDistinct({ id, times, lines }: SortedRows, table: CsvTable, display: Frequency, timezone: string): void {
  const duplicates: { line: number; text: string }[] = [];
  for (let i = 1; i < times.length; i++) {
    if (times[i] !== times[i - 1]) continue;
    duplicates.push({ line: lines[i]!, text: formatTimestamp(times[i]!, display, timezone) });
  }
  if (duplicates.length > 0) throw duplicateTimes(table.file, id, table.plan.time, duplicates);
}

function oneSeries(rows: SortedRows, shared: Shared): TimeSeries {
  const { table, frequency, timezone } = shared;
  const { plan, layout } = table;
  checkSpan(rows, shared);
  const grid = gridOf(rows.times, frequency, timezone);
  if ("row" in grid) throw offGrid(rows, grid.row, grid.nearest, shared);
  const width = layout.numeric.length;
  const known = grid.timestamps.length;
  const values = onGrid(rows.values, width, grid.positions, known);
  const targets = plan.target.length;
  const length = plan.futureCovariates.length > 0 ? observedLength(values, width, targets) : known;
  const futureAt = targets + plan.pastCovariates.length;
  const past = columnsOf(values, width, plan.pastCovariates, targets, length);
  const future = columnsOf(values, width, plan.futureCovariates, futureAt, known);
  return {
    id: rows.id,
    frequency,
    timezone,
    timestamps: grid.timestamps.subarray(0, length),
    target: columnsOf(values, width, plan.target, 0, length),
    ...(past.names.length > 0 ? { pastCovariates: past } : {}),
    ...(future.names.length > 0 ? { futureCovariates: future } : {}),
    ...(plan.staticCovariates.length > 0 ? { staticCovariates: staticsOf(rows, shared) } : {}),
  };
}

/** Refuses a span of which nearly all rows would be missing, before it takes all memory. */
function checkSpan({ id, times }: SortedRows, { table, frequency, timezone }: Shared): void {
  const first = times[0]!;
  const last = times[times.length - 1]!;
  const steps = (last - first) / (addSteps(first, 1, frequency, timezone) - first);
  if (!(steps > 10_000_000 && steps > 100 * times.length)) return;
  const [from, to] = [first, last].map((time) => formatTimestamp(time, frequency, timezone));
  throw new DataError({
    where: `${table.file} column "${table.plan.time}", series "${id}"`,
    file: table.file,
    column: table.plan.time,
    expected: `rows about ${formatFrequency(frequency)} apart`,
    found: `${times.length} rows for ${Math.round(steps)} steps from ${from} to ${to}`,
    remedy: "check the first and the last time for a wrong year, or pass a coarser frequency",
  });
}

/** The rows up to the last one with a target value; all rows where no target is there at all. */
function observedLength(values: Float64Array, width: number, targets: number): number {
  const rows = values.length / width;
  for (let t = rows - 1; t >= 0; t--) {
    for (let c = 0; c < targets; c++) if (!Number.isNaN(values[t * width + c]!)) return t + 1;
  }
  return rows;
}

function columnsOf(
  values: Float64Array,
  width: number,
  names: readonly string[],
  first: number,
  length: number,
): Columns {
  const columns = names.length;
  if (columns === width) return { names, values: values.subarray(0, length * width) };
  const part = new Float64Array(length * columns);
  for (let t = 0; t < length; t++) {
    for (let c = 0; c < columns; c++) part[t * columns + c] = values[t * width + first + c]!;
  }
  return { names, values: part };
}

function staticsOf(rows: SortedRows, { table, numericStatics }: Shared): StaticCovariates {
  const entries = table.plan.staticCovariates.map((name, i): [string, number | string] => [
    name,
    numericStatics[i] ? Number(rows.statics[i]) : rows.statics[i]!,
  ]);
  return Object.fromEntries(entries);
}

function offGrid(rows: SortedRows, row: number, nearest: number, { table, frequency, timezone }: Shared): DataError {
  const { file, plan } = table;
  const second: Frequency = { unit: "second", step: 1 };
  const text = formatFrequency(frequency);
  const line = rows.lines[row]!;
  return new DataError({
    where: `${file} line ${line} column "${plan.time}", series "${rows.id}"`,
    file,
    line,
    column: plan.time,
    expected: `times ${text} apart, such as ${formatTimestamp(nearest, second, timezone)}`,
    found: formatTimestamp(rows.times[row]!, second, timezone),
    remedy: plan.frequency
      ? `leave frequency out to have it inferred, pass a finer one than ${text}, or mend this row`
      : "mend this row, or pass frequency",
  });
}
