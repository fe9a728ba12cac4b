/** A table as the bytes of a Parquet file. */
import type { SchemaElement } from "hyparquet";
import { DataError } from "../../errors.ts";
import type { Cell, Table } from "../table/rows.ts";

/** Columns of a table (columns, rows); missing values and cells that are not there are null. */
function columnsOf({ header, rows }: Table): (string | number | null)[][] {
  const columns = header.map((): (string | number | null)[] => []);
  for (const row of rows) row.forEach((cell: Cell, i) => columns[i]!.push(isThere(cell) ? cell : null));
  return columns;
}

function isThere(cell: Cell): cell is string | number {
  return cell !== undefined && !Number.isNaN(cell);
}

/**
 * Packs a table as Parquet (Snappy): text as strings, numbers as nullable doubles, the times of one column as timestamps in
 * milliseconds.
 * @param timeColumn - the place of the column whose cells are epoch milliseconds
 * @param timezones - of the table's times: adjusted to UTC, unless they are "floating"
 * @throws DataError where some times are floating and others are not
 */
export async function tableToParquet(
  table: Table,
  timeColumn: number,
  timezones: readonly string[],
  where: string,
): Promise<Uint8Array> {
  const isAdjustedToUTC = areInstants(timezones, where);
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columns = columnsOf(table);
  const elements = table.header.map((name, i): SchemaElement => {
    if (i === timeColumn) {
      const logical = { type: "TIMESTAMP", isAdjustedToUTC, unit: "MILLIS" } as const;
      return { name, type: "INT64", repetition_type: "OPTIONAL", logical_type: logical };
    }
    if (columns[i]!.some((cell) => typeof cell === "string")) {
      return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" };
    }
    return { name, type: "DOUBLE", repetition_type: "OPTIONAL" };
  });
  const columnData = elements.map(({ name, type }, i) => {
    const cells = columns[i]!;
    if (type === "BYTE_ARRAY") return { name, data: cells.map((cell) => (cell === null ? null : String(cell))) };
    if (type === "INT64") return { name, data: cells.map((cell) => (cell === null ? null : new Date(Number(cell)))) };
    // A dictionary would take 0 and -0 for one.
    return { name, data: cells, encoding: "PLAIN" as const };
  });
  const schema: SchemaElement[] = [{ name: "root", num_children: elements.length }, ...elements];
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, createdBy: "seqcast" }));
}

function areInstants(timezones: readonly string[], where: string): boolean {
  const floating = timezones.filter((timezone) => timezone === "floating");
  if (floating.length === 0 || floating.length === timezones.length) return floating.length === 0;
  throw new DataError({
    where: `${where} column of times`,
    expected: `all series in zones, or all "floating"`,
    found: `${floating.length} of ${timezones.length} floating`,
    remedy: "write them to two files",
  });
}
