/**
 * The rows of a CSV by series, straight from cells into growing typed arrays. Each stored row is time, line and the
 * numeric cells; order, gaps and roles are settled when all rows are there (`seriesOf.ts`).
 */
import { DataError } from "../../errors.ts";
import type { CsvLayout, CsvPlan } from "./layout.ts";
import { noteBadCell, type Problems, raggedRow, throwProblems } from "./problems.ts";
import { namesZone, scanTimestamp } from "../timestamp.ts";
import { instantOf } from "../timezone.ts";

/** Stored numbers before the numeric cells: time and line. */
export const LEAD = 2;

/** Rows of one series. */
export interface SeriesRows {
  readonly id: string;
  /** Row-major (capacity, LEAD + numeric columns). */
  data: Float64Array;
  count: number;
  /** Whether times ascend strictly so far. */
  ascending: boolean;
  readonly statics: readonly string[];
}

/** All rows read so far. */
export interface CsvTable {
  readonly file: string;
  readonly plan: CsvPlan;
  readonly layout: CsvLayout;
  readonly series: Map<string, SeriesRows>;
  readonly problems: Problems;
  /** Lines of the first time with and without a zone, or 0. */
  zonedLine: number;
  zonelessLine: number;
}

/** A table without rows. */
export function createTable(file: string, plan: CsvPlan, layout: CsvLayout): CsvTable {
  return { file, plan, layout, series: new Map(), problems: new Map(), zonedLine: 0, zonelessLine: 0 };
}

/**
 * Adds a row; bad cells are noted and the reading goes on. Blank lines, and rows of empty cells only, are passed over.
 * @throws DataError for a ragged row, an empty id, a static covariate that changes, or a mix of zoned and other times.
 */
export function addRow(table: CsvTable, cells: readonly string[], line: number): void {
  const { layout, plan, problems } = table;
  if (cells.every((cell) => cell.trim() === "")) return;
  if (cells.length !== layout.width) {
    fail(table, raggedRow(table.file, line, layout.width, cells.length));
  }
  const rows = rowsOf(table, cells, line);
  const time = timeOf(table, cells[layout.time]!, line);
  const width = LEAD + layout.numeric.length;
  if ((rows.count + 1) * width > rows.data.length) grow(rows);
  const at = rows.count * width;
  const { data } = rows;
  data[at] = time;
  data[at + 1] = line;
  for (let i = 0; i < layout.numeric.length; i++) {
    const place = layout.numeric[i]!;
    const value = numberOf(cells[place]!, plan.missing);
    if (value === undefined) noteBadCell(problems, "number", columnOf(plan, i), line, cells[place]!.trim());
    else data[at + LEAD + i] = value;
  }
  if (rows.count > 0 && !(time > data[at - width]!)) rows.ascending = false;
  rows.count++;
}

function fail(table: CsvTable, error: DataError): never {
  throwProblems(table.problems, table.file);
  throw error;
}

function grow(rows: SeriesRows): void {
  const larger = new Float64Array(rows.data.length * 2);
  larger.set(rows.data);
  rows.data = larger;
}

function columnOf({ target, pastCovariates, futureCovariates }: CsvPlan, i: number): string {
  return [...target, ...pastCovariates, ...futureCovariates][i]!;
}

/** A finite number, NaN for a missing value, or undefined for anything else. */
function numberOf(cell: string, missing: ReadonlySet<string>): number | undefined {
  const text = cell.trim();
  if (text === "" || missing.has(text)) return NaN;
  const value = Number(text);
  return Number.isFinite(value) && !hasRadix(text) ? value : undefined;
}

/** Number() also reads 0x10, 0b1 and 0o7: a letter other than the exponent's behind a zero. */
function hasRadix(text: string): boolean {
  const second = text.charCodeAt(1);
  return text.charCodeAt(0) === 48 && second > 57 && second !== 101 && second !== 69;
}

function timeOf(table: CsvTable, cell: string, line: number): number {
  const text = cell.trim();
  const scanned = scanTimestamp(text);
  if (scanned !== scanned) {
    noteBadCell(table.problems, "time", table.plan.time, line, text);
    return NaN;
  }
  const zoned = namesZone(text);
  if (zoned) table.zonedLine ||= line;
  else table.zonelessLine ||= line;
  if (table.zonedLine && table.zonelessLine) fail(table, mixedZones(table, line));
  return zoned ? scanned : instantOf(scanned, table.plan.timezone ?? "floating");
}

function mixedZones({ file, plan, zonedLine, zonelessLine }: CsvTable, line: number): DataError {
  return new DataError({
    where: `${file} line ${line} column "${plan.time}"`,
    file,
    line,
    column: plan.time,
    expected: "all times with a zone (Z or an offset) or all without",
    found: `times with a zone from line ${zonedLine} and without from line ${zonelessLine}`,
    remedy: "write all times in one way",
  });
}

function rowsOf(table: CsvTable, cells: readonly string[], line: number): SeriesRows {
  const { layout, plan, file } = table;
  const id = layout.id < 0 ? plan.target[0]! : withoutReturn(cells[layout.id]!);
  let rows = table.series.get(id);
  if (rows) {
    if (layout.statics.length > 0) checkStatics(table, rows, cells, line);
    return rows;
  }
  if (id.trim() === "") {
    const where = `${file} line ${line} column "${plan.id}"`;
    const remedy = "write the row's series, or remove the row";
    fail(
      table,
      new DataError({ where, file, line, column: plan.id, expected: "an id", found: "an empty cell", remedy }),
    );
  }
  const statics = layout.statics.map((place) => withoutReturn(cells[place]!));
  const data = new Float64Array(16 * (LEAD + layout.numeric.length));
  rows = { id, data, count: 0, ascending: true, statics };
  table.series.set(id, rows);
  return rows;
}

/** A row's last cell keeps the carriage return of CRLF. */
function withoutReturn(cell: string): string {
  return cell.endsWith("\r") ? cell.slice(0, -1) : cell;
}

function checkStatics(table: CsvTable, rows: SeriesRows, cells: readonly string[], line: number): void {
  const { layout, plan, file } = table;
  for (let i = 0; i < layout.statics.length; i++) {
    const cell = withoutReturn(cells[layout.statics[i]!]!);
    if (cell === rows.statics[i]) continue;
    const column = plan.staticCovariates[i]!;
    const error = new DataError({
      where: `${file} line ${line} column "${column}", series "${rows.id}"`,
      file,
      line,
      column,
      expected: `the static covariate "${rows.statics[i]}" in all rows of the series`,
      found: `"${cell}"`,
      remedy: "make it constant, or pass the column in pastCovariates or futureCovariates",
    });
    fail(table, error);
  }
}
