/** From gathered rows to regular series: sorted, gaps as rows of NaN, known future rows split off. */
import { DataError, OptionError } from "../../errors.ts";
import { addSteps, timestampsFrom } from "../calendar.ts";
import { timeOf } from "../createSeries.ts";
import { formatFrequency, type Frequency } from "../frequency.ts";
import { gridOf, onGrid } from "../grid.ts";
import { inferSharedFrequency, usualStep } from "../inferFrequency.ts";
import type { Columns, StaticCovariates, TimeSeries } from "../series.ts";
import { formatTimestamp } from "../timestamp.ts";
import { separateFold } from "./fold.ts";
import type { SeriesRows } from "./gather.ts";
import { cellError, fileLine } from "./place.ts";
import { duplicateTimes } from "./problems.ts";
import type { CsvTable } from "./table.ts";
import type { Snapper } from "./snapTimes.ts";
import { isPacked, orderOf, unpackTimes } from "./timeColumn.ts";
import { withWords } from "./words.ts";

/** Sorted rows of one series. */
interface SortedRows {
  readonly id: string;
  readonly statics: readonly string[];
  /** (rows) */
  readonly times: Float64Array;
  readonly places: Float64Array;
  /** Row-major (rows, numeric columns). */
  readonly values: Float64Array;
}

/** The table of all series, and their calendar. */
interface Calendar {
  readonly table: CsvTable;
  readonly frequency: Frequency;
  readonly timezone: string;
}

/** What all series of a file share. */
interface Shared extends Calendar {
  /** Whether each static covariate is a number in all series. */
  readonly numericStatics: readonly boolean[];
}

const second: Frequency = { unit: "second", step: 1 };

/** Epoch times of one unit, day and month in their order: what the whole column settles. */
export function settleTimes(table: CsvTable, gathered: readonly { times: Float64Array; count: number }[]): void {
  if (!isPacked(table.times)) return;
  const order = orderOf(table.times, table.layout.names.time, (place) => fileLine(table, place));
  for (const { times, count } of gathered) unpackTimes(table.times, times.subarray(0, count), order);
}

/** The zone of a table's series. */
export function timezoneOf({ plan, times, layout, files }: CsvTable): string {
  if (plan.timezone === "floating" && times.zoned) {
    const { where } = fileLine({ files }, times.zoned.place);
    throw new OptionError({
      where: `${where} column "${layout.names.time}"`,
      expected: `times without a zone for timezone "floating"`,
      found: times.kind === "iso" ? "a time with Z or an offset" : "a time counted from 1970 in UTC",
      remedy: "leave timezone out to have UTC, or name the zone",
    });
  }
  return plan.timezone ?? (times.zoned ? "UTC" : "floating");
}

/**
 * Makes the series of a table.
 * @param snapper brings rows onto their grid, where they may stand beside it.
 * @throws DataError for repeated times, times off the grid, or times without a regular step.
 */
export function seriesOf(table: CsvTable, gathered: readonly SeriesRows[], snapper?: Snapper): TimeSeries[] {
  const { plan, layout } = table;
  if (plan.layout === "rows") return rowSeries(table, gathered);
  settleTimes(table, gathered);
  const timezone = timezoneOf(table);
  const sorted = gathered.map((rows, i) => sortedRows(rows, table, i, timezone));
  for (const rows of sorted) {
    if (snapper) snapRows(rows, snapper, { table, frequency: plan.frequency!, timezone });
    checkDistinct(rows, table, timezone);
    if (plan.weight !== undefined) settleWeights(rows, table);
  }
  const times = sorted.map((rows) => rows.times);
  const where = `${table.files[0]} column "${layout.names.time}"`;
  const frequency = plan.frequency ?? inferSharedFrequency(times, timezone, where);
  const numericStatics = layout.statics.map(
    (_, i) => !layout.wordStatics.has(i) && sorted.every((rows) => isNumber(rows.statics[i]!)),
  );
  const shared = { table, frequency, timezone, numericStatics };
  return sorted.flatMap((rows) => seriesOfRows(rows, shared));
}

/** Moves the rows of a series to the times of their grid. */
function snapRows(rows: SortedRows, snapper: Snapper, shared: Calendar): void {
  const { times, stray } = snapper.snap(rows.times, shared.timezone);
  if (stray >= 0) throw offGrid(rows, stray, times[stray]!, shared);
  rows.times.set(times);
}

function isNumber(cell: string): boolean {
  return cell.trim() !== "" && Number.isFinite(Number(cell));
}

function sortedRows(rows: SeriesRows, table: CsvTable, index: number, timezone: string): SortedRows {
  const { count } = rows;
  const width = table.layout.numeric.length;
  const facts = { id: table.ids[index]!, statics: table.statics[index]! };
  const times = table.plan.time.length === 0 ? numberedTimes(table, count, timezone) : rows.times.subarray(0, count);
  const places = rows.places.subarray(0, count);
  const values = rows.values.subarray(0, count * width);
  if (table.times.zoneless) separateFold(times, timezone);
  if (isAscending(times)) return { ...facts, times, places, values };
  const order = Float64Array.from({ length: count }, (_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b);
  const inOrder = new Float64Array(count * width);
  order.forEach((row, i) => inOrder.set(values.subarray(row * width, (row + 1) * width), i * width));
  return {
    ...facts,
    times: order.map((row) => times[row]!),
    places: order.map((row) => places[row]!),
    values: inOrder,
  };
}

function isAscending(times: Float64Array): boolean {
  return times.every((time, i) => i === 0 || time > times[i - 1]!);
}

/** Times of rows that have none, counted from the start. */
function numberedTimes({ plan }: CsvTable, count: number, timezone: string): Float64Array {
  const start = timeOf(plan.start, timezone, `${plan.reader} option start`);
  return timestampsFrom(start, count, plan.frequency!, timezone);
}

function checkDistinct({ id, times, places }: SortedRows, table: CsvTable, timezone: string): void {
  const duplicates: { place: number; text: string }[] = [];
  const { frequency } = table.plan;
  for (let i = 1; i < times.length; i++) {
    if (times[i] !== times[i - 1]) continue;
    duplicates.push({ place: places[i]!, text: formatTimestamp(times[i]!, frequency ?? second, timezone) });
  }
  if (duplicates.length === 0) return;
  throw duplicateTimes(table, id, duplicates, formatFrequency(frequency ?? usualStep([times]).step));
}

/** The series of rows with one id: one, or in the wide layout one for each target column. */
function seriesOfRows(rows: SortedRows, shared: Shared): TimeSeries[] {
  const { table, frequency, timezone } = shared;
  const { names, numeric } = table.layout;
  checkSpan(rows, shared);
  const grid = gridOf(rows.times, frequency, timezone);
  if ("row" in grid) throw offGrid(rows, grid.row, grid.nearest, shared);
  const width = numeric.length;
  const values = onGrid(rows.values, width, grid.positions, grid.timestamps.length);
  const span = { rows, values, width, timestamps: grid.timestamps };
  if (table.plan.layout !== "wide") return [oneSeries(span, { id: rows.id, first: 0, target: names.target }, shared)];
  return names.target.map((id, first) => trimmed(oneSeries(span, { id, first, target: ["value"] }, shared)));
}

interface Span {
  readonly rows: SortedRows;
  readonly timestamps: Float64Array;
  /** Row-major (rows, width). */
  readonly values: Float64Array;
  readonly width: number;
}

interface TargetPlace {
  readonly id: string;
  /** Place of the first target column. */
  readonly first: number;
  readonly target: readonly string[];
}

function oneSeries(
  { rows, timestamps, values, width }: Span,
  { id, first, target }: TargetPlace,
  shared: Shared,
): TimeSeries {
  const { table, frequency, timezone } = shared;
  const { names, words } = table.layout;
  const known = timestamps.length;
  const future = names.futureCovariates;
  const length = future.length > 0 ? observedLength(values, width, first, target.length) : known;
  const pastAt = names.target.length;
  const futureAt = pastAt + names.pastCovariates.length;
  const covariates = (names: readonly string[], at: number, rows: number): Columns =>
    withWords(
      columnsOf(values, width, names, at, rows),
      names.map((_, c) => (words.has(at + c) ? table.classes.get(at + c) : undefined)),
    );
  return {
    id,
    frequency,
    timezone,
    timestamps: timestamps.subarray(0, length),
    target: columnsOf(values, width, target, first, length),
    ...(pastAt < futureAt ? { pastCovariates: covariates(names.pastCovariates, pastAt, length) } : {}),
    ...(future.length > 0 ? { futureCovariates: covariates(future, futureAt, known) } : {}),
    ...(names.staticCovariates.length > 0 ? { staticCovariates: staticsOf(rows, shared) } : {}),
    ...(names.weight.length > 0 ? { weight: weightsOf(values, width, length) } : {}),
  };
}

/** Checks the weights of rows, which are the last column, and writes 1 where none is given. */
function settleWeights({ id, values, places }: SortedRows, table: CsvTable): void {
  const width = table.layout.numeric.length;
  for (let i = width - 1; i < values.length; i += width) {
    if (Number.isNaN(values[i]!)) values[i] = 1;
    if (values[i]! >= 0) continue;
    const at = fileLine(table, places[(i + 1) / width - 1]!);
    const [column = ""] = table.layout.names.weight;
    throw cellError(
      at,
      column,
      {
        expected: "weights of at least 0",
        found: String(values[i]),
        remedy: "write 0 for a row that does not count",
      },
      id,
    );
  }
}

/** The last column, 1 in rows that were put in. */
function weightsOf(values: Float64Array, width: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, t) => {
    const weight = values[(t + 1) * width - 1]!;
    return Number.isNaN(weight) ? 1 : weight;
  });
}

/** A wide series from its first to its last value; whole where it has none, or covariates that go on. */
function trimmed(series: TimeSeries): TimeSeries {
  const { target, timestamps, pastCovariates, futureCovariates, weight } = series;
  const { values } = target;
  if (pastCovariates || futureCovariates) return series;
  let [from, to] = [0, values.length];
  while (from < to && Number.isNaN(values[from]!)) from++;
  while (to > from && Number.isNaN(values[to - 1]!)) to--;
  if (from === to || to - from === values.length) return series;
  return {
    ...series,
    timestamps: timestamps.slice(from, to),
    target: { ...target, values: values.slice(from, to) },
    ...(weight && { weight: weight.slice(from, to) }),
  };
}

/** Series of which each was one row: its values up to the last one that is not missing. */
function rowSeries(table: CsvTable, gathered: readonly SeriesRows[]): TimeSeries[] {
  const { plan, ids } = table;
  const timezone = plan.timezone ?? "floating";
  return gathered.map(({ values }, i) => {
    let length = table.layout.numeric.length;
    while (length > 1 && Number.isNaN(values[length - 1]!)) length--;
    return {
      id: ids[i]!,
      frequency: plan.frequency!,
      timezone,
      timestamps: numberedTimes(table, length, timezone),
      target: { names: ["value"], values: values.slice(0, length) },
    };
  });
}

/** Refuses a span of which nearly all rows would be missing, before it takes all memory. */
function checkSpan({ id, times }: SortedRows, { table, frequency, timezone }: Shared): void {
  const first = times[0]!;
  const last = times[times.length - 1]!;
  const steps = (last - first) / (addSteps(first, 1, frequency, timezone) - first);
  if (!(steps > 10_000_000 && steps > 100 * times.length)) return;
  const [from, to] = [first, last].map((time) => formatTimestamp(time, frequency, timezone));
  const [file] = table.files;
  throw new DataError({
    where: `${file} column "${table.layout.names.time}", series "${id}"`,
    file,
    column: table.layout.names.time,
    expected: `rows about ${formatFrequency(frequency)} apart`,
    found: `${times.length} rows for ${Math.round(steps)} steps from ${from} to ${to}`,
    remedy: "check the first and the last time for a wrong year, or pass a coarser frequency",
  });
}

/** The rows up to the last one with a target value; all rows where no target is there at all. */
function observedLength(values: Float64Array, width: number, first: number, targets: number): number {
  const rows = values.length / width;
  for (let t = rows - 1; t >= 0; t--) {
    for (let c = first; c < first + targets; c++) if (!Number.isNaN(values[t * width + c]!)) return t + 1;
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
  const entries = table.layout.names.staticCovariates.map((name, i): [string, number | string] => [
    name,
    numericStatics[i] ? Number(rows.statics[i]) : rows.statics[i]!,
  ]);
  return Object.fromEntries(entries);
}

function offGrid(rows: SortedRows, row: number, nearest: number, { table, frequency, timezone }: Calendar): DataError {
  const text = formatFrequency(frequency);
  const column = table.layout.names.time;
  const at = fileLine(table, rows.places[row]!);
  const { tolerance } = table.plan;
  // With a tolerance the frequency can not be left out.
  const wider =
    tolerance === undefined
      ? `leave frequency out to have it inferred, pass a finer one than ${text}, pass tolerance to move rows`
      : `pass tolerance wider than ${tolerance / 1000} s to move more rows`;
  return cellError(
    at,
    column,
    {
      expected: `times ${text} apart, such as ${formatTimestamp(nearest, second, timezone)}`,
      found: formatTimestamp(rows.times[row]!, second, timezone),
      remedy: table.plan.frequency
        ? `${wider} or aggregate to put them together, or mend this row`
        : "mend this row, or pass frequency and tolerance to move rows, or aggregate to put them together",
    },
    rows.id,
  );
}
