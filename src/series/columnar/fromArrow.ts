/** Reads series from a table of Apache Arrow, known by its shape alone: the package is not needed otherwise. */
import { OptionError } from "../../errors.ts";
import type { TimeSeries } from "../series.ts";
import {
  type ColumnBlock,
  type ColumnSource,
  localText,
  type ReadColumnsOptions,
  readColumns,
} from "./columnTables.ts";

/** What is read of a column of an Arrow table. */
export interface ArrowColumn {
  get(row: number): unknown;
}

/** What is read of a column's type: the number of its kind in the Arrow format, and what belongs to times and decimals. */
export interface ArrowType {
  readonly typeId: number;
  readonly timezone?: string | null | undefined;
  readonly scale?: number | undefined;
}

/** What is read of a `Table` or `RecordBatch` of the package apache-arrow. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: ArrowType }[] };
  getChildAt(column: number): ArrowColumn | null;
}

/**
 * Reads series from a table of Apache Arrow, as `readCsv` does from text. Timestamps of a zone are instants; others, and dates, are
 * local times of `timezone`. Null and NaN are missing.
 * @throws DataError for values that are malformed or contradict each other; the row's number counts as line.
 * @throws OptionError for options that contradict each other, and for what is no table.
 * @example const series = await fromArrow(tableFromIPC(bytes), { time: "timestamp", target: "load" });
 */
export async function fromArrow(table: ArrowTable, options: ReadColumnsOptions): Promise<TimeSeries[]> {
  if (!Array.isArray(table?.schema?.fields) || typeof table.getChildAt !== "function") throw noTable();
  const source: ColumnSource = {
    name: "Arrow table",
    header: table.schema.fields.map(({ name }) => name),
    blocks: (places) => blocksOf(table, places),
  };
  return readColumns([source], options, "fromArrow");
}

function noTable(): OptionError {
  return new OptionError({
    where: "fromArrow table",
    expected: "a Table or RecordBatch of apache-arrow",
    found: "an object without schema and columns",
    remedy: "pass what tableFromIPC or tableFromArrays gives",
  });
}

const BLOCK = 4096;

function* blocksOf(table: ArrowTable, places: readonly number[]): Generator<ColumnBlock> {
  const columns = places.map((place) => ({ column: table.getChildAt(place), type: table.schema.fields[place]!.type }));
  for (let from = 0; from < table.numRows; from += BLOCK) {
    const rows = Math.min(BLOCK, table.numRows - from);
    const block = columns.map(({ column, type }) =>
      Array.from({ length: rows }, (_, row) => plainValue(column?.get(from + row), type)),
    );
    yield { rows, columns: block };
  }
}

/** Kinds in the Arrow format. */
const [DECIMAL, DATE, TIMESTAMP] = [7, 8, 10];

function plainValue(value: unknown, { typeId, timezone, scale }: ArrowType): unknown {
  if (value === null || value === undefined) return null;
  if (typeId === DECIMAL && value instanceof Uint32Array) return decimalText(value, scale ?? 0);
  if (typeId !== DATE && typeId !== TIMESTAMP) return value;
  const milliseconds = Math.floor(Number(value));
  if (typeId === DATE) return localText(milliseconds);
  return timezone ? new Date(milliseconds) : localText(milliseconds);
}

/** The digits of a decimal: its words are those of a whole number in two's complement, lowest first. */
function decimalText(words: Uint32Array, scale: number): string {
  const bits = words.reduceRight((whole, word) => (whole << 32n) | BigInt(word), 0n);
  return `${BigInt.asIntN(32 * words.length, bits)}e${-scale}`;
}
