/** How files are written: as --format says, else by their names, else by how they begin. */
import { expandPath, readByteChunks } from "#platform";
import { OptionError } from "../errors.ts";
import { readCsv, type ReadCsvOptions, readJson, readParquet, type TimeSeries } from "../series/index.ts";
import type { Terminal } from "./terminal.ts";

/** What the command line reads. */
export const fileFormats = ["csv", "json", "parquet"] as const;

/** One of them; "json" is a list of objects or JSON Lines. */
export type FileFormat = (typeof fileFormats)[number];

type Chunks = AsyncIterable<string | Uint8Array>;

/** A file that is not opened yet, or standard input, of which the first bytes were looked at. */
export interface Source {
  readonly name: string;
  readonly format: FileFormat;
  readonly content: string | Chunks;
}

/**
 * Reads files one behind the other, whatever they are written in; "-" is standard input, and `*`, `**` and `?` stand for parts of paths.
 * @throws OptionError for files of several formats, and as the readers do
 */
export async function readFiles(
  files: readonly string[],
  options: ReadCsvOptions,
  format: FileFormat | undefined,
  terminal: Terminal,
): Promise<TimeSeries[]> {
  const sources: Source[] = [];
  for (const file of files) {
    const paths = file === "-" ? [file] : await expandPath(file);
    for (const path of paths) sources.push(await sourceOf(path, format, terminal));
  }
  const kind = formatOfAll(sources);
  if (kind === "csv") return readCsv(contentsOf(sources), options);
  if (kind === "json") return readJson(contentsOf(sources), options);
  return readParquet(await Promise.all(sources.map(({ content }) => wholeOf(content))), options);
}

const contentsOf = (sources: readonly Source[]): (string | Chunks)[] => sources.map(({ content }) => content);

/** A file as `--format` says, else as its name or its first bytes. */
export async function sourceOf(file: string, format: FileFormat | undefined, terminal: Terminal): Promise<Source> {
  if (file === "-") {
    const { first, content } = await peeked(terminal.stdin());
    return { name: "standard input", format: format ?? formatOfBytes(first), content };
  }
  const known = format ?? formatOfName(file);
  return { name: file, format: known ?? formatOfBytes(await firstBytes(file)), content: file };
}

/** By its ending, packed or not; undefined where the ending says nothing. */
function formatOfName(file: string): FileFormat | undefined {
  if (/\.(jsonl|ndjson|json)(\.(gz|zst))?$/i.test(file)) return "json";
  if (/\.(parquet|pq)$/i.test(file)) return "parquet";
  return /\.(csv|tsv|txt)(\.(gz|zst))?$/i.test(file) ? "csv" : undefined;
}

function formatOfBytes(first: string | Uint8Array | undefined): FileFormat {
  const text = typeof first === "string" ? first : new TextDecoder().decode(first?.subarray(0, 256));
  if (text.startsWith("PAR1")) return "parquet";
  return /^\s*(\{\s*["}]|\[\s*[{\]])/.test(text) ? "json" : "csv";
}

async function firstBytes(file: string): Promise<Uint8Array | undefined> {
  for await (const chunk of readByteChunks(file)) return chunk;
  return undefined;
}

/** A stream and its first piece, which the stream still yields. */
async function peeked(stream: Chunks): Promise<{ first: string | Uint8Array | undefined; content: Chunks }> {
  const iterator = stream[Symbol.asyncIterator]();
  const { done, value } = await iterator.next();
  const content = async function* (): Chunks {
    if (done === true) return;
    yield value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return { first: done === true ? undefined : value, content: content() };
}

/** A Parquet file is read from its end, so that a stream of one is held as a whole. */
export async function wholeOf(content: string | Chunks): Promise<string | Uint8Array> {
  if (typeof content === "string") return content;
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
  return new Uint8Array(await new Blob(pieces.map((piece) => Uint8Array.from(piece))).arrayBuffer());
}

/** @throws OptionError where files differ in their format */
function formatOfAll(sources: readonly Source[]): FileFormat {
  const [first] = sources;
  const other = sources.find(({ format }) => format !== first?.format);
  if (!first || !other) return first?.format ?? "csv";
  throw new OptionError({
    where: other.name,
    expected: `${first.format} as in ${first.name}: files one behind the other are written alike`,
    found: other.format,
    remedy: "read them one at a time, or say by --format how all of them are written",
  });
}
