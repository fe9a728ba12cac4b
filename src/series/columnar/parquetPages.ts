/**
 * Looks through a Parquet file before it is decoded: sizes, counts and runs must fit together, so that a damaged one is refused instead
 * of being read for hours. The decoder trusts a run of two thousand million values, a list or a number without end.
 * @see https://parquet.apache.org/docs/file-format/
 */
import type { ColumnMetaData, CompressionCodec, Compressors } from "hyparquet";

/** What is wrong with a file; whoever reads it says where. */
class Damage extends Error {}

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Damage(what);
}

/** A place in bytes. */
interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
}

function byteOf(cursor: Cursor): number {
  check(cursor.at < cursor.end, "a page or its header that ends too early");
  return cursor.bytes[cursor.at++]!;
}

const LONGEST_NUMBER = 10; // bytes of 64 bits, 7 in each

/** A variable-length number; beyond 2^53 it is not exact. */
function varint(cursor: Cursor): number {
  let [value, factor] = [0, 1];
  for (let i = 0; i < LONGEST_NUMBER; i++, factor *= 128) {
    const byte = byteOf(cursor);
    value += (byte & 127) * factor;
    if (byte < 128) return value;
  }
  throw new Damage("a number without end");
}

const zigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

/** Numbers and structures of a Thrift structure by their ids; all else is passed over. */
type Fields = Map<number, number | Fields>;

const DEEPEST = 64; // structures in each other

/** Reads a structure of the compact protocol of Thrift. */
function structure(cursor: Cursor, depth = 0): Fields {
  check(depth < DEEPEST, "structures nested too deep");
  const fields: Fields = new Map();
  for (let id = 0; ;) {
    const head = byteOf(cursor);
    const type = head & 15;
    if (type === 0) return fields;
    id = head >> 4 ? id + (head >> 4) : zigzag(varint(cursor));
    const value = element(cursor, type, depth);
    if (value !== undefined) fields.set(id, value);
  }
}

function element(cursor: Cursor, type: number, depth: number): number | Fields | undefined {
  if (type === 1 || type === 2) return 2 - type;
  if (type === 3) return byteOf(cursor);
  if (type <= 6) return zigzag(varint(cursor));
  if (type === 7 || type === 8) {
    const length = type === 7 ? 8 : varint(cursor);
    check(length <= cursor.end - cursor.at, "a text longer than the file");
    cursor.at += length;
    return undefined;
  }
  if (type === 12) return structure(cursor, depth + 1);
  check(type === 9, `a field of type ${type}`);
  const head = byteOf(cursor);
  const count = head >> 4 === 15 ? varint(cursor) : head >> 4;
  check(count <= cursor.end - cursor.at, "a list longer than the file");
  const one = head & 15;
  for (let i = 0; i < count; i++) element(cursor, one <= 2 ? 3 : one, depth + 1);
  return undefined;
}

/** @throws Damage where the bytes of a footer are not one structure */
export function checkFooter(bytes: Uint8Array): void {
  structure({ bytes, at: 0, end: bytes.length });
}

/** @throws Damage for a column that has none */
export function checkNames(names: readonly unknown[]): void {
  for (const name of names) check(typeof name === "string", "a column without a name");
}

/**
 * Where the pages of a column lie, if its sizes fit the file and its group.
 * @throws Damage
 */
export function checkChunk(
  { data_page_offset, dictionary_page_offset, total_compressed_size, num_values }: ColumnMetaData,
  rows: bigint,
  fileSize: number,
): readonly [start: number, end: number] {
  const start = Number(dictionary_page_offset || data_page_offset);
  const end = start + Number(total_compressed_size);
  check(start >= 0 && end >= start && end <= fileSize, "pages beyond the file");
  check(rows >= 0n && num_values === rows, `${num_values} values in ${rows} rows`);
  return [start, end];
}

/** What a column's pages are held against. */
export interface ColumnFacts {
  readonly metadata: ColumnMetaData;
  /** Whether values may be null. */
  readonly optional: boolean;
  readonly compressors: Compressors;
}

const [DATA_PAGE, DICTIONARY_PAGE, DATA_PAGE_V2] = [0, 2, 3];
const [PLAIN_DICTIONARY, RLE, RLE_DICTIONARY] = [2, 3, 8];
const DELTAS: ReadonlySet<number> = new Set([5, 6, 7]);
const LARGEST_BLOCK = 1 << 20; // differences
const LARGEST_PAGE = 1 << 26; // values
const MOST_PADDING = 511; // some writers fill up groups of 64 groups

/**
 * Walks over the pages of a column that is not nested.
 * @throws Damage for pages whose sizes, counts or runs do not fit together
 */
export function checkPages(bytes: Uint8Array, facts: ColumnFacts): void {
  const { metadata } = facts;
  const [values, largest] = [Number(metadata.num_values), Number(metadata.total_uncompressed_size)];
  const cursor = { bytes, at: 0, end: bytes.length };
  let seen = 0;
  while (seen < values) {
    check(cursor.at < cursor.end, `${seen} values in place of ${values}`);
    const header = structure(cursor);
    const [type, unpacked, packed] = [1, 2, 3].map((id) => countOf(header, id)) as [number, number, number];
    check(packed <= cursor.end - cursor.at && unpacked <= largest, `a page of ${packed} bytes, unpacked ${unpacked}`);
    const page = bytes.subarray(cursor.at, cursor.at + packed);
    cursor.at += packed;
    if (type === DICTIONARY_PAGE) {
      check(countOf(partOf(header, 7), 1) <= 8 * Math.max(1, unpacked), "more words than bytes");
      unpack(page, unpacked, metadata.codec, facts.compressors);
      continue;
    }
    check(type === DATA_PAGE || type === DATA_PAGE_V2, `a page of type ${type}`);
    const part = partOf(header, type === DATA_PAGE ? 5 : 8);
    const count = countOf(part, 1);
    seen += count;
    check(count <= LARGEST_PAGE, `a page of ${count} values`);
    check(seen <= values, `${seen} values or more in place of ${values}`);
    if (type === DATA_PAGE) checkPage(unpack(page, unpacked, metadata.codec, facts.compressors), part, count, facts);
    else checkPageV2(page, unpacked, part, count, facts);
  }
}

function countOf(fields: Fields, id: number): number {
  const value = fields.get(id);
  check(typeof value === "number" && value >= 0, "a page header without its sizes");
  return value;
}

function partOf(fields: Fields, id: number): Fields {
  const value = fields.get(id);
  check(value instanceof Map, "a page header of another kind than its page");
  return value;
}

function unpack(page: Uint8Array, size: number, codec: CompressionCodec, compressors: Compressors): Uint8Array {
  const unpacked = codec === "UNCOMPRESSED" ? page : compressors[codec]?.(page, size);
  check(unpacked?.length === size, "a page of another size than its header says");
  return unpacked;
}

function checkPage(page: Uint8Array, header: Fields, count: number, facts: ColumnFacts): void {
  const cursor = { bytes: page, at: 0, end: page.length };
  const present = facts.optional ? prefixedRuns(cursor, count) : count;
  checkValues(cursor, countOf(header, 2), present, facts);
}

function checkPageV2(page: Uint8Array, unpacked: number, header: Fields, count: number, facts: ColumnFacts): void {
  const { codec } = facts.metadata;
  const [nulls, definitions, repetitions] = [countOf(header, 2), countOf(header, 5), countOf(header, 6)];
  const levels = definitions + repetitions;
  check(levels <= page.length && levels <= unpacked, "levels longer than their page");
  check(nulls <= count && countOf(header, 3) === count, "more nulls or rows than values");
  if (facts.optional) {
    const present = runs({ bytes: page, at: repetitions, end: levels }, 1, count);
    check(present === count - nulls, "nulls that are not counted alike");
  }
  const plain = header.get(7) === 0;
  const values = unpack(page.subarray(levels), unpacked - levels, plain ? "UNCOMPRESSED" : codec, facts.compressors);
  checkValues({ bytes: values, at: 0, end: values.length }, countOf(header, 4), count - nulls, facts);
}

/** Runs of places in a dictionary, or of booleans, and differences; other values are read one by one, and end with the page. */
function checkValues(cursor: Cursor, encoding: number, count: number, { metadata: { type } }: ColumnFacts): void {
  if (encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY) {
    if (count === 0) return;
    const width = byteOf(cursor);
    check(width <= 32, `places of ${width} bits`);
    runs(cursor, width, count);
  } else if (encoding === RLE && type === "BOOLEAN") prefixedRuns(cursor, count);
  else if (DELTAS.has(encoding)) deltas(cursor, count);
}

/** Walks over blocks of differences: no number in them may be without end. */
function deltas(cursor: Cursor, count: number): void {
  const [block, parts, total] = [varint(cursor), varint(cursor), varint(cursor)];
  const size = block / parts; // of a part
  check(parts > 0 && Number.isInteger(size) && block <= LARGEST_BLOCK && total <= count, "differences in odd blocks");
  varint(cursor); // the first value
  for (let seen = 1; seen < total;) {
    varint(cursor); // the least difference of the block
    const widths = Array.from({ length: parts }, () => byteOf(cursor));
    for (const width of widths) {
      if (seen >= total) break;
      check(width <= 64, `differences of ${width} bits`);
      cursor.at += (size * width) / 8;
      seen += size;
    }
  }
}

/** Runs of bits behind their length; how many are set. */
function prefixedRuns(cursor: Cursor, count: number): number {
  let length = 0;
  for (let i = 0; i < 4; i++) length += byteOf(cursor) * 256 ** i;
  check(length <= cursor.end - cursor.at, "levels longer than their page");
  const set = runs({ ...cursor, end: cursor.at + length }, 1, count);
  cursor.at += length;
  return set;
}

/** Walks over runs of `count` values, the last group of eight perhaps longer; how many are set, of bits. */
function runs(cursor: Cursor, width: number, count: number): number {
  let set = 0;
  let seen = 0;
  while (seen < count) {
    const head = varint(cursor);
    const packed = head % 2 === 1;
    const values = packed ? ((head - 1) / 2) * 8 : head / 2;
    check(seen + values <= count + (packed ? MOST_PADDING : 0), "runs of more values than their page has");
    const first = cursor.at;
    cursor.at += packed ? (values / 8) * width : Math.ceil(width / 8);
    if (width === 1) set += bitsIn(cursor.bytes, first, packed, Math.min(values, count - seen));
    seen += values;
  }
  return set;
}

/** How many of the bits of a run are set. */
function bitsIn(bytes: Uint8Array, first: number, packed: boolean, count: number): number {
  if (!packed) return bytes[first] === 1 ? count : 0;
  let set = 0;
  for (let i = 0; i < count; i++) set += ((bytes[first + (i >> 3)] ?? 0) >> (i & 7)) & 1;
  return set;
}
