/**
 * The rows of a file on their way into series: cells become numbers in a block of typed arrays, which whoever reads the blocks
 * puts by series (`gather.ts`) or together by steps (`aggregate.ts`). Order, gaps and roles are settled when all rows are there.
 */
import type { DataError } from "../../errors.ts";
import type { CsvLayout } from "./layout.ts";
import { numberOf, type NumberStyle, plainStyle } from "./numberStyle.ts";
import type { CsvPlan } from "./options.ts";
import { cellError, fileLine, placeAt } from "./place.ts";
import { noteBadCell, type Problems, raggedRow, throwProblems, tooManyWords } from "./problems.ts";
import { createTimeColumn, readTime, type TimeColumn } from "./timeColumn.ts";
import type { PatternReader } from "./timeFormat.ts";
import { classOf, wordClasses, type WordClasses } from "./words.ts";

/** Rows that were read and not yet taken. */
export interface RowBlock {
  count: number;
  /** Epoch milliseconds, or packed dates (rows). */
  times: Float64Array;
  /** Where rows stand, see `place.ts` (rows). */
  places: Float64Array;
  /** Index of each row's series (rows). */
  series: Int32Array;
  /** Row-major (rows, numeric columns). */
  values: Float64Array;
}

/** All that is known while files are read. */
export interface CsvTable {
  readonly plan: CsvPlan;
  readonly files: string[];
  /** Of the file that is read now. */
  layout: CsvLayout;
  style: NumberStyle;
  readonly ids: string[];
  readonly idIndex: Map<string, number>;
  /** Cells of the static covariates by series. */
  readonly statics: (readonly string[])[];
  /** The classes of words by their column among the numeric ones. */
  readonly classes: ReadonlyMap<number, WordClasses>;
  readonly times: TimeColumn;
  readonly problems: Problems;
  readonly block: RowBlock;
}

/** The place of a line of the file that is read now. */
export function placeOf(table: CsvTable, line: number): number {
  return placeAt(table.files.length - 1, line);
}

/** A table without rows. */
export function createTable(
  file: string,
  plan: CsvPlan,
  layout: CsvLayout,
  pattern: PatternReader | undefined,
): CsvTable {
  const width = layout.numeric.length;
  const capacity = Math.max(16, Math.min(4096, Math.floor((1 << 20) / width)));
  return {
    plan,
    files: [file],
    layout,
    style: plainStyle,
    ids: [],
    idIndex: new Map(),
    statics: [],
    classes: wordClasses(layout.words),
    times: createTimeColumn(plan.timeFormat, pattern, plan.timezone),
    problems: new Map(),
    block: {
      count: 0,
      times: new Float64Array(capacity),
      places: new Float64Array(capacity),
      series: new Int32Array(capacity),
      values: new Float64Array(capacity * width),
    },
  };
}

/** The place of a new row in the block, which grows by doubling. */
export function newRow(block: RowBlock): number {
  if (block.count === block.times.length) {
    block.times = doubled(block.times);
    block.places = doubled(block.places);
    block.values = doubled(block.values);
    const series = new Int32Array(block.series.length * 2);
    series.set(block.series);
    block.series = series;
  }
  return block.count++;
}

/** The same numbers in an array of twice the length. */
export function doubled(array: Float64Array): Float64Array {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

/**
 * Adds a row of text; bad cells are noted and the reading goes on. Blank lines, and rows of empty cells only, are passed over.
 * @throws DataError for a ragged row, an empty id, a static covariate that changes, or a mix of zoned and other times.
 */
export function addRow(table: CsvTable, cells: readonly string[], line: number): void {
  const { layout, block, plan, style } = table;
  if (cells[0]!.trim() === "" && cells.every((cell) => cell.trim() === "")) return;
  if (cells.length !== layout.width) fail(table, raggedRow(table.files.at(-1)!, line, layout.width, cells.length));
  const place = placeOf(table, line);
  const series = seriesOfRow(table, cells, line);
  const row = newRow(block);
  block.series[row] = series;
  block.places[row] = place;
  block.times[row] = timeOf(table, timeText(layout, cells), place);
  const width = layout.numeric.length;
  for (let i = 0; i < width; i++) {
    const cell = cells[layout.numeric[i]!]!;
    const value = table.classes.has(i) ? classAt(table, i, cell, place) : numberOf(cell, plan, style);
    if (value === undefined) badNumber(table, i, place, cell.trim());
    else block.values[row * width + i] = value;
  }
}

function timeText({ time }: CsvLayout, cells: readonly string[]): string {
  if (time.length === 1) return cells[time[0]!]!.trim();
  return time
    .map((place) => cells[place]!.trim())
    .join(" ")
    .trim();
}

/** The time of a row; 0 where rows are numbered, NaN where the cell is bad. */
export function timeOf(table: CsvTable, text: string, place: number): number {
  if (table.layout.time.length === 0) return 0;
  const time = readTime(table.times, text, place);
  if (time !== time) noteBadCell(table.problems, "time", table.layout.names.time, place, text);
  else if (table.times.zoned && table.times.zoneless) fail(table, mixedZones(table, place));
  return time;
}

function mixedZones(table: CsvTable, place: number): DataError {
  const at = fileLine(table, place);
  const column = table.layout.names.time;
  const lines = [table.times.zoned, table.times.zoneless].map((evidence) => {
    const { file, line } = fileLine(table, evidence!.place);
    return file === at.file ? `line ${line}` : `${file} line ${line}`;
  });
  return cellError(at, column, {
    expected: "all times with a zone (Z or an offset) or all without",
    found: `times with a zone from ${lines[0]} and without from ${lines[1]}`,
    remedy: "write all times in one way",
  });
}

/** The class of a word; NaN where it is missing. */
export function classAt(table: CsvTable, column: number, cell: string, place: number): number {
  const word = cell.trim();
  if (word === "" || table.plan.missing.has(word)) return NaN;
  const found = classOf(table.classes.get(column)!, word);
  if (found === undefined) fail(table, tooManyWords(fileLine(table, place), numericName(table, column), word));
  return found;
}

/** The name of a numeric column. */
export function numericName({ layout }: CsvTable, column: number): string {
  const { target, pastCovariates, futureCovariates, weight } = layout.names;
  return [...target, ...pastCovariates, ...futureCovariates, ...weight][column]!;
}

/** Notes a cell of a numeric column. */
export function badNumber(table: CsvTable, column: number, place: number, cell: string): void {
  noteBadCell(table.problems, "number", numericName(table, column), place, cell);
}

/** Throws an error, unless bad cells before it have a better one. */
export function fail(table: CsvTable, error: DataError): never {
  throwProblems(table);
  throw error;
}

/** The index of a row's series. */
export function seriesOfRow(table: CsvTable, cells: readonly string[], line: number): number {
  const { layout, plan } = table;
  if (plan.layout === "rows") return numberedRow(table, cells, line);
  const id = layout.id < 0 ? layout.names.target[0]! : withoutReturn(cells[layout.id]!);
  const known = table.idIndex.get(id);
  if (known !== undefined) {
    if (layout.statics.length > 0) checkStatics(table, known, cells, line);
    return known;
  }
  if (id.trim() === "") emptyId(table, line);
  return newSeries(
    table,
    id,
    layout.statics.map((place) => withoutReturn(cells[place]!)),
  );
}

/** Adds a series; gives its index. */
export function newSeries(table: CsvTable, id: string, statics: readonly string[]): number {
  table.idIndex.set(id, table.ids.length);
  table.statics.push(statics);
  return table.ids.push(id) - 1;
}

/** Every row is a series of its own: by its id, or by its number. */
function numberedRow(table: CsvTable, cells: readonly string[], line: number): number {
  const { layout, ids, idIndex } = table;
  const id = layout.id < 0 ? String(ids.length) : withoutReturn(cells[layout.id]!);
  if (id.trim() === "") emptyId(table, line);
  if (idIndex.has(id)) {
    const facts = { expected: "every id once", found: `"${id}" again`, remedy: "rename or remove the row" };
    fail(table, cellError(lineOf(table, line), layout.names.id, facts));
  }
  return newSeries(table, id, []);
}

function emptyId(table: CsvTable, line: number): never {
  const remedy = "write the row's series, or remove the row";
  fail(
    table,
    cellError(lineOf(table, line), table.layout.names.id, { expected: "an id", found: "an empty cell", remedy }),
  );
}

/** A line of the file that is read now, as errors name it. */
function lineOf(table: CsvTable, line: number): ReturnType<typeof fileLine> {
  return fileLine(table, placeOf(table, line));
}

/** A row's last cell keeps the carriage return of CRLF. */
function withoutReturn(cell: string): string {
  return cell.endsWith("\r") ? cell.slice(0, -1) : cell;
}

function checkStatics(table: CsvTable, series: number, cells: readonly string[], line: number): void {
  const { layout, statics, ids } = table;
  for (let i = 0; i < layout.statics.length; i++) {
    const cell = withoutReturn(cells[layout.statics[i]!]!);
    const first = statics[series]![i]!;
    if (cell === first) continue;
    const facts = {
      expected: `the static covariate "${first}" in all rows of the series`,
      found: `"${cell}"`,
      remedy: "make it constant, or pass the column in pastCovariates or futureCovariates",
    };
    fail(table, cellError(lineOf(table, line), layout.names.staticCovariates[i]!, facts, ids[series]));
  }
}
