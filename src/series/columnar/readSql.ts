/** Reads series from a query to DuckDB, whose connection is known by its shape alone: the package is not needed otherwise. */
import { DataError, SeqcastError } from "../../errors.ts";
import type { TimeSeries } from "../series.ts";
import {
  type ColumnBlock,
  type ColumnSource,
  localText,
  type ReadColumnsOptions,
  readColumns,
} from "./columnTables.ts";

/** Some rows of a result. */
export interface SqlChunk {
  readonly rowCount: number;
  getColumnValues(column: number): readonly unknown[];
}

/** What is read of a result. */
export interface SqlResult {
  columnNames(): string[];
  /** The number of a column's type in DuckDB. */
  columnTypeId(column: number): number;
  fetchChunk(): Promise<SqlChunk | null>;
}

/** What is asked of a `DuckDBConnection` of the package @duckdb/node-api. */
export interface SqlConnection {
  stream(sql: string): Promise<SqlResult>;
}

/**
 * Reads series from the rows of a query, as `readCsv` does from text; rows come in chunks, so that with `aggregate` the result may
 * be larger than memory. TIMESTAMP WITH TIME ZONE holds instants; TIMESTAMP and DATE are local times of `timezone`; NULL is
 * missing. Select the columns that have a role: others are computed, too.
 * @param query - SQL; for parameters prepare a view or a table
 * @throws DataError for a query that fails, and rows that are malformed or contradict each other; the row's number counts as line.
 * @throws OptionError for options that contradict each other.
 * @example
 * const connection = await (await DuckDBInstance.create("meters.db")).connect();
 * const series = await readSql(connection, "SELECT time, load, meter FROM loads", { time: "time", target: "load", id: "meter" });
 */
export async function readSql(
  connection: SqlConnection,
  query: string,
  options: ReadColumnsOptions,
): Promise<TimeSeries[]> {
  return readColumns(resultsOf(connection, query), options, "readSql");
}

async function* resultsOf(connection: SqlConnection, query: string): AsyncGenerator<ColumnSource> {
  const result = await orFailed(connection.stream(query));
  yield { name: "query", header: result.columnNames(), blocks: (places) => chunksOf(result, places) };
}

async function* chunksOf(result: SqlResult, places: readonly number[]): AsyncGenerator<ColumnBlock> {
  const types = places.map((place) => result.columnTypeId(place));
  for (;;) {
    const chunk = await orFailed(result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) return;
    const columns = places.map((place, i) => chunk.getColumnValues(place).map((value) => plainValue(value, types[i]!)));
    yield { rows: chunk.rowCount, columns };
  }
}

const TIMESTAMP_TZ = 31;

/** Milliseconds of the field in which DuckDB counts the times of a type since 1970. */
const times: Readonly<Record<number, readonly [field: string, milliseconds: (count: bigint | number) => number]>> = {
  12: ["micros", (count) => Number(BigInt(count) / 1000n)],
  13: ["days", (count) => 86_400_000 * Number(count)],
  20: ["seconds", (count) => 1000 * Number(count)],
  21: ["millis", Number],
  22: ["nanos", (count) => Number(BigInt(count) / 1_000_000n)],
  [TIMESTAMP_TZ]: ["micros", (count) => Number(BigInt(count) / 1000n)],
};

/** A value that is an object; those of DuckDB write themselves. */
interface SqlObject {
  toString(): string;
}

function isObject(value: unknown): value is SqlObject {
  return typeof value === "object" && value !== null;
}

/** The value of a cell: times as instants or local text; all other objects, such as decimals, write themselves. */
function plainValue(value: unknown, type: number): unknown {
  if (!isObject(value)) return value;
  const time = times[type];
  const count: unknown = time && Reflect.get(value, time[0]);
  if (!time || (typeof count !== "bigint" && typeof count !== "number")) return value.toString();
  const milliseconds = time[1](count);
  return type === TIMESTAMP_TZ ? new Date(milliseconds) : localText(milliseconds);
}

async function orFailed<T>(running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (cause) {
    if (cause instanceof SeqcastError) throw cause;
    throw new DataError({
      where: "readSql query",
      expected: "SQL that DuckDB can run",
      found: cause instanceof Error ? cause.message : String(cause),
      remedy: "run the query in DuckDB alone to see what it says",
    });
  }
}
