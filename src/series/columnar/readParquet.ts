/** Reads series from Parquet files: row group by row group, and only the columns that have a role. */
import { expandPath, openFile } from "#platform";
import type { Compressors, FileMetaData, ParquetReadOptions, SchemaElement } from "hyparquet";
import { DataError, OptionError, SeqcastError } from "../../errors.ts";
import type { TimeSeries } from "../series.ts";
import {
  type ColumnBlock,
  type ColumnSource,
  localText,
  type ReadColumnsOptions,
  readColumns,
} from "./columnTables.ts";
import { checkChunk, checkFooter, checkNames, checkPages } from "./parquetPages.ts";

/** A Parquet file: a path (`*`, `**` and `?` stand for parts of it), a Blob or File, or its bytes. */
export type ParquetSource = string | Blob | Uint8Array | ArrayBuffer;

/** A file of which parts can be read. */
interface Opened {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  close?(): Promise<void>;
}

/**
 * Reads series from a Parquet file, or several one behind the other, as `readCsv` does from text: one row group is in memory at a
 * time. Timestamps adjusted to UTC are instants, others local times of `timezone`; null and NaN are missing. All packings are read.
 * @throws DataError for a file that is no Parquet, or whose columns are malformed or contradict themselves; the row's number counts
 * as line.
 * @throws OptionError for options that contradict each other, and other sources.
 * @throws UnsupportedError for a path in a browser.
 * @example const series = await readParquet("load-*.parquet", { time: "timestamp", target: "load", id: "meter" });
 */
export async function readParquet(
  source: ParquetSource | readonly ParquetSource[],
  options: ReadColumnsOptions,
): Promise<TimeSeries[]> {
  const list = Array.isArray(source) ? (source as readonly ParquetSource[]) : [source as ParquetSource];
  if (list.length === 0) throw refused("an empty list");
  return readColumns(parquetFiles(list), options, "readParquet");
}

/** Opens files one after another, as sources of columns. */
export async function* parquetFiles(sources: readonly ParquetSource[]): AsyncGenerator<ColumnSource> {
  for (const source of sources) {
    for (const one of typeof source === "string" ? await expandPath(source) : [source]) {
      const file = await opened(one);
      const name = typeof one === "string" ? one : one instanceof Blob && "name" in one ? String(one.name) : "Parquet";
      try {
        yield await described(file, name);
      } finally {
        await file.close?.();
      }
    }
  }
}

async function opened(source: ParquetSource): Promise<Opened> {
  if (typeof source === "string") return openFile(source);
  if (source instanceof Blob) {
    return { byteLength: source.size, slice: (start, end) => source.slice(start, end).arrayBuffer() };
  }
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) {
    const bytes = new Uint8Array(source instanceof ArrayBuffer ? source : Uint8Array.from(source).buffer);
    return { byteLength: bytes.length, slice: async (start, end) => bytes.slice(start, end).buffer };
  }
  throw refused(source === null ? "null" : typeof source);
}

function refused(found: string): OptionError {
  return new OptionError({
    where: "readParquet source",
    expected: "a path, a Blob, bytes, or a list of them",
    found,
    remedy: "pass one of these",
  });
}

async function described(file: Opened, name: string): Promise<ColumnSource> {
  const { parquetSchema } = await import("hyparquet");
  const metadata = await orDamaged(metadataOf(file), name);
  const { children } = await orDamaged((async () => parquetSchema(metadata))(), name);
  const elements = children.map(({ element }) => element);
  const header = elements.map((element) => element.name);
  const flat = children.map((child) => child.children.length === 0 && child.element.repetition_type !== "REPEATED");
  return { name, header, flat, blocks: (places) => groupsOf({ file, metadata, elements, flat, name }, places) };
}

async function metadataOf(file: Opened): Promise<FileMetaData> {
  const { parquetMetadataAsync } = await import("hyparquet");
  const end = Math.max(0, file.byteLength - 8);
  const tail = new DataView(await file.slice(end, file.byteLength));
  const start = tail.byteLength === 8 ? end - tail.getUint32(0, true) : -1;
  // What does not even end as Parquet is refused below.
  if (start >= 0 && tail.getUint32(4, true) === MAGIC) checkFooter(new Uint8Array(await file.slice(start, end)));
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const [root, ...columns] = metadata.schema;
  checkNames(columns.map(({ name }) => name));
  // A root that says it is repeated would make all columns nested.
  return root ? { ...metadata, schema: [{ ...root, repetition_type: "REQUIRED" }, ...columns] } : metadata;
}

const MAGIC = 0x31524150; // PAR1

interface Described {
  readonly file: Opened;
  readonly metadata: FileMetaData;
  readonly elements: readonly SchemaElement[];
  /** Which columns are not nested. */
  readonly flat: readonly boolean[];
  readonly name: string;
}

async function* groupsOf(
  { file, metadata, elements, flat, name }: Described,
  places: readonly number[],
): AsyncGenerator<ColumnBlock> {
  const wanted = places.map((place) => elements[place]!);
  const nested = places.find((place) => !flat[place]);
  if (nested !== undefined) throw nestedColumn(name, elements[nested]!.name);
  const compressors = await compressorsFor(metadata);
  const columns = wanted.map(({ name }) => name);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    await orDamaged(checkGroup(file, group, wanted, compressors), name);
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await orDamaged(rowsOf({ file, metadata, columns, rowStart, rowEnd, compressors }), name);
    yield { rows: rows.length, columns: wanted.map((element, i) => rows.map((row) => plainValue(row[i], element))) };
    rowStart = rowEnd;
  }
}

async function rowsOf(options: Omit<ParquetReadOptions, "onComplete" | "rowFormat">): Promise<unknown[][]> {
  const { parquetRead } = await import("hyparquet");
  let rows: unknown[][] = [];
  await parquetRead({
    ...options,
    rowFormat: "array",
    onComplete: (all) => {
      rows = all;
    },
  });
  return rows;
}

function nestedColumn(file: string, column: string): DataError {
  return new DataError({
    where: `${file} column "${column}"`,
    file,
    column,
    expected: "one value in each row",
    found: "lists or structures",
    remedy: "unnest the column before it is written, or leave it out",
  });
}

/** Looks through the pages of a group's columns before they are decoded. */
async function checkGroup(
  file: Opened,
  group: FileMetaData["row_groups"][number],
  elements: readonly SchemaElement[],
  compressors: Compressors,
): Promise<void> {
  for (const { name, repetition_type } of elements) {
    const metadata = group.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name)?.meta_data;
    if (!metadata) continue; // the decoder says so
    const [start, end] = checkChunk(metadata, group.num_rows, file.byteLength);
    const bytes = new Uint8Array(await file.slice(start, end));
    checkPages(bytes, { metadata, optional: repetition_type !== "REQUIRED", compressors });
  }
}

/** What unpacks files; plain ones need nothing. */
async function compressorsFor({ row_groups }: FileMetaData): Promise<Compressors> {
  const codecs = row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data?.codec));
  if (codecs.every((codec) => codec === undefined || codec === "UNCOMPRESSED")) return {};
  const { compressors } = await import("hyparquet-compressors");
  return compressors;
}

/** Dates that are no instants as local text; decimals as the number that their digits are. */
function plainValue(value: unknown, { logical_type, converted_type, scale }: SchemaElement): unknown {
  if (value instanceof Date) {
    if (converted_type === "DATE" || logical_type?.type === "DATE") return localText(value.getTime()).slice(0, 10);
    const local = logical_type?.type === "TIMESTAMP" && !logical_type.isAdjustedToUTC;
    return local ? localText(value.getTime()) : value;
  }
  // The reader multiplies by a power of ten: 3 of scale 1 comes as 0.30000000000000004.
  if (typeof value === "number" && converted_type === "DECIMAL" && Math.abs(value) < 1e15) {
    return Number(value.toFixed(Math.min(100, scale ?? 0)));
  }
  return value;
}

/** A mistake of the decoder, which met what should not be there, says nothing to whoever has the file. */
function inWords(cause: unknown): string {
  if (cause instanceof TypeError || cause instanceof RangeError) return "parts that do not fit together";
  return cause instanceof Error ? cause.message : String(cause);
}

async function orDamaged<T>(reading: Promise<T>, name: string): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof SeqcastError) throw cause;
    throw new DataError({
      where: name,
      file: name,
      expected: "a whole Parquet file",
      found: inWords(cause),
      remedy: "check that the file is Parquet and was not cut off",
    });
  }
}
